// Offers names after "@" and emoji after ":", in a list under the caret that arrow keys walk.
//
// The textarea keeps its own role, which a combobox may not have; the status line says how many
// names there are, and aria-activedescendant which one is chosen.
import { caretPlace } from "./caret.js";
import { put } from "./text-edits.js";

const WAIT = 150;
const PERSON = /(?:^|[\s([{"'“‘>/–—])@([\p{L}\p{N}.-]{0,30})$/u;
const EMOJI = /(?:^|[^\p{L}\p{N}:]):([a-z0-9_+-]{2,30})$/iu;

export const startCompletion = (form, area) => {
  const holder = area.parentElement;
  const list = Object.assign(document.createElement("ul"), { className: "suggest", id: "names-list", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  const status = Object.assign(document.createElement("p"), { className: "vh" });
  status.setAttribute("role", "status");
  holder.append(list, status);
  area.setAttribute("aria-autocomplete", "list");
  let options = [];
  let at = -1;
  let start = 0;
  let asked = 0;
  let timer = 0;

  const close = () => {
    asked += 1;
    clearTimeout(timer);
    list.hidden = true;
    options = [];
    at = -1;
    area.removeAttribute("aria-activedescendant");
    area.removeAttribute("aria-controls");
  };

  const choose = (index) => {
    const { insert } = options[index];
    const end = area.selectionStart;
    close();
    put(area, `${insert} `, start, end);
    status.textContent = "";
  };

  const point = (index) => {
    at = (index + options.length) % options.length;
    [...list.children].forEach((item, place) => {
      item.setAttribute("aria-selected", place === at);
    });
    area.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };

  const open = (found) => {
    options = found;
    if (!found.length) {
      close();
      status.textContent = "Nobody here has such a name";
      return;
    }
    const items = found.map(({ sign, label, note }, index) => {
      const item = Object.assign(document.createElement("li"), { id: `names-${index}` });
      item.setAttribute("role", "option");
      const mark = Object.assign(document.createElement("span"), { textContent: sign, className: "suggest__sign" });
      mark.setAttribute("aria-hidden", "true");
      const name = Object.assign(document.createElement("span"), { textContent: label });
      const more = Object.assign(document.createElement("span"), { textContent: note, className: "suggest__note" });
      item.append(mark, name, " ", more);
      return item;
    });
    list.replaceChildren(...items);
    list.hidden = false;
    const { left, bottom } = caretPlace(area, start);
    list.style.insetBlockStart = `${bottom}px`;
    list.style.left = `${Math.max(0, Math.min(left, holder.clientWidth - list.offsetWidth))}px`;
    area.setAttribute("aria-controls", list.id);
    point(0);
    status.textContent = found.length === 1 ? "1 suggestion" : `${found.length} suggestions`;
  };

  const people = ({ names }) =>
    names.map(({ kind, label, handle, name, note }) => ({
      insert: `@${handle}`,
      finds: `${handle} ${name}`.toLowerCase(),
      sign: kind === "unit" ? "◆" : "@",
      label: name,
      note: [label, `@${handle}`, note].filter(Boolean).join(" · "),
    }));
  const signs = ({ emoji }) => emoji.map(({ name, sign }) => ({ insert: sign, finds: name, sign, label: `:${name}:`, note: "" }));

  // While the answer is awaited, so that Enter never chooses what does not fit any more.
  const narrow = (typed) => {
    const left = options.filter(({ finds }) => finds.includes(typed));
    if (left.length === options.length) return;
    if (left.length) open(left);
    else close();
  };

  const look = () => {
    const before = area.value.slice(0, area.selectionStart);
    const person = PERSON.exec(before);
    const emoji = person ? null : EMOJI.exec(before);
    const match = person ?? emoji;
    if (!match || area.selectionStart !== area.selectionEnd) {
      if (!list.hidden) close();
      return;
    }
    start = area.selectionStart - match[1].length - 1;
    narrow(match[1].toLowerCase());
    asked += 1;
    const mine = asked;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const url = new URL(form.dataset.complete + (emoji ? "emoji/" : ""), location.href);
      url.searchParams.set("q", match[1]);
      if (person) url.searchParams.set("place", form.dataset.place);
      const response = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
      const found = response?.ok ? await response.json() : null;
      if (found && mine === asked) open(emoji ? signs(found) : people(found));
    }, WAIT);
  };

  area.addEventListener("input", look);
  area.addEventListener("click", look);
  area.addEventListener("blur", () => setTimeout(() => document.activeElement !== area && close(), 150));
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const acts = {
      ArrowDown: () => point(at + 1),
      ArrowUp: () => point(at - 1),
      Enter: () => choose(at),
      Tab: () => choose(at),
      Escape: close,
    };
    if (!(event.key in acts) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // The textarea keeps the focus.
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) choose([...list.children].indexOf(item));
  });
  if (document.activeElement === area) look(); // Typed before this script came.
};
