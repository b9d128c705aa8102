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

// A click that comes before what answers it waits. Should that never come, the link's own page
// answers; words that are typed already are saved as a draft on the way there.
const holdClicks = (form, thread, load) => {
  const { source, parent } = form.elements;
  let held = null;
  let failed = false;
  const isTyped = () => source.value !== source.defaultValue;
  const byPage = (link) => {
    if (!isTyped()) return location.assign(link.href);
    parent.value = link.closest(".post").dataset.number;
    form.querySelector("[name=action][value=draft]").click();
  };
  const hold = (event) => {
    const link = event.target.closest("[data-reply], [data-quote]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || failed && !isTyped()) return;
    event.preventDefault();
    event.stopPropagation();
    if (failed) return byPage(link);
    held = link;
    link.setAttribute("aria-busy", "true");
    load(); // Not every click has a pointer.
  };
  thread?.addEventListener("click", hold, true);
  return (came) => {
    failed = !came;
    if (came) thread?.removeEventListener("click", hold, true);
    held?.removeAttribute("aria-busy");
    if (held) came ? held.click() : byPage(held);
  };
};

// A selection may become a quotation; a form that comes into view shows its draft.
export const startReplyingLate = (form, thread) => {
  let asked = false;
  const load = async () => {
    if (asked) return;
    asked = true;
    near.disconnect();
    const module = await import("./replying.js").catch(() => null);
    module?.startReplying(form, thread);
    release(Boolean(module));
  };
  const release = holdClicks(form, thread, load);
  const near = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && load(), {
    rootMargin: "50%",
  });
  near.observe(form);
  whenWanted(ANSWERING, load);
  document.addEventListener("selectionchange", load, { once: true });
  if (form.contains(document.activeElement)) load(); // Somebody was there first.
};
