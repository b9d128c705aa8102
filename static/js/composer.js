// What every form that people write in has: toolbar, preview, counter, completion, drafts.
import { startCompletion } from "./completion.js";
import { Drafts } from "./drafts.js";
import { startOffline } from "./offline.js";
import { send, UNCONFIRMED } from "./sending.js";
import { startToolbar } from "./toolbar.js";

const NEAR = 0.9; // from here on of the limit, the count shows

export const startComposer = (form) => {
  const text = form.elements.source;
  const error = form.querySelector("[data-error]");
  const preview = form.querySelector("[data-preview]");
  const words = form.querySelector("[data-words]");
  const shows = [...form.querySelectorAll("[data-show]")];
  const post = form.querySelector("[data-post]");

  const say = (message) => {
    error.replaceChildren();
    error.hidden = !message;
    if (message) error.append(Object.assign(document.createElement("p"), { textContent: message }));
  };

  const show = (what) => {
    for (const button of shows) button.setAttribute("aria-pressed", button.dataset.show === what);
    preview.hidden = what !== "preview";
    words.hidden = what === "preview";
  };

  const showPreview = async () => {
    say("");
    try {
      const reply = await send(form, "preview");
      if (reply.preview === undefined) {
        say(reply.error ?? "The preview did not come. Your text is safe.");
        return;
      }
      preview.querySelector(".post__body").innerHTML = reply.preview; // Sanitised by the server.
      show("preview");
      preview.focus({ preventScroll: true });
    } catch {
      say("The preview did not come. Your text is safe.");
    }
  };

  for (const button of shows) {
    button.addEventListener("click", () => {
      if (button.dataset.show === "preview") showPreview();
      else {
        show("write");
        text.focus();
      }
    });
  }
  show("write");
  const plain = form.querySelector("[name=action][value=preview]");
  if (plain && shows.length) plain.hidden = true;

  const count = form.querySelector("[data-count]");
  const limit = Number(form.dataset.limit);
  const recount = () => {
    const near = text.value.trimEnd();
    count.hidden = near.length < limit * NEAR;
    if (count.hidden) return;
    const { length } = [...near]; // As the server counts: an emoji is one.
    count.textContent = `${length.toLocaleString()} of ${limit.toLocaleString()} characters`;
    count.classList.toggle("is-over", length > limit);
  };
  text.addEventListener("input", recount);

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(post);
  });

  startToolbar(form, text);
  startCompletion(form, text);
  import("../vendor/paste-markdown.js").then(({ subscribe }) => subscribe(text));
  const drafts = new Drafts(form);
  drafts.start();
  import("./attach.js"); // After the drafts: it shows the files that these name.
  recount();
  startOffline(form, drafts, post);

  const composer = { form, text, post, drafts, say, show, UNCONFIRMED };
  // Saving and previewing are the same everywhere; `onSend` does the rest.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { value } = event.submitter ?? post;
    if (value === "draft" || form.dataset.offline) drafts.keep();
    else if (value === "preview") showPreview();
    else composer.onSend?.(post);
  });
  return composer;
};
