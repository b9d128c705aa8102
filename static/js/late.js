// What a reader may never use comes when there is a sign of use: until then, and without it, its
// links and forms work by themselves.
const SIGNS = ["pointerover", "pointerdown", "focusin"];
const SERVED_BY_HTMX = "[data-hx-get], [data-hx-post]";
const ANSWERING = "[data-composer], [data-reply], [data-quote]";

const whenWanted = (selector, load) => {
  const look = ({ target }) => {
    if (!target.closest?.(selector)) return;
    for (const sign of SIGNS) removeEventListener(sign, look);
    load();
  };
  for (const sign of SIGNS) addEventListener(sign, look, { passive: true });
};

export const startHtmxLate = () => {
  const place = document.querySelector("template[data-htmx]");
  if (!place) return;
  whenWanted(SERVED_BY_HTMX, () => {
    document.head.append(Object.assign(document.createElement("script"), { src: place.dataset.htmx }));
  });
};

// A selection may become a quotation; a form that comes into view shows its draft.
export const startReplyingLate = (form, thread) => {
  let asked = false;
  const load = async () => {
    if (asked) return;
    asked = true;
    near.disconnect();
    const { startReplying } = await import("./replying.js");
    startReplying(form, thread);
  };
  const near = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && load(), {
    rootMargin: "50%",
  });
  near.observe(form);
  whenWanted(ANSWERING, load);
  document.addEventListener("selectionchange", load, { once: true });
};
