// The server's copy of a draft: saved a moment after typing stops, one request at a time.
import { write } from "./draft-store.js";

const AGAIN = 800;
const MUCH_LATER = 30_000;

export class ServerCopy {
  constructor(drafts) {
    this.drafts = drafts;
    this.form = drafts.form;
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  stop() {
    clearTimeout(this.timer);
    this.again = false;
  }

  async save(options = {}) {
    const { drafts, form } = this;
    clearTimeout(this.timer);
    if (!drafts.dirty || form.dataset.busy || form.dataset.offline) return;
    if (this.saving && !options.keepalive) {
      this.again = true;
      return;
    }
    this.saving = true;
    drafts.dirty = false;
    const { key } = drafts;
    try {
      await this.answered(key, await this.send(options));
    } catch {
      drafts.dirty = true; // In this browser it is kept meanwhile.
      this.later(MUCH_LATER);
    }
    this.saving = false;
    if (this.again) {
      this.again = false;
      this.later(AGAIN);
    }
  }

  send(options) {
    const { key, base, words } = this.drafts;
    const { dataset, elements } = this.form;
    const token = elements.csrfmiddlewaretoken.value;
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, place: dataset.place, key, base });
    for (const [name, values] of Object.entries(words)) for (const value of values) body.append(name, value);
    return fetch(dataset.drafts, { method: "POST", body, headers: { Accept: "application/json" }, ...options });
  }

  async answered(key, response) {
    const { drafts } = this;
    const json = (response.headers.get("Content-Type") ?? "").includes("json");
    const reply = json ? await response.json() : {};
    if (key !== drafts.key) return; // Posted, or parted, meanwhile.
    if (response.ok) drafts.confirmed(reply.version);
    else if (response.status === 409) {
      const { standing, error } = reply;
      write(drafts.name, key, null); // These words go on under the new key.
      drafts.part({ ...standing, base: standing.version, at: Date.parse(standing.saved_at) }, error);
      await drafts.keep();
    } else if (response.status === 410) drafts.wasSent(key, reply.error);
    else if (reply.key) {
      await drafts.renew(reply.key);
      drafts.note(reply.error);
    }
    else {
      drafts.dirty = true;
      if (response.status === 422) drafts.tell(reply.error);
      if (response.status === 429) this.later(MUCH_LATER);
    }
  }
}
