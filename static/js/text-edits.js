// Changes to what is typed in a textarea, each of them one step of the browser's own undo.

export const put = (area, words, start = area.selectionStart, end = area.selectionEnd) => {
  area.focus();
  area.setSelectionRange(start, end);
  if (!words && start === end) return;
  // Old, but the only call that undo knows of.
  if (document.execCommand(words ? "insertText" : "delete", false, words)) return;
  area.setRangeText(words, start, end, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
};

const select = (area, start, length) => area.setSelectionRange(start, start + length);

// Marks around the selection, or taken away where they stand already.
export const wrap = (area, before, after, example) => {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  const around = value.slice(start - before.length, start) === before && value.startsWith(after, end);
  if (around) {
    put(area, chosen, start - before.length, end + after.length);
    select(area, start - before.length, chosen.length);
    return;
  }
  const words = chosen || example;
  put(area, before + words + after);
  select(area, start + before.length, words.length);
};

// A mark before each line of the selection, or taken away where all have it. `mark` gets the line's index.
export const prefix = (area, mark, pattern) => {
  const { value } = area;
  const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = value.indexOf("\n", area.selectionEnd);
  const end = next < 0 ? value.length : next;
  const lines = value.slice(start, end).split("\n");
  const all = lines.every((line) => pattern.test(line));
  const changed = lines.map((line, index) => (all ? line.replace(pattern, "") : mark(index) + line)).join("\n");
  const apart = !all && start > 0 && value[start - 2] !== "\n" ? "\n" : "";
  put(area, apart + changed, start, end);
  if (lines.length > 1) select(area, start + apart.length, changed.length);
};

// A block of its own, with a blank line before and after; `chosen` is selected in it.
export const block = (area, words, chosen) => {
  const { selectionStart: start, value } = area;
  const before = !start || value.slice(0, start).endsWith("\n\n") ? "" : value[start - 1] === "\n" ? "\n" : "\n\n";
  put(area, `${before}${words}\n`);
  const at = start + before.length + words.indexOf(chosen);
  select(area, at, chosen.length);
};
