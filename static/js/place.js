// Where the reader is among the posts of a page, and how to bring a post before them.

const BAR = 120; // what the page's head may cover

export const postsOf = (thread) => [...thread.querySelectorAll(".post[data-number]")];

// In view or not, but not inside a closed branch.
const isOpen = (post) => !post.closest("details:not([open])");

export const openTo = (node) => {
  for (let above = node.parentElement; above; above = above.parentElement) {
    if (above.localName === "details") above.open = true;
  }
};

// The post that has the focus, or else the first on screen.
export const current = (thread) => {
  const focused = document.activeElement?.closest(".post[data-number]");
  if (focused && thread.contains(focused)) return focused;
  return postsOf(thread).find((post) => isOpen(post) && post.getBoundingClientRect().bottom > BAR);
};

// The next (1) or previous (-1) of these posts, seen from where the reader is.
export const beyond = (posts, from, step) => {
  const side = step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const found = from ? posts.filter((post) => from.compareDocumentPosition(post) & side) : posts;
  return step > 0 ? found[0] : found.at(-1);
};

export const neighbour = (thread, step) => beyond(postsOf(thread).filter(isOpen), current(thread), step);

export const goTo = (post) => {
  openTo(post);
  post.focus({ preventScroll: true });
  post.scrollIntoView({ block: "start" });
};

export const say = (thread, words) => {
  thread.querySelector("[data-announce]").textContent = words;
};
