// The formatting buttons: one stop for Tab, arrow keys between them.
import { block, prefix, put, wrap } from "./text-edits.js";

const TABLE = "| Column | Column |\n| --- | --- |\n| Cell | Cell |";
const lines = (area) => area.value.slice(area.selectionStart, area.selectionEnd);

const acts = {
  bold: (area) => wrap(area, "**", "**", "bold"),
  italic: (area) => wrap(area, "_", "_", "italic"),
  quote: (area) => prefix(area, () => "> ", /^> ?/),
  list: (area) => prefix(area, () => "- ", /^[-*] (?!\[)/),
  numbers: (area) => prefix(area, (index) => `${index + 1}. `, /^\d+\. /),
  tasks: (area) => prefix(area, () => "- [ ] ", /^- \[[ x]\] /),
  code: (area) => {
    const words = lines(area);
    if (words.includes("\n")) block(area, `\`\`\`\n${words}\n\`\`\``, words);
    else wrap(area, "`", "`", "code");
  },
  link: (area) => {
    const words = lines(area);
    const start = area.selectionStart;
    const isAddress = /^https?:\/\/\S+$/.test(words);
    put(area, isAddress ? `[words](${words})` : `[${words || "words"}](https://)`);
    const from = isAddress || !words ? start + 1 : start + words.length + 3;
    area.setSelectionRange(from, from + (isAddress || !words ? 5 : 8));
  },
  table: (area) => block(area, TABLE, "Column"),
  spoiler: (area) => {
    const words = lines(area) || "Hidden until it is opened";
    block(area, `::: spoiler\n${words}\n:::`, words);
  },
  mention: (area) => {
    const apart = /\S$/.test(area.value.slice(0, area.selectionStart)) ? " " : "";
    put(area, `${apart}@`);
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  },
};

const KEYS = { b: "bold", i: "italic", k: "link" };

export const startToolbar = (form, area) => {
  const bar = form.querySelector("[data-toolbar]");
  const tools = bar.querySelector("[role=toolbar]");
  const buttons = [...tools.querySelectorAll("[data-md]")];
  const stopAt = (chosen) => {
    for (const button of buttons) button.tabIndex = button === chosen ? 0 : -1;
  };
  stopAt(buttons[0]);

  tools.addEventListener("click", (event) => {
    const button = event.target.closest("[data-md]");
    if (!button || area.readOnly) return;
    stopAt(button);
    acts[button.dataset.md](area);
  });
  tools.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    if (!(event.key in steps) || at < 0) return;
    event.preventDefault();
    const next = buttons.at(steps[event.key] % buttons.length);
    stopAt(next);
    next.focus();
  });
  area.addEventListener("keydown", (event) => {
    const act = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    acts[act](area);
  });
  bar.hidden = false;
};
