// Where a character of a textarea is on the screen, by setting the same words in a box like it.

const LIKE = ["font", "letterSpacing", "lineHeight", "padding", "border", "textIndent", "tabSize", "direction", "wordSpacing"];

// Its place from the textarea's parent, which must be positioned: left, and the line's bottom.
export const caretPlace = (area, index) => {
  const style = getComputedStyle(area);
  const box = document.createElement("div");
  for (const name of LIKE) box.style[name] = style[name];
  Object.assign(box.style, {
    position: "absolute",
    visibility: "hidden",
    whiteSpace: "pre-wrap",
    overflowWrap: "break-word",
    inlineSize: `${area.clientWidth}px`,
    insetBlockStart: "0",
  });
  const mark = Object.assign(document.createElement("span"), { textContent: "." });
  box.append(area.value.slice(0, index), mark);
  area.parentElement.append(box);
  const place = {
    left: area.offsetLeft + mark.offsetLeft,
    bottom: area.offsetTop + mark.offsetTop + mark.offsetHeight - area.scrollTop + 4,
  };
  box.remove();
  return place;
};
