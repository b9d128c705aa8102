// Keeps what is being typed in this browser and on the server until the post is confirmed.
//
// A draft goes by the form's own key. Whoever saves over words that another window has saved
// meanwhile begins a draft of its own, under a new key, so that both stay.
import { entries, newKey, read, write } from "./draft-store.js";

const LOCAL = 800;
const SERVER = 1_500;
const NOT_WRITTEN = new Set(["csrfmiddlewaretoken", "key", "action", "place", "base"]);

export class Drafts {
  constructor(form) {
    this.form = form;
    this.saved = form.querySelector("[data-saved]");
    this.other = form.querySelector("[data-other]");
    this.base = Number(form.dataset.base);
    this.stamp = null;
    this.typed = false;
    this.dirty = false;
  }

  get key() {
    return this.form.elements.key.value;
  }

  get name() {
    return `draft:${this.form.dataset.user}:${this.form.dataset.place}:`;
  }

  get words() {
    const fields = {};
    for (const [name, value] of new FormData(this.form)) {
      if (NOT_WRITTEN.has(name) || typeof value !== "string") continue;
      fields[name] = [...(fields[name] ?? []), value];
    }
    return fields;
  }

  start() {
    this.restore();
    this.form.addEventListener("input", () => this.changed());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.leave();
    });
    addEventListener("pagehide", () => this.leave());
  }

  // The newest words win; the others are offered. A page that came with words keeps those.
  restore() {
    const { restored } = this.form.dataset;
    const [newest] = entries(this.name);
    if (restored) this.tell("Draft restored");
    if (!newest || this.same(newest.fields, this.words)) {
      if (newest?.key === this.key) this.stamp = newest.stamp;
      return;
    }
    const fresh = !("keep" in this.form.dataset) && !/[?&](quote|template|draft)=/.test(location.search);
    const newer = !restored || newest.at > Date.parse(restored);
    const behind = newest.key === this.key && newest.base < this.base;
    if (!fresh || !newer || behind) {
      if (newest.dirty) this.offer(newest, "What you typed last in this browser is kept too.");
      return;
    }
    if (restored) this.offer(this.current(Date.parse(restored)), "A draft saved elsewhere is kept too.");
    this.take(newest);
    this.tell("Draft restored");
    // The server knows whether these words were posted meanwhile, from here or elsewhere.
    this.dirty = true;
    this.sync();
  }

  current(at) {
    return { key: this.key, base: this.base, fields: this.words, at, dirty: false };
  }

  take(entry) {
    this.form.elements.key.value = entry.key;
    this.base = entry.base;
    this.stamp = entry.stamp ?? null;
    this.dirty = Boolean(entry.dirty);
    this.fill(entry.fields);
  }

  fill(fields) {
    // Whoever has fields of which there may be more or fewer makes room for these first.
    this.form.dispatchEvent(new CustomEvent("draft:filling", { detail: fields }));
    const seen = {};
    for (const field of this.form.elements) {
      const { name, type } = field;
      if (!name || NOT_WRITTEN.has(name) || type === "file" || !(name in fields || type === "checkbox")) continue;
      const values = fields[name] ?? [];
      if (["checkbox", "radio"].includes(type)) field.checked = values.includes(field.value);
      else {
        const place = seen[name] ?? 0;
        seen[name] = place + 1;
        field.value = values[place] ?? "";
      }
    }
    this.form.dispatchEvent(new CustomEvent("draft:filled"));
  }

  // Offers `entry` in exchange for what is in the form; nothing is thrown away.
  offer(entry, words) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link-btn" });
    button.textContent = "Restore the other version";
    button.addEventListener("click", () => {
      const mine = this.current(Date.now());
      this.keepLocally();
      this.sync();
      this.take({ ...entry });
      this.offer(mine, "Your other version is kept.");
      this.form.elements.source.focus();
    });
    const line = document.createElement("p");
    line.append(`${words} `, button);
    this.other.replaceChildren(line);
    this.other.hidden = false;
  }

  changed() {
    this.typed = this.dirty = true;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.keepLocally(), LOCAL);
    this.later(SERVER);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sync(), wait);
  }

  keepLocally() {
    clearTimeout(this.soon);
    const standing = read(this.name, this.key);
    if (standing && standing.stamp !== this.stamp && !this.same(standing.fields, this.words)) {
      this.part({ ...standing, key: this.key }, "Another window has other words for this place. Both are kept.");
    }
    this.stamp = newKey();
    const empty = this.isEmpty();
    const entry = { fields: this.words, at: Date.now(), base: this.base, stamp: this.stamp, dirty: this.dirty };
    const done = write(this.name, this.key, empty ? null : entry);
    this.tell(empty ? "" : done ? "Draft saved in this browser" : "Draft not saved in this browser");
  }

  isEmpty() {
    const { source = [""], title = [""] } = this.words;
    return !source[0].trim() && !title[0].trim();
  }

  same(one, other) {
    const plain = (fields) => [fields.title, fields.source].map((value) => (value?.[0] ?? "").replace(/\r\n/g, "\n").trim());
    return plain(one).join("\0") === plain(other).join("\0");
  }

  // From here on the form is another draft than `standing`, which is offered.
  part(standing, words) {
    this.form.elements.key.value = newKey();
    this.base = 0;
    this.stamp = null;
    this.offer(standing, words);
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
    this.form.elements.key.value = newKey();
    this.base = 0;
    this.stamp = null;
  }

  leave() {
    if (!this.dirty) return;
    this.keepLocally();
    this.sync({ keepalive: true });
  }

  async sync(options = {}) {
    clearTimeout(this.timer);
    if (!this.dirty || this.form.dataset.busy || this.form.dataset.offline) return;
    if (this.saving && !options.keepalive) {
      this.again = true;
      return;
    }
    this.saving = true;
    this.dirty = false;
    const { key } = this;
    try {
      await this.answered(key, await this.send(options));
    } catch {
      this.dirty = true; // In this browser it is kept; the next change tries again.
    }
    this.saving = false;
    if (this.again) {
      this.again = false;
      this.later(LOCAL);
    }
  }

  send(options) {
    const body = new URLSearchParams({
      csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value,
      place: this.form.dataset.place,
      key: this.key,
      base: this.base,
    });
    for (const [name, values] of Object.entries(this.words)) for (const value of values) body.append(name, value);
    const headers = { Accept: "application/json" };
    return fetch(this.form.dataset.drafts, { method: "POST", body, headers, ...options });
  }

  async answered(key, response) {
    const json = (response.headers.get("Content-Type") ?? "").includes("json");
    const reply = json ? await response.json() : {};
    if (key !== this.key) return; // Posted, or parted, meanwhile.
    if (response.ok) {
      this.base = reply.version;
      if (!this.dirty) this.synced();
    } else if (response.status === 409) {
      write(this.name, key, null); // These words go on under the new key.
      this.part({ ...reply.standing, base: reply.standing.version, at: Date.parse(reply.standing.saved_at) }, reply.error);
      await this.keep();
    } else if (response.status === 410) this.wasSent(key, reply.error);
    else {
      this.dirty = true;
      if (response.status === 422) this.tell(reply.error);
      if (response.status === 429) this.later(30_000);
    }
  }

  synced() {
    const entry = read(this.name, this.key);
    if (entry?.stamp === this.stamp) write(this.name, this.key, { ...entry, base: this.base, dirty: false });
    if (!this.isEmpty()) this.tell("Draft saved");
  }

  // The words of this key are posted: what was typed since is new.
  wasSent(key, words) {
    write(this.name, key, null);
    this.form.elements.key.value = newKey();
    this.base = 0;
    this.stamp = null;
    if (this.typed) return this.keep();
    this.form.elements.source.value = "";
    this.tell(words);
  }

  // The server has confirmed the post, and dropped its own copy with it.
  forget(next) {
    clearTimeout(this.soon);
    clearTimeout(this.timer);
    write(this.name, this.key, null);
    if (next) this.form.elements.key.value = next;
    this.base = 0;
    this.stamp = null;
    this.dirty = this.typed = this.again = false;
  }

  tell(words) {
    this.saved.textContent = words;
  }
}
