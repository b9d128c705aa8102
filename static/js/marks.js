// Marks posts read or new again without leaving the place, and offers to take it back.
import { markNew } from "./reading.js";
import { postsOf } from "./place.js";

const isRead = (number, mark) =>
  number <= mark.number || mark.above.some(([first, last]) => first <= number && number <= last);

// Show what is new by the server's own mark; a member who had none has nothing new.
const show = (thread, answer) => {
  let here = 0;
  for (const post of postsOf(thread)) {
    const own = post.closest("li, [data-opening]")?.classList.contains("is-own");
    const gone = post.classList.contains("post--gone");
    const isNew = answer.number !== undefined && !own && !gone && !isRead(Number(post.dataset.number), answer);
    here += isNew;
    markNew(post, isNew);
  }
  const elsewhere = Math.max(answer.new - here, 0);
  thread.dataset.elsewhere = elsewhere;
  for (const place of document.querySelectorAll("[data-new-elsewhere]")) place.hidden = !elsewhere;
  for (const link of thread.querySelectorAll("[data-next-new]")) {
    link.hidden = !answer.new;
    link.textContent = `${answer.new} new`;
  }
  for (const count of thread.querySelectorAll(".replies > summary .replies__new:not([data-waiting])")) {
    const n = count.closest(".replies").querySelectorAll(".is-new").length;
    count.textContent = `${n} new`;
    count.hidden = n === 0;
  }
};

const element = (name, properties) => Object.assign(document.createElement(name), properties);

const tell = (thread, words, undo) => {
  const dock = thread.querySelector(".dock");
  dock.querySelector("[data-told]")?.remove();
  const note = element("div", { className: "toast" });
  note.dataset.told = "";
  const close = element("button", { type: "button", className: "btn btn--small", textContent: "Close" });
  close.addEventListener("click", () => note.remove());
  note.append(element("span", { textContent: words }), ...(undo ? [undo] : []), close);
  dock.prepend(note);
  thread.querySelector("[data-announce]").textContent = words;
};

export const startMarks = (thread) => {
  const act = document.getElementById("act");
  const { read } = thread.dataset;
  if (!read || !act) return;

  const take = (answer) => {
    thread.dispatchEvent(new Event("marked"));
    show(thread, answer);
    const undo = answer.undo && element("button", { type: "button", className: "btn btn--small", textContent: "Undo" });
    if (undo) undo.addEventListener("click", () => send(new URLSearchParams({ undo: "1" })));
    tell(thread, answer.said, undo);
  };

  const send = async (body) => {
    for (const [name, value] of new FormData(act)) body.set(name, value);
    body.set("tell", "1");
    try {
      const response = await fetch(read, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error();
      take(await response.json());
    } catch {
      tell(thread, "Not saved. Try again.", null);
    }
  };

  // "Unread from here", in the panel of a post.
  thread.addEventListener("acted", ({ detail }) => detail.new === undefined || take(detail));
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-read-form]");
    if (!form) return;
    event.preventDefault();
    send(new URLSearchParams(new FormData(form, event.submitter)));
  });
};
