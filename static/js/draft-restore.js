// Puts back what was being written; where there are other words too, offers those.
import { isTouched, same } from "./draft-fields.js";
import { entries, write } from "./draft-store.js";

// The newest words win; the others are offered. A page that came with words keeps those, and
// nothing is ever put over what somebody has begun to type already.
export const restore = (drafts) => {
  const { form, key, name } = drafts;
  const { restored } = form.dataset;
  const found = entries(name);
  if (isTouched(form)) return goOn(drafts, found);
  if (restored) drafts.tell("Draft restored");
  const [newest] = found.filter((entry) => entry.dirty || entry.key === key);
  forgetConfirmed(drafts, found);
  if (!newest || same(newest.fields, drafts.words)) {
    if (newest?.key === key) drafts.stamp = newest.stamp;
    return;
  }
  const fresh = !("keep" in form.dataset) && !/[?&](quote|template|draft)=/.test(location.search);
  const newer = !restored || newest.at > Date.parse(restored);
  const behind = newest.key === key && newest.base < drafts.base;
  if (!fresh || !newer || behind) {
    if (newest.dirty) offer(drafts, newest, "What you typed last in this browser is kept too.");
    return;
  }
  if (restored) offer(drafts, drafts.current(Date.parse(restored)), "A draft saved elsewhere is kept too.");
  drafts.take(newest);
  drafts.tell("Draft restored");
  askWhetherSent(drafts);
};

// Words that the server has confirmed are found there, unless they were posted or deleted since,
// from here or elsewhere: then they must not come back from this browser.
const forgetConfirmed = ({ name, key }, found) => {
  for (const entry of found) if (!entry.dirty && entry.key !== key) write(name, entry.key, null);
};

const askWhetherSent = (drafts) => {
  drafts.dirty = true;
  drafts.sync();
};

// Words stand in the form already: typed while scripts were loading, or left there by the browser.
const goOn = (drafts, found) => {
  const known = found.find((entry) => same(entry.fields, drafts.words));
  if (known) {
    drafts.adopt(known);
    askWhetherSent(drafts);
    return;
  }
  const other = found.find((entry) => entry.dirty);
  if (other) offer(drafts, other, "What you typed last in this browser is kept too.");
  drafts.changed();
};

// Offers `entry` in exchange for what is in the form; nothing is thrown away.
export const offer = (drafts, entry, words) => {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "link-btn" });
  button.textContent = "Restore the other version";
  button.addEventListener("click", () => {
    const mine = drafts.current(Date.now());
    drafts.keepLocally();
    drafts.sync();
    drafts.take({ ...entry });
    offer(drafts, mine, "Your other version is kept.");
    drafts.form.elements.source.focus();
  });
  const line = document.createElement("p");
  line.append(`${words} `, button);
  drafts.other.replaceChildren(line);
  drafts.other.hidden = false;
};
