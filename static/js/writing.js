// New threads and changes to a post: sent once, and confirmed before the draft goes.
import { startComposer } from "./composer.js";
import { send, UNCONFIRMED, whileBusy } from "./sending.js";
import { startTemplates } from "./templates.js";

const form = document.querySelector("form[data-composer]");

// Where the address differs in its fragment alone, going there would only scroll.
const leadTo = (url) => {
  const isHere = url.pathname === location.pathname && url.search === location.search;
  location.assign(url);
  if (isHere) location.reload();
};

if (form) {
  const composer = startComposer(form);
  startTemplates(form, composer);
  composer.onSend = (button) =>
    whileBusy(form, button, form.dataset.composer === "edit" ? "Saving" : "Posting", async () => {
      composer.say("");
      try {
        const reply = await send(form);
        if (reply.status === 201) {
          composer.drafts.forget();
          leadTo(new URL(reply.url, location.href));
          return;
        }
        if (reply.status >= 500) throw new Error("not confirmed");
        if (reply.key) {
          composer.drafts.renew(reply.key);
          composer.say(reply.error);
          return;
        }
        // Refused: the page that the server answers a plain form with says why, next to the words.
        form.elements.source.readOnly = false;
        composer.drafts.keepLocally();
        HTMLFormElement.prototype.submit.call(form);
      } catch {
        composer.say(UNCONFIRMED);
      }
    });
}
