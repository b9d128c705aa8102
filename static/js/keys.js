// The keyboard's way through a thread, for those who switched it on: it moves the real focus.
import { current, goTo, neighbour, say } from "./place.js";

const FIELDS = "input, textarea, select, [contenteditable], markdown-toolbar";
const KEPT = "shortcuts";

export const startKeys = (thread, step) => {
  const dialog = document.querySelector("[data-keys]");
  if (!dialog) return;
  const form = dialog.querySelector("form[data-keys-switch]");
  const box = form.elements.on;
  const member = "user" in thread.dataset;
  if (!member) box.checked = localStorage.getItem(KEPT) === "on";
  let on = box.checked;

  const help = () => dialog.open || dialog.showModal();
  // Focus brings what answers in place; the click waits until it is there (late.js).
  const act = (name) => {
    const link = current(thread)?.querySelector(`[data-${name}]`);
    link?.focus({ preventScroll: true });
    link?.click();
  };
  const move = (by) => {
    const post = neighbour(thread, by);
    if (post) goTo(post);
    else say(thread, by > 0 ? "This is the last post on this page" : "This is the first post on this page");
  };
  const collapse = () => {
    const item = current(thread)?.closest("li");
    const own = item?.querySelector(":scope > .replies");
    const branch = own ?? item?.parentElement.closest(".replies");
    if (!branch) return;
    branch.open = own ? !branch.open : false;
    branch.closest("li").querySelector(":scope > .post")?.focus({ preventScroll: true });
    say(thread, branch.open ? "Branch opened" : "Branch closed");
  };
  const search = () => {
    const fields = [...document.querySelectorAll("input[type=search]")];
    const field = fields.find((input) => input.checkVisibility?.() ?? input.offsetParent);
    if (field) field.focus();
    else document.querySelector("a[href^='/search/']")?.click();
  };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    n: () => step(1),
    p: () => step(-1),
    r: () => act("reply"),
    q: () => act("quote"),
    c: collapse,
    "/": search,
    "?": help,
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (!on || event.defaultPrevented || event.isComposing || event.repeat && "rq?/c".includes(key)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (target instanceof Element && target.closest(FIELDS)) return;
    const chosen = Object.hasOwn(keys, key) && keys[key];
    if (!chosen) return;
    event.preventDefault();
    chosen();
  });

  box.addEventListener("change", async () => {
    on = box.checked;
    const said = dialog.querySelector("[data-keys-said]");
    said.textContent = on ? "The keys work now." : "The keys are off.";
    if (!member) return localStorage.setItem(KEPT, on ? "on" : "off");
    const response = await fetch(form.action, { method: "POST", keepalive: true, body: new URLSearchParams(new FormData(form)) }).catch(() => null);
    if (!response?.ok) said.textContent = "Not saved; it holds until you leave this page.";
  });
  for (const button of document.querySelectorAll("[data-keys-open]")) {
    button.hidden = false;
    button.addEventListener("click", help);
  }
};
