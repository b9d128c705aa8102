// Counts a post as read once it has really been looked at, and tells the server now and then.
// "New" stays on it for the whole visit, over pages and reloads.
import { postsOf } from "./place.js";

const TICK = 500;
const LOOK = 1_500;
const FLUSH = 5_000;
const VISIT = 30 * 60_000;

const visitOf = (thread) => {
  const key = `visit:${thread.dataset.user}:${thread.dataset.thread}`;
  const load = () => {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return kept && Date.now() - kept.at < VISIT ? kept.numbers : [];
  };
  return {
    load,
    add: (numbers) => {
      const all = [...new Set([...load(), ...numbers])].slice(-1_000);
      sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), numbers: all }));
    },
    clear: () => sessionStorage.removeItem(key),
  };
};

export const markNew = (post, isNew) => {
  const item = post.closest("li, [data-opening]");
  const tag = item.querySelector(":scope > .tag--new");
  item.classList.toggle("is-new", isNew);
  if (!isNew) tag?.remove();
  else if (!tag && item.localName === "li") {
    item.prepend(Object.assign(document.createElement("span"), { className: "tag tag--new", textContent: "New" }));
  }
};

// Whether the post is looked at: most of it is on screen, or of one taller than that its end has
// come up to the middle.
const isInView = (post) => {
  const { top, bottom, height } = post.getBoundingClientRect();
  const shown = Math.min(bottom, innerHeight) - Math.max(top, 0);
  if (height > innerHeight * 0.9) return bottom > 0 && bottom <= innerHeight / 2;
  return shown >= height * 0.6 || (bottom > 0 && bottom <= innerHeight / 2);
};

export const startReading = (thread) => {
  const { read } = thread.dataset;
  const form = document.getElementById("act");
  if (!read || !form) return;
  const visit = visitOf(thread);
  const told = new Set();
  const waiting = new Set();
  const near = new Set();
  const looked = new Map();

  const flush = async () => {
    if (!waiting.size) return;
    const numbers = [...waiting];
    const body = new URLSearchParams(new FormData(form));
    body.set("numbers", numbers.join(","));
    waiting.clear();
    const sent = fetch(read, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } });
    const response = await sent.catch(() => null);
    if (!response || response.status >= 500) for (const number of numbers) waiting.add(number);
  };

  const look = () => {
    if (document.visibilityState !== "visible" || !document.hasFocus() || "settling" in thread.dataset) return;
    for (const post of near) {
      const { number } = post.dataset;
      if (told.has(number) || !post.isConnected) near.delete(post);
      else if (!isInView(post)) looked.delete(post);
      else {
        const time = (looked.get(post) ?? 0) + TICK;
        looked.set(post, time);
        if (time < LOOK) continue;
        told.add(number);
        waiting.add(number);
        if (post.closest(".is-new")) visit.add([number]);
      }
    }
  };

  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting && !told.has(target.dataset.number)) near.add(target);
      else {
        near.delete(target);
        looked.delete(target);
      }
    }
  });
  const before = new Set(visit.load());
  const watch = () => {
    for (const post of postsOf(thread)) {
      seen.observe(post);
      const item = post.closest("li, [data-opening]");
      if (before.has(post.dataset.number) && !item.matches(".is-new, .is-own")) markNew(post, true);
    }
  };
  watch();
  new MutationObserver(watch).observe(thread, { childList: true, subtree: true });
  setInterval(look, TICK);
  setInterval(flush, FLUSH);
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
  thread.addEventListener("marked", () => {
    visit.clear();
    before.clear();
    told.clear();
    waiting.clear();
    watch();
  });
};
