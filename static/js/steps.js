// Steps through the new posts: opens closed branches and moves the focus, only when asked.

export const startSteps = (thread) => {
  const stepper = thread.querySelector("[data-stepper]");
  const count = thread.querySelector("[data-step-count]");
  const status = thread.querySelector("[data-announce]");
  const fresh = () => [...thread.querySelectorAll(".is-new > .post")];
  let at = -1;

  const show = () => {
    const n = fresh().length;
    stepper.hidden = n === 0;
    count.textContent = `${n} new`;
  };

  const reveal = (post) => {
    for (let node = post.parentElement; node; node = node.parentElement) {
      if (node.localName === "details") node.open = true;
    }
  };

  const go = (step) => {
    const posts = fresh();
    if (!posts.length) return;
    at = at < 0 && step < 0 ? posts.length - 1 : (at + step + posts.length) % posts.length;
    reveal(posts[at]);
    posts[at].focus({ preventScroll: true });
    posts[at].scrollIntoView({ block: "start" });
    status.textContent = `New reply ${at + 1} of ${posts.length}`;
  };

  stepper.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) go(Number(button.dataset.step));
  });
  thread.querySelector("[data-next-new]")?.addEventListener("click", (event) => {
    if (!fresh().length) return;
    event.preventDefault();
    go(1);
  });
  new MutationObserver(show).observe(thread.querySelector("#replies"), { childList: true, subtree: true });
  show();
};
