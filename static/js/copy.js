// "Copy" beside what is there to be taken along, and the browser's own way to share.

const DONE = 2_000;

const button = (words) => Object.assign(document.createElement("button"), { type: "button", className: "btn btn--small", textContent: words });

const copyButton = (source, say) => {
  const text = source.textContent.trim(); // Before the button stands in it.
  const made = button("Copy");
  const hidden = Object.assign(document.createElement("span"), { className: "vh", textContent: ` ${source.dataset.copy}` });
  made.append(hidden);
  made.addEventListener("click", async () => {
    const words = source.value ?? text;
    try {
      await navigator.clipboard.writeText(words);
      made.firstChild.data = "Copied";
      say(`Copied: ${source.dataset.copy}`);
      setTimeout(() => {
        made.firstChild.data = "Copy";
      }, DONE);
    } catch {
      // Not allowed, or no HTTPS: the words are marked, and the keyboard copies them.
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
      say("Press Ctrl and C, or Command and C, to copy what is marked.");
    }
  });
  return made;
};

export const addCopyButtons = (root, say) => {
  for (const source of root.querySelectorAll("[data-copy]")) {
    if (source.matches("input")) source.after(copyButton(source, say));
    else source.append(" ", copyButton(source, say));
  }
  const share = root.querySelector("[data-share]");
  if (!share || !navigator.share) return;
  const made = button("Share with an app");
  made.className = "btn";
  const { url, title } = share.dataset;
  made.addEventListener("click", () => navigator.share({ url, title }).catch(() => {}));
  share.querySelector(".form__actions").append(" ", made);
};

// On a page of its own: the thread page calls it for its panels.
const main = document.querySelector("main");
if (!document.querySelector("live-thread") && main?.querySelector("[data-copy]")) {
  const status = Object.assign(document.createElement("p"), { className: "vh", role: "status" });
  main.append(status);
  addCopyButtons(main, (words) => {
    status.textContent = words;
  });
}
