// Puts a board's suggested words into the form; asks before they would replace typed ones.

export const startTemplates = (form, composer) => {
  const list = form.querySelector("[data-templates]");
  if (!list) return;
  const { text } = composer;
  const bodies = [...list.querySelectorAll("[data-body]")].map((link) => link.dataset.body.trim());

  list.addEventListener("click", (event) => {
    const link = event.target.closest("[data-body]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const typed = text.value.trim();
    const mine = typed && !bodies.includes(typed);
    if (mine && !confirm("Replace what you have written? It stays under “Drafts”.")) return;
    if (mine) composer.drafts.setAside();
    for (const each of list.querySelectorAll("[aria-current]")) each.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    composer.show("write");
    text.value = link.dataset.body;
    text.dispatchEvent(new InputEvent("input", { bubbles: true }));
    text.focus();
    text.setSelectionRange(0, 0);
  });
};
