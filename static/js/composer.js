// The reply form: answers any post in place, keeps a draft, sends once, loses nothing.
import { forgetDraft, startDrafts } from "./drafts.js";

const TIMEOUT = 20_000;
const UNCONFIRMED = "Not confirmed. Your text is safe. Try again: it will not be posted twice.";

export const startComposer = (form, thread) => {
  const home = form.parentElement;
  const text = form.elements.source;
  const label = form.querySelector("[data-label]");
  const error = form.querySelector("[data-error]");
  const preview = form.querySelector("[data-preview]");
  let opener = null;

  const say = (message) => {
    error.replaceChildren();
    error.hidden = !message;
    if (message) error.append(Object.assign(document.createElement("p"), { textContent: message }));
  };

  const goHome = () => {
    home.append(form);
    form.elements.parent.value = "1";
    label.textContent = label.dataset.default;
    opener?.focus();
    opener = null;
  };

  const answer = (post, link) => {
    const { number } = post.dataset;
    opener = link;
    form.elements.parent.value = number;
    const name = post.querySelector(".post__who a")?.textContent ?? "";
    label.textContent = number === "1" ? label.dataset.default : `Reply to ${name}, no. ${number}`;
    if (number === "1") home.append(form);
    else post.after(form);
    text.focus();
    form.scrollIntoView({ block: "nearest" });
  };

  const quote = (post) => {
    const body = post.querySelector(".post__body");
    const selection = getSelection();
    const inside = selection.rangeCount && body.contains(selection.anchorNode);
    const words = (inside && selection.toString().trim()) || body.innerText.trim().slice(0, 600);
    const name = post.querySelector(".post__who a")?.textContent ?? "";
    const url = new URL(post.querySelector(".post__no").href).pathname;
    const escaped = words.replace(/([\\`*_[\]<>#|~])/g, "\\$1");
    const lines = escaped.split("\n").map((line) => `> ${line}`.trimEnd());
    const cite = `> \n> [${name}, no. ${post.dataset.number}](${url})`;
    const before = text.value ? `${text.value.trimEnd()}\n\n` : "";
    text.value = `${before}${lines.join("\n")}\n${cite}\n\n`;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };

  thread?.addEventListener("click", (event) => {
    const link = event.target.closest("[data-reply], [data-quote]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const post = link.closest(".post");
    if (link.dataset.quote) quote(post);
    answer(post, link);
  });

  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opener) goHome();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-post]"));
    }
  });

  const send = async (action) => {
    const body = new FormData(form);
    if (action) body.set("action", action);
    const response = await fetch(form.getAttribute("action"), {
      method: "POST",
      body: new URLSearchParams(body),
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const type = response.headers.get("Content-Type") ?? "";
    return { status: response.status, ...(type.includes("json") ? await response.json() : {}) };
  };

  const posted = (reply) => {
    forgetDraft(form);
    form.elements.key.value = reply.key;
    text.value = "";
    form.dispatchEvent(new Event("posted"));
    preview.hidden = true;
    form.querySelector("[data-saved]").textContent = "Posted";
    opener = null;
    goHome();
    if (!thread?.showOwn?.(reply)) location.assign(reply.url);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter ?? form.querySelector("[data-post]");
    const words = button.textContent;
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    text.readOnly = true; // What is typed now would be cleared with what was sent.
    button.textContent = button.value === "preview" ? words : "Posting";
    say("");
    try {
      const reply = await send(button.value);
      if (reply.preview !== undefined) {
        preview.querySelector(".post__body").innerHTML = reply.preview; // Sanitised by the server.
        preview.hidden = false;
      } else if (reply.status === 201) posted(reply);
      else if (reply.status === 401) location.assign(form.dataset.signIn);
      else if (reply.status === 403) say("This page has gone stale. Your text is safe: reload and post it.");
      else say(reply.error ?? UNCONFIRMED);
    } catch {
      say(UNCONFIRMED);
    } finally {
      delete form.dataset.busy;
      text.readOnly = false;
      button.textContent = words;
    }
  });

  import("../vendor/markdown-toolbar-element.js").then(() => {
    form.querySelector("[data-toolbar]")?.removeAttribute("hidden");
  });
  startDrafts(form);
};
