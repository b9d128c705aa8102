// What changed about the thread itself: its title, state and board, and whether one may reply.
import { element, keepPlace } from "./live-tree.js";

const note = (tone, ...words) => {
  const made = element("div", { className: `note note--${tone}` }, element("p", {}, ...words));
  made.dataset.told = "";
  return made;
};

// Shows the change and gives what to say of it; "" when nothing that matters to readers changed.
export const showThread = (thread, frame) => {
  const holder = document.querySelector("[data-head]");
  const moved = move(frame);
  const fresh = document.createElement("template");
  fresh.innerHTML = frame.head; // Rendered by the server, as the page itself was.
  const told = [...holder.querySelectorAll("[data-told]")];
  if (moved) told.splice(0, told.length, moved);
  keepPlace(() => holder.replaceChildren(fresh.content, ...told));
  const closed = close(thread, frame);
  if ("moderator" in thread.dataset) renew("[data-moderate]");
  if (closed) return closed;
  return moved ? moved.textContent : "";
};

// The page says where the thread went; a fresh one shows it in its breadcrumbs.
const move = ({ board }) => {
  const crumb = document.querySelector("[data-board]");
  if (!crumb || crumb.pathname === board.url) return null;
  crumb.href = board.url;
  crumb.textContent = board.name;
  return note("info", "This thread was moved to ", element("a", { href: board.url, textContent: board.name }), ".");
};

const close = (thread, { locked, reason }) => {
  if (locked === "locked" in thread.dataset) return "";
  thread.toggleAttribute("data-locked", locked);
  const exempt = "moderator" in thread.dataset;
  thread.classList.toggle("thread--closed", locked && !exempt);
  if (!exempt) shut(locked, reason);
  return locked ? `A moderator closed this thread: ${reason}` : "This thread is open again.";
};

// What the reader has written stays: they may copy it, or go on in another thread.
const shut = (locked, reason) => {
  const form = document.querySelector("form#compose");
  if (!form) return;
  const written = Boolean(form.querySelector("textarea")?.value.trim());
  const words = `This thread is closed: ${reason}`;
  keepPlace(() => {
    document.querySelector("[data-shut]")?.remove();
    form.hidden = locked && !written;
    const button = form.querySelector("[data-post]");
    if (button) button.disabled = locked;
    if (!locked) return;
    const told = note("warn", written ? `${words} What you wrote is kept below.` : words);
    told.dataset.shut = "";
    form.before(told);
  });
};

// A part that depends on who looks is asked for, and not made here.
const renew = async (part) => {
  const response = await fetch(location.href).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const [old, fresh] = [document, page].map((where) => where.querySelector(part));
  if (!old || !fresh) return;
  if (!old.contains(document.activeElement)) keepPlace(() => old.replaceWith(document.importNode(fresh, true)));
};
