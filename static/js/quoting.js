// Quotes what is selected in a post, or the post's beginning, with a link to where it is from.
import { literal, toMarkdown } from "./to-markdown.js";

const WHOLE = 600; // characters of a post that is quoted without a selection

const chosenIn = (thread) => {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const within = range.commonAncestorContainer;
  const body = (within.nodeType === Node.TEXT_NODE ? within.parentElement : within).closest?.(".post__body");
  const post = body?.closest(".post:not(.post--gone)");
  return post && thread.contains(post) && range.toString().trim() ? { post, body, range } : null;
};

const cite = (post) => {
  const name = post.querySelector(".post__who a")?.textContent ?? "";
  const url = new URL(post.querySelector(".post__no").href);
  return `— [${literal(name)}, no. ${post.dataset.number}](${url.pathname}${url.hash})`;
};

const quotation = (post, words) => {
  const lines = `${words.trim()}\n\n${cite(post)}`.split("\n");
  return lines.map((line) => `> ${line}`.trimEnd()).join("\n");
};

const beginning = (post) => {
  const words = post.querySelector(".post__body").innerText.trim();
  const cut = words.length > WHOLE ? `${words.slice(0, WHOLE).trimEnd()} …` : words;
  return cut.split("\n").map(literal).join("\n");
};

export const startQuoting = (thread, quote) => {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "btn btn--small quote-here",
    textContent: "Quote",
  });
  button.setAttribute("aria-label", "Quote the selection");

  const quoteFrom = (post, link) => {
    const chosen = chosenIn(thread);
    const mine = chosen?.post === post ? toMarkdown(chosen.range.cloneContents()) : "";
    quote(quotation(post, mine || beginning(post)), post, link);
    getSelection().removeAllRanges();
    button.remove();
  };

  // Right behind the words in the order of Tab, and just under the selection on the screen.
  const offer = () => {
    const chosen = chosenIn(thread);
    if (!chosen) {
      if (document.activeElement !== button) button.remove();
      return;
    }
    const box = [...chosen.range.getClientRects()].at(-1) ?? chosen.range.getBoundingClientRect();
    if (button.previousElementSibling !== chosen.body) chosen.body.after(button);
    const frame = chosen.post.getBoundingClientRect();
    button.style.insetBlockStart = `${box.bottom - frame.top + 4}px`;
    button.style.left = `${Math.max(0, Math.min(box.right - frame.left, frame.width - 80))}px`;
  };

  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(offer, 200);
  });
  offer(); // The selection that brought this module.
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", () => {
    const post = button.closest(".post");
    quoteFrom(post, post.querySelector("[data-quote]"));
  });
  thread.addEventListener("click", (event) => {
    const link = event.target.closest("[data-quote]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    quoteFrom(link.closest(".post"), link);
  });
};
