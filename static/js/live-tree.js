// Where a post belongs on the page, and how to put it there without moving what is being read.

const LEVELS = 8; // as deep as the server nests; below it a link leads on
const BAR = 120; // what the page's head may cover

const composing = () => document.activeElement?.closest("form[data-composer]");

// Run `change` with what the reader writes in, or else the first post on screen, held in place.
export const keepPlace = (change) => {
  const posts = [...document.querySelectorAll("article.post")];
  const anchor = composing() ?? posts.find((post) => post.getBoundingClientRect().bottom > BAR);
  const before = anchor?.getBoundingClientRect().top;
  change();
  if (!anchor?.isConnected) return;
  const moved = anchor.getBoundingClientRect().top - before;
  if (Math.abs(moved) > 1) scrollBy({ top: moved, behavior: "instant" });
};

export const parse = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html; // Rendered and cleaned by the server, as the page itself was.
  return template.content.firstElementChild;
};

export const find = (number) => document.getElementById(`p${number}`);

export const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const before = (list, number) =>
  [...list.children].find((item) => Number(item.querySelector(".post")?.dataset.number) > number) ?? null;

// Where the post goes: `list` and the item that follows it, or null when it is on another page.
// With `make`, a branch that has no replies yet gets the parts that hold them.
export const placeFor = (thread, { number, parent }, make = false) => {
  const top = thread.querySelector(".posts--top");
  const { view, root = "1" } = thread.dataset;
  const more = "more" in thread.dataset;
  if (view === "newest") {
    const first = !/[?&](after|before)=/.test(location.search) && !thread.querySelector("[rel=prev]");
    return first ? { list: top, next: top.firstElementChild } : null;
  }
  if (view !== "threaded" || String(parent) === root) return more ? null : { list: top, next: before(top, number) };
  const answered = find(parent);
  const item = answered?.closest("li");
  if (!item) return null;
  let list = item.querySelector(":scope > .replies > .posts");
  const level = Number(item.parentElement.dataset.depth) + 1;
  if (!list && level > LEVELS) return null;
  if (!list && !make) return { list: null, answered, next: null };
  list ??= startBranch(item, answered, level);
  return { list, answered, next: before(list, number) };
};

const startBranch = (item, answered, level) => {
  const list = element("ol", { className: "posts" });
  list.dataset.depth = level;
  const name = answered.querySelector(".post__who a")?.textContent.trim();
  const count = element("span", { textContent: "0 replies" });
  count.dataset.count = 0;
  const to = ` to ${name ? `${name}, ` : ""}no. ${answered.dataset.number}`;
  const summary = element("summary", {}, count, element("span", { className: "vh", textContent: to }));
  item.append(element("details", { className: "replies", open: true }, summary, list));
  return list;
};

const bump = (branch, isNew) => {
  const summary = branch.querySelector(":scope > summary");
  const count = summary.querySelector("[data-count]");
  count.dataset.count = Number(count.dataset.count) + 1;
  count.textContent = `${count.dataset.count} ${count.dataset.count === "1" ? "reply" : "replies"}`;
  if (!isNew) return;
  let fresh = summary.querySelector(".replies__new:not([data-waiting])");
  if (!fresh) {
    fresh = element("span", { className: "replies__new", textContent: "0 new" });
    count.after(" ", fresh);
  }
  fresh.textContent = `${Number.parseInt(fresh.textContent, 10) + 1} new`;
};

// A muted member's post stands behind one line, as on the server's own page.
const folded = (thread, { by, number }, article) => {
  const muted = thread.dataset.muted?.split(",") ?? [];
  if (!muted.includes(String(by)) || article.querySelector(".post__who ~ .tag--staff")) return article;
  const summary = element("summary", {}, "Muted member", element("span", { className: "vh", textContent: `, no. ${number}` }), " · Show");
  const fold = element("details", { className: "folded" }, summary, article);
  fold.dataset.number = number;
  return fold;
};

// Put the post in its place and give its article, or null when it belongs to another page.
export const insert = (thread, frame, { own }) => {
  const place = placeFor(thread, frame, true);
  if (!place) return null;
  const article = parse(frame.html);
  const item = element("li", { className: own ? "is-own just-in" : "is-new just-in" });
  if (!own) item.append(element("span", { className: "tag tag--new", textContent: "New" }));
  item.append(folded(thread, frame, article));
  place.list.insertBefore(item, place.next);
  thread.querySelector("[data-empty]")?.remove();
  for (let branch = item.closest(".replies"); branch; branch = branch.parentElement.closest(".replies")) {
    bump(branch, !own);
  }
  return article;
};

// Whether showing the post now would leave everything on screen where it is.
export const isHarmless = (thread, frame) => {
  const place = placeFor(thread, frame);
  if (!place) return true;
  if ((place.list ?? place.answered).closest(".replies:not([open])")) return true;
  if (thread.dataset.view === "newest") return false;
  const previous = place.next ? place.next.previousElementSibling : place.list?.lastElementChild;
  const edge = (previous ?? place.answered ?? place.list).getBoundingClientRect().bottom;
  if (edge >= innerHeight) return true;
  const posts = thread.querySelectorAll(".posts .post");
  const last = posts[posts.length - 1];
  return !composing() && !place.next && (!last || edge >= last.getBoundingClientRect().bottom - 1);
};

// Put a changed post in the old one's place. Gives false, changing only the marks, when the
// reader is inside it: their selection or focus must not be taken away.
export const replace = (article, html, { force }) => {
  const fresh = parse(html);
  const selection = getSelection();
  const busy =
    article.contains(document.activeElement) ||
    (selection.type === "Range" && selection.containsNode(article, true));
  const words = (post) => post.querySelector(".post__body")?.innerHTML;
  if (busy && !force) {
    const [count, now] = [article, fresh].map((post) => post.querySelector(".act--count"));
    if (count && now) {
      count.hidden = now.hidden;
      count.querySelector("[data-count]").textContent = now.querySelector("[data-count]").textContent;
    }
    return words(article) === words(fresh);
  }
  const focused = article.contains(document.activeElement);
  const wrapper = article.parentElement;
  keepPlace(() => article.replaceWith(fresh));
  if (wrapper.classList.contains("is-helpful")) {
    fresh.querySelector("[data-helpful]")?.setAttribute("aria-pressed", "true");
  }
  if (focused) fresh.focus({ preventScroll: true });
  return true;
};
