// What can be done with a post, opened under it: the same parts that stand on pages of their own.
import { find, keepPlace, parse, replace } from "./live-tree.js";
import { addCopyButtons } from "./copy.js";
import { showHighlights } from "./highlights.js";

const FAILED = "That did not work. Try again, or open it as a page.";
const JSON_TYPE = { Accept: "application/json" };

const wrapperOf = (node) => node.closest("li, [data-opening]");
// A muted member's post stands in a fold of its own.
const panelOf = (wrapper) => wrapper.querySelector(":scope > .post-panel, :scope > .folded > .post-panel");

// Posts from a number on count as new again: with the mark that the server gives on a fresh page.
const markNew = (thread, from) => {
  for (const post of thread.querySelectorAll(".posts .post[data-number]")) {
    const { classList } = wrapperOf(post);
    if (Number(post.dataset.number) < from || classList.contains("is-own") || classList.contains("is-new")) continue;
    classList.add("is-new");
    wrapperOf(post).prepend(Object.assign(document.createElement("span"), { className: "tag tag--new", textContent: "New" }));
  }
};

export const startPanels = (thread) => {
  const say = (words) => {
    thread.querySelector("[data-announce]").textContent = words;
  };

  const close = (panel, { focus = true } = {}) => {
    const { opener } = panel.dataset;
    keepPlace(() => panel.remove());
    for (const link of thread.querySelectorAll(`[data-panel][aria-controls="${panel.id}"]`)) {
      link.setAttribute("aria-expanded", "false");
      link.removeAttribute("aria-controls");
    }
    // The live stream may have put a fresh copy of the post in place meanwhile.
    if (focus) thread.querySelector(`[data-panel][href="${opener}"]`)?.focus();
  };

  const fill = (panel, html, url) => {
    const part = document.createElement("template");
    part.innerHTML = html; // Made by the server's own templates.
    panel.replaceChildren(part.content);
    if (url) panel.dataset.shows = url;
    addCopyButtons(panel, say);
    const errors = panel.querySelector(".error-summary");
    if (errors) errors.focus();
  };

  const ask = async (url, options = {}) => {
    const response = await fetch(url, { cache: "no-store", ...options, headers: JSON_TYPE });
    if (!response.headers.get("Content-Type")?.includes("json")) throw new Error(FAILED);
    const result = await response.json();
    if (!response.ok && !result.html) throw new Error(result.error ?? FAILED);
    return result;
  };

  const load = async (panel, url) => {
    const { html } = await ask(url);
    fill(panel, html, url);
  };

  const open = async (link) => {
    const article = link.closest(".post");
    const wrapper = wrapperOf(article);
    const url = link.getAttribute("href");
    const old = panelOf(wrapper);
    if (old?.dataset.shows === url) return close(old);
    const { number } = article.dataset;
    const panel = old ?? document.createElement("section");
    panel.className = "post-panel";
    panel.id = `panel-${number}`;
    panel.dataset.opener = url;
    panel.setAttribute("aria-label", `No. ${number}`);
    await load(panel, url);
    if (!old) article.isConnected ? article.after(panel) : find(number)?.after(panel);
    for (const other of wrapper.querySelectorAll(":scope > :is(.post, .folded) [data-panel]")) {
      other.setAttribute("aria-expanded", String(other === link));
    }
    link.setAttribute("aria-controls", panel.id);
  };

  // What the socket will tell as well, for a page that has none.
  const show = (panel, { said, marks = {}, posts = {}, highlights, answered, html }) => {
    const wrapper = wrapperOf(panel);
    for (const [name, on] of Object.entries(marks)) wrapper.classList.toggle(name, on);
    for (const [number, fragment] of Object.entries(posts)) {
      const article = find(number);
      if (article && article.outerHTML !== parse(fragment).outerHTML) replace(article, fragment, { force: true });
    }
    if (highlights !== undefined) showHighlights({ highlights, answered });
    if (said) say(said);
    if (html) fill(panel, html);
  };

  const tell = (result) => thread.dispatchEvent(new CustomEvent("acted", { detail: result }));

  const guarded = (work) => work.catch((error) => say(error.message || FAILED));

  thread.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a[data-panel], a[data-part]");
    if (!link) return;
    event.preventDefault();
    const panel = link.closest(".post-panel");
    guarded(panel ? load(panel, link.getAttribute("href")).then(() => settle(panel)) : open(link));
  });

  // After its contents changed the focus would be nowhere.
  const settle = (panel) => {
    if (!panel.contains(document.activeElement)) {
      panel.tabIndex = -1;
      panel.focus({ preventScroll: true });
    }
  };

  thread.addEventListener("submit", (event) => {
    const form = event.target.closest(".post-panel form[data-act]");
    if (!form) return;
    event.preventDefault();
    const panel = form.closest(".post-panel");
    const body = new URLSearchParams(new FormData(form, event.submitter));
    const url = form.getAttribute("action");
    guarded(
      ask(url, { method: "POST", body }).then((result) => {
        show(panel, result);
        if (body.has("unread")) markNew(thread, Number(body.get("unread")));
        tell(result);
        if (result.html) settle(panel);
        else close(panel);
      }),
    );
  });

  thread.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const wrapper = wrapperOf(event.target);
    const panel = event.target.closest(".post-panel") ?? (event.target.closest(".post") && panelOf(wrapper));
    if (!panel) return;
    event.stopPropagation();
    close(panel);
  });

  // "Accept" beside a post does what the panel's button does.
  thread.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-answer]");
    if (!button) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(document.getElementById("act"), button));
    const { number } = button.closest(".post").dataset;
    guarded(
      ask(button.formAction, { method: "POST", body }).then(({ html, ...result }) => {
        show(wrapperOf(button).firstElementChild, result);
        find(number)?.querySelector("[data-answer]")?.focus({ preventScroll: true });
      }),
    );
  });
};
