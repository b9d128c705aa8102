// "Load the next replies": htmx puts the next page under this one and its address in the bar;
// here the focus goes on to the first of them, and the page knows what it has now.
import { find } from "./live-tree.js";
import { say } from "./place.js";

export const startMore = (thread) => {
  const link = () => thread.querySelector("[data-more-link]");
  const show = () => {
    if (link()) link().hidden = false;
  };
  let before = 0;

  thread.addEventListener("htmx:before:request", (event) => {
    if (event.target.closest?.("[data-more-link]")) before = thread.querySelectorAll(".posts--top > li").length;
  });
  document.addEventListener("htmx:after:swap", () => {
    const items = [...thread.querySelectorAll(".posts--top > li")];
    if (!before || items.length <= before) return;
    const first = items[before].querySelector(".post");
    const posts = items.slice(before).flatMap((item) => [...item.querySelectorAll(".post")]);
    before = 0;
    thread.toggleAttribute("data-more", Boolean(thread.querySelector("#pages-end [rel=next]")));
    thread.waiting?.take(({ number }) => find(number));
    thread.waiting?.render();
    first?.focus({ preventScroll: true });
    first?.scrollIntoView({ block: "nearest" });
    say(thread, `${posts.length} more replies are on this page`);
    show();
  });
  show();
};
