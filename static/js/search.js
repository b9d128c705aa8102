// Offers topics, units and titles that go on what is typed: a combobox with a list (ARIA APG).
// Without it the field is a plain search. What is offered leads straight to its page.
const PAUSE = 150;
const MIN = 2;

for (const input of document.querySelectorAll("input[data-complete]")) combobox(input);

function combobox(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.className = "complete";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  list.hidden = true;
  const status = document.createElement("p");
  status.className = "vh";
  status.setAttribute("role", "status");
  const frame = document.createElement("div");
  frame.className = "complete-frame";
  input.replaceWith(frame);
  frame.append(input, list, status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  }))
    input.setAttribute(name, value);

  let chosen = -1;
  let waiting;
  let asked = 0;

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  input.addEventListener("blur", () => setTimeout(close, PAUSE));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" && list.hidden) {
      event.preventDefault();
      ask();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
      event.preventDefault();
      list.children[chosen].querySelector("a").click();
    }
  });

  async function ask() {
    const text = input.value.trim();
    asked += 1;
    const mine = asked;
    if (text.length < MIN) return close();
    try {
      const answer = await fetch(`${input.dataset.complete}?q=${encodeURIComponent(input.value)}`);
      const { places } = answer.ok ? await answer.json() : { places: [] };
      if (mine === asked && document.activeElement === input) show(places);
    } catch {
      close();
    }
  }

  function show(places) {
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...places.map(option));
    list.hidden = places.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = list.hidden ? input.dataset.none : input.dataset.some;
  }

  function option(place, index) {
    const row = document.createElement("li");
    row.id = `${list.id}-${index}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    const link = document.createElement("a");
    link.href = place.url;
    link.tabIndex = -1;
    link.textContent = place.name;
    const kind = document.createElement("span");
    kind.textContent = place.kind;
    link.append(" ", kind);
    row.append(link);
    // The field keeps the focus, so that nothing closes before the click.
    row.addEventListener("mousedown", (event) => event.preventDefault());
    return row;
  }

  function choose(index) {
    const rows = list.children;
    chosen = (index + rows.length) % rows.length;
    for (const [at, row] of [...rows].entries())
      row.setAttribute("aria-selected", String(at === chosen));
    input.setAttribute("aria-activedescendant", rows[chosen].id);
    rows[chosen].scrollIntoView({ block: "nearest" });
  }

  function close() {
    chosen = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
}
