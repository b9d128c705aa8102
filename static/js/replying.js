// The reply form of a thread page: answers any post in place, sends once, loses nothing.
import { startComposer } from "./composer.js";
import { startQuoting } from "./quoting.js";
import { send, UNCONFIRMED, whileBusy } from "./sending.js";
import { put } from "./text-edits.js";

export const startReplying = (form, thread) => {
  const home = form.parentElement;
  const label = form.querySelector("[data-label]");
  const composer = startComposer(form);
  const { text, say, drafts } = composer;
  const meanwhile = form.querySelector("[data-meanwhile]");
  let opener = null;

  const name = (post) => {
    const { number } = post.dataset;
    const who = post.querySelector(".post__who a")?.textContent ?? "";
    return number === "1" ? label.dataset.default : `Reply to ${who}, no. ${number}`;
  };

  const goHome = () => {
    home.append(form);
    form.elements.parent.value = "1";
    label.textContent = label.dataset.default;
    opener?.focus();
    opener = null;
  };

  const answer = (post, link) => {
    opener = link;
    form.elements.parent.value = post.dataset.number;
    label.textContent = name(post);
    meanwhile.hidden = true;
    if (post.dataset.number === "1") home.append(form);
    else post.after(form);
    composer.show("write");
    text.focus();
    form.scrollIntoView({ block: "nearest" });
  };

  const quote = (words, post, link) => {
    answer(post, link);
    const end = text.value.length;
    put(text, `${text.value.trim() ? "\n\n" : ""}${words}\n\n`, text.value.trimEnd().length, end);
  };
  if (thread) startQuoting(thread, quote);

  thread?.addEventListener("click", (event) => {
    const link = event.target.closest("[data-reply]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    answer(link.closest(".post"), link);
  });

  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opener && !event.defaultPrevented) goHome();
  });

  // A draft that came back says whom it answers.
  form.addEventListener("draft:filled", () => {
    const post = document.getElementById(`p${form.elements.parent.value}`);
    if (post) label.textContent = name(post);
  });

  // Somebody answered the same post: said above the form, over the page and not in its flow.
  thread?.addEventListener("thread:arrived", ({ detail }) => {
    if (!text.value.trim() || String(detail.parent) !== form.elements.parent.value) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link-btn" });
    button.textContent = "Show";
    button.addEventListener("click", () => {
      meanwhile.hidden = true;
      const post = document.getElementById(`p${detail.number}`);
      if (!post) thread.querySelector("[data-pill]")?.click();
      const shown = post ?? document.getElementById(`p${detail.number}`);
      shown?.focus({ preventScroll: true });
      shown?.scrollIntoView({ block: "nearest" });
    });
    meanwhile.replaceChildren("Someone replied to this while you wrote. ", button);
    meanwhile.hidden = false;
  });

  const posted = (reply) => {
    drafts.forget(reply.key);
    text.value = "";
    form.dispatchEvent(new Event("posted"));
    composer.show("write");
    meanwhile.hidden = true;
    drafts.tell("Posted");
    opener = null;
    goHome();
    if (!thread?.showOwn?.(reply)) location.assign(reply.url);
  };

  composer.onSend = (button) =>
    whileBusy(form, button, "Posting", async () => {
      say("");
      try {
        const reply = await send(form);
        if (reply.status === 201) posted(reply);
        else if (reply.status === 401) location.assign(form.dataset.signIn);
        else if (reply.status === 403) say("This page has gone stale. Your text is safe: reload and post it.");
        else if (reply.status === 404) say("This thread is gone or closed to you. Your text is kept under “Drafts”.");
        else {
          if (reply.key) drafts.renew(reply.key);
          say(reply.error ?? UNCONFIRMED);
        }
      } catch {
        say(UNCONFIRMED);
      }
    });
};
