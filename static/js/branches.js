// Which branches are closed: kept for this tab, opened again for what an address names.
import { keepPlace } from "./live-tree.js";
import { openTo } from "./place.js";

export const startBranches = (thread) => {
  const key = `closed:${thread.dataset.thread}`;
  const button = thread.querySelector("[data-branches]");
  const all = () => [...thread.querySelectorAll("details.replies")];
  const numberOf = (branch) => branch.closest("li").querySelector(".post")?.dataset.number;
  const closed = new Set(JSON.parse(sessionStorage.getItem(key) ?? "[]"));

  const keep = () => sessionStorage.setItem(key, JSON.stringify([...closed].slice(-2_000)));
  const label = () => {
    if (!button) return;
    button.hidden = all().length === 0;
    const open = all().some((branch) => branch.open);
    button.dataset.branches = open ? "close" : "open";
    const words = open ? "Collapse all" : "Expand all";
    if (button.textContent !== words) button.textContent = words;
  };
  const close = () => {
    for (const branch of all()) if (closed.has(numberOf(branch))) branch.open = false;
  };
  const reveal = () => {
    const post = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (post && thread.contains(post)) openTo(post);
  };

  close();
  reveal();
  // Does not bubble, so it is caught on its way down.
  thread.addEventListener(
    "toggle",
    ({ target }) => {
      if (!target.matches("details.replies")) return;
      closed[target.open ? "delete" : "add"](numberOf(target));
      keep();
      label();
    },
    true,
  );
  button?.addEventListener("click", () => {
    const open = button.dataset.branches === "open";
    keepPlace(() => {
      for (const branch of all()) branch.open = open;
    });
    thread.querySelector("[data-announce]").textContent = open ? "All branches are open" : "All branches are closed";
  });
  addEventListener("hashchange", reveal);
  new MutationObserver(label).observe(thread.querySelector("#replies"), { childList: true, subtree: true });
  label();
};
