// The answer and the summary under the opening post, put in place when they change.
import { keepPlace, parse } from "./live-tree.js";

export const showHighlights = ({ highlights, answered }) => {
  const place = document.querySelector("[data-highlights]");
  const fresh = highlights === undefined ? null : parse(highlights);
  if (place && fresh && place.innerHTML !== fresh.innerHTML) {
    const open = place.querySelector("details[open]");
    if (open) fresh.querySelector("details")?.setAttribute("open", "");
    keepPlace(() => place.replaceWith(fresh));
  }
  const tag = document.querySelector("[data-answered]");
  if (tag && answered !== undefined) tag.hidden = !answered;
};

// "Read": without a new page where the post is on this one.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-goto]");
  const post = link && document.getElementById(`p${link.dataset.goto}`);
  if (!post || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  for (let node = post.parentElement; node; node = node.parentElement) {
    if (node.localName === "details") node.open = true;
  }
  post.focus({ preventScroll: true });
  post.scrollIntoView({ block: "start" });
  history.replaceState(null, "", link.href);
});
