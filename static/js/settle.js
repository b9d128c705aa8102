// Keeps the post that an address names where the reader expects it while pictures and fonts
// arrive: until the reader does anything, or nothing has moved for a while. Until then nothing
// counts as read and the address stays.
import { openTo } from "./place.js";

const QUIET = 3_000;
const LONGEST = 30_000;
const INPUT = ["wheel", "touchstart", "pointerdown", "keydown"];

const named = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));

export const startSettling = (thread) => {
  const post = named();
  if (!post || !thread.contains(post)) return;
  history.scrollRestoration = "manual"; // The address says where; the browser would say otherwise.
  let quiet;
  let last = 0;
  thread.toggleAttribute("data-settling", true);

  const align = () => {
    post.scrollIntoView({ block: "start", behavior: "instant" });
    const top = post.getBoundingClientRect().top;
    if (Math.abs(top - last) < 1) return;
    last = top;
    wait();
  };
  const wait = () => {
    clearTimeout(quiet);
    quiet = setTimeout(end, QUIET);
  };
  const moved = new ResizeObserver(() => {
    align();
    wait();
  });
  const end = () => {
    moved.disconnect();
    clearTimeout(quiet);
    clearTimeout(longest);
    for (const name of INPUT) removeEventListener(name, end, true);
    removeEventListener("scroll", drift);
    thread.removeAttribute("data-settling");
    thread.dispatchEvent(new Event("settled"));
    history.scrollRestoration = "auto";
  };
  // What lies above may change without the whole changing: content skipped off screen is drawn.
  const drift = () => {
    if (Math.abs(post.getBoundingClientRect().top - last) > 2) align();
  };
  const longest = setTimeout(end, LONGEST);
  for (const name of INPUT) addEventListener(name, end, { capture: true, passive: true });
  addEventListener("scroll", drift, { passive: true });
  openTo(post);
  align();
  moved.observe(document.body);
  for (const item of thread.querySelectorAll(".posts--top > li, [data-opening]")) moved.observe(item);
  wait();
};
