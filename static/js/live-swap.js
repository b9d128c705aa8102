// Asks for this page again and puts one part of it in place of the old, what was ticked or typed
// there kept; tells whether it could.
export const swapped = async (source, part) => {
  const target = document.querySelector(part);
  const before = target.dataset.since;
  try {
    await window.htmx.ajax("GET", location.href, { source, target: part, select: part, swap: "outerMorph" });
  } catch {
    return false;
  }
  return document.querySelector(part)?.dataset.since !== before;
};
