// Counts a post as read once it has really been in view, and tells the server now and then.

const LOOK = 1_500;
const FLUSH = 5_000;

export const startReading = (thread) => {
  const { read } = thread.dataset;
  const form = document.getElementById("act");
  if (!read || !form) return;
  const told = new Set();
  const waiting = new Set();
  const timers = new Map();

  const flush = () => {
    if (!waiting.size) return;
    const body = new URLSearchParams(new FormData(form));
    body.set("numbers", [...waiting].join(","));
    waiting.clear();
    fetch(read, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } }).catch(() => {});
  };

  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, intersectionRatio, boundingClientRect, rootBounds } of entries) {
        const { number } = target.dataset;
        const ended = boundingClientRect.bottom < (rootBounds?.height ?? innerHeight) / 2;
        const inView = isIntersecting && (intersectionRatio >= 0.6 || ended || boundingClientRect.height > innerHeight);
        if (!inView || told.has(number)) {
          clearTimeout(timers.get(number));
          timers.delete(number);
        } else if (!timers.has(number)) {
          timers.set(
            number,
            setTimeout(() => {
              timers.delete(number);
              if (document.visibilityState !== "visible" || !target.isConnected) return;
              told.add(number);
              waiting.add(number);
            }, LOOK),
          );
        }
      }
    },
    { threshold: [0, 0.3, 0.6, 1] },
  );
  const watch = (root) => {
    for (const post of root.querySelectorAll(".post[data-number], .folded[data-number]")) seen.observe(post);
  };
  watch(thread);
  new MutationObserver(() => watch(thread)).observe(thread, { childList: true, subtree: true });
  setInterval(flush, FLUSH);
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush());
};
