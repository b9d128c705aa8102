// Steps through the new posts, over to other pages where this one has no more: moves the focus,
// only when asked.
import { beyond, current, goTo, postsOf, say } from "./place.js";

export const freshOf = (thread) => [...thread.querySelectorAll(".is-new > .post")];

export const startSteps = (thread) => {
  const stepper = thread.querySelector("[data-stepper]");
  const count = thread.querySelector("[data-step-count]");
  const elsewhere = () => Number(thread.dataset.elsewhere ?? 0);

  const show = () => {
    const here = freshOf(thread).length;
    stepper.hidden = here + elsewhere() === 0;
    const words = `${here + elsewhere()} new`;
    if (count.textContent !== words) count.textContent = words;
  };

  const leave = () => {
    const last = postsOf(thread).at(-1)?.dataset.number;
    location.assign(`${thread.dataset.unread}?after=${last}`);
  };

  // Pressing the button took the focus away from where the last step had brought it.
  let reached = null;
  const step = (by) => {
    const posts = freshOf(thread);
    const again = stepper.contains(document.activeElement) && reached?.isConnected;
    const from = again ? reached : current(thread);
    // Not yet arrived at the first one on screen: that one is the next.
    const waits = by > 0 && !again && posts.includes(from) && from !== document.activeElement?.closest(".post");
    const post = waits ? from : beyond(posts, from, by);
    if (post) {
      reached = post;
      goTo(post);
      say(thread, `New reply ${posts.indexOf(post) + 1} of ${posts.length} on this page`);
    } else if (by > 0 && elsewhere()) leave();
    else if (posts.length) {
      reached = by > 0 ? posts[0] : posts.at(-1);
      goTo(reached);
      say(thread, by > 0 ? "Back at the first new reply" : "Round to the last new reply");
    } else if (elsewhere()) leave();
    else say(thread, "Nothing new in this thread");
  };

  stepper.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) step(Number(button.dataset.step));
  });
  thread.querySelector("[data-next-new]")?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !freshOf(thread).length) return;
    event.preventDefault();
    step(1);
  });
  const options = { childList: true, subtree: true, attributes: true, attributeFilter: ["class", "data-elsewhere"] };
  new MutationObserver(show).observe(thread, options);
  show();
  return step;
};
