// Keeps what is being typed in this browser and on the server until the post is confirmed.
//
// A draft goes by the form's own key. Whoever saves over words that another window has saved
// meanwhile begins a draft of its own, under a new key, so that both stay.
import { fill, isEmpty, same, wordsOf } from "./draft-fields.js";
import { offer, restore } from "./draft-restore.js";
import { ServerCopy } from "./draft-server.js";
import { newKey, read, write } from "./draft-store.js";

const LOCAL = 800;
const SERVER = 1_500;

export class Drafts {
  constructor(form) {
    this.form = form;
    this.saved = form.querySelector("[data-saved]");
    this.other = form.querySelector("[data-other]");
    this.base = Number(form.dataset.base);
    this.stamp = null;
    this.typed = false;
    this.dirty = false;
    this.server = new ServerCopy(this);
  }

  get key() {
    return this.form.elements.key.value;
  }

  get name() {
    return `draft:${this.form.dataset.user}:${this.form.dataset.place}:`;
  }

  get words() {
    return wordsOf(this.form);
  }

  start() {
    this.form.dataset.kept = ""; // From here on typed-early.js has nothing to do.
    restore(this);
    this.form.addEventListener("input", () => this.changed());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.leave();
    });
    addEventListener("pagehide", () => this.leave());
  }

  current(at) {
    return { key: this.key, base: this.base, fields: this.words, at, dirty: false };
  }

  take(entry) {
    this.adopt(entry);
    this.dirty = Boolean(entry.dirty);
    fill(this.form, entry.fields);
  }

  // The words in the form are this draft's.
  adopt({ key, base = 0, stamp = null }) {
    this.form.elements.key.value = key;
    this.base = base;
    this.stamp = stamp;
  }

  changed() {
    this.typed = this.dirty = true;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.keepLocally(), LOCAL);
    this.server.later(SERVER);
  }

  keepLocally() {
    clearTimeout(this.soon);
    const { words } = this;
    const standing = read(this.name, this.key);
    if (standing && standing.stamp !== this.stamp && !same(standing.fields, words)) {
      this.part({ ...standing, key: this.key }, "Another window has other words for this place. Both are kept.");
    }
    this.stamp = newKey();
    const empty = isEmpty(words);
    const entry = { fields: words, at: Date.now(), base: this.base, stamp: this.stamp, dirty: this.dirty };
    const done = write(this.name, this.key, empty ? null : entry);
    this.tell(empty ? "" : done ? "Draft saved in this browser" : "Draft not saved in this browser");
  }

  sync(options) {
    return this.server.save(options);
  }

  // From here on the form is another draft than `standing`, which is offered.
  part(standing, words) {
    this.adopt({ key: newKey() });
    offer(this, standing, words);
  }

  // The button: everywhere, now.
  async keep() {
    this.dirty = true;
    this.keepLocally();
    await this.sync();
  }

  // Leaves what is written as a draft and goes on with another one.
  setAside() {
    this.keepLocally();
    this.sync();
    this.adopt({ key: newKey() });
  }

  leave() {
    if (!this.dirty) return;
    this.keepLocally();
    this.sync({ keepalive: true });
  }

  // The server has these words as this version.
  confirmed(version) {
    this.base = version;
    if (this.dirty) return;
    const entry = read(this.name, this.key);
    if (entry?.stamp === this.stamp) write(this.name, this.key, { ...entry, base: version, dirty: false });
    if (!isEmpty(this.words)) this.tell("Draft saved");
  }

  // Other words of this key are posted: these go on under a fresh one.
  renew(key) {
    const used = this.key;
    this.adopt({ key });
    write(this.name, used, null);
    return this.keep();
  }

  // The words of this key are posted: what was typed since is new.
  wasSent(key, words) {
    write(this.name, key, null);
    this.adopt({ key: newKey() });
    if (this.typed) return this.keep();
    const { source, title } = this.form.elements;
    for (const field of [source, title]) if (field) field.value = field.defaultValue;
    this.tell(words);
  }

  // The server has confirmed the post, and dropped its own copy with it.
  forget(next) {
    clearTimeout(this.soon);
    this.server.stop();
    write(this.name, this.key, null);
    this.adopt({ key: next ?? this.key });
    this.dirty = this.typed = false;
  }

  // Said where other versions are offered, until there is more to say.
  note(words) {
    this.other.replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
    this.other.hidden = false;
  }

  tell(words) {
    this.saved.textContent = words;
  }
}
