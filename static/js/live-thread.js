// <live-thread>: shows what others do in the thread, where and when that can't disturb.
import { watch } from "./live.js";
import { find, insert, isHarmless, keepPlace, placeFor, replace } from "./live-tree.js";
import { Waiting } from "./live-waiting.js";

const SHOW_STATE_AFTER = 4_000;
const FIRST_WORD = 1_500;
const NEXT_WORD = 20_000;
const AUTO = "live-auto";
const STATES = {
  live: ["live", "Live. New replies come by themselves where they don't disturb."],
  asking: ["live", "Live. New replies wait until you ask for them."],
  polling: ["reconnecting", "Looking for new replies every 15 seconds."],
  reconnecting: ["reconnecting", "Reconnecting. Posting still works."],
  offline: ["offline", "You are offline. What you write is kept in this browser."],
  "signed-out": ["offline", "You are signed out. Reload the page to go on."],
};

class LiveThread extends HTMLElement {
  connectedCallback() {
    this.last = Number(this.dataset.last ?? 0);
    this.known = new Set();
    this.unseen = 0;
    this.untold = 0;
    this.pageTitle = document.title.replace(/^\(\d+[^)]*\) /, "");
    this.waiting = new Waiting(this, (frames) => this.showAll(frames));
    this.setUpSwitch();
    this.stop = watch(`thread:${this.dataset.thread}`, {
      since: Number(this.dataset.seq),
      onFrame: (frame) => this.hear(frame),
      onState: (state) => this.showState(state),
      onPoll: () => this.poll(),
    });
    this.seen = () => {
      if (document.visibilityState === "visible") this.unseen = 0;
      this.showTitle();
    };
    document.addEventListener("visibilitychange", this.seen);
  }

  disconnectedCallback() {
    this.stop();
    document.removeEventListener("visibilitychange", this.seen);
  }

  setUpSwitch() {
    const row = document.querySelector("[data-auto]");
    this.switch = row?.querySelector("input");
    if (!row) return;
    row.hidden = false;
    try {
      this.switch.checked = localStorage.getItem(AUTO) !== "off";
    } catch {} // Storage is refused: the switch works for this page only.
    this.switch.addEventListener("change", () => {
      try {
        localStorage.setItem(AUTO, this.switch.checked ? "on" : "off");
      } catch {}
      this.showState(this.state);
    });
  }

  get auto() {
    return this.switch?.checked ?? true;
  }

  hear(frame) {
    if (frame.replies !== undefined) {
      for (const count of document.querySelectorAll("[data-replies]")) count.textContent = frame.replies;
    }
    if (frame.kind === "thread") this.changed(frame);
    else if (frame.kind === "gap") this.waiting.reload("Many new replies. Reload");
    else if (frame.kind === "ended") this.ended(frame.reason);
    else if (frame.number) this.post(frame);
    this.showTitle();
  }

  post(frame) {
    const { number } = frame;
    const article = find(number);
    if (article) {
      this.known.add(number);
      const done = replace(article, frame.html, { force: frame.kind === "hidden" });
      if (!done) this.waiting.edit(article, frame.html);
    } else if (this.waiting.has(number)) this.waiting.add(frame);
    else if (!this.known.has(number) && (this.last ? number > this.last : frame.kind === "post")) this.arrive(frame);
  }

  arrive(frame) {
    this.known.add(frame.number);
    const own = frame.by !== undefined && String(frame.by) === this.dataset.user;
    if (own || (this.auto && placeFor(this, frame) && isHarmless(this, frame))) {
      keepPlace(() => insert(this, frame, { own }));
    } else this.waiting.add(frame);
    if (own) return;
    if (document.visibilityState === "hidden") this.unseen += 1;
    this.untold += 1;
    this.announceSoon();
  }

  // The reader asked for these: show them in order, so that answers find what they answer.
  showAll(frames) {
    let first = null;
    keepPlace(() => {
      for (const frame of frames) {
        const article = insert(this, frame, { own: false });
        if (!article) this.waiting.add(frame);
        first ??= article;
      }
    });
    if (!first) return;
    for (let node = first.parentElement; node && node !== this; node = node.parentElement) {
      if (node.localName === "details") node.open = true;
    }
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "nearest" });
    this.showTitle();
  }

  // The composer's own post, before the stream tells of it; false when another page holds it.
  showOwn(reply) {
    this.known.add(reply.number);
    let article = find(reply.number);
    if (article) {
      const item = article.closest("li");
      item?.classList.replace("is-new", "is-own");
      item?.querySelector(":scope > .new-flag")?.remove();
    } else {
      keepPlace(() => {
        article = insert(this, reply, { own: true });
      });
    }
    article?.focus({ preventScroll: true });
    article?.scrollIntoView({ block: "nearest" });
    return Boolean(article);
  }

  changed({ title, locked, reason }) {
    const head = document.querySelector("h1");
    if (head && head.textContent.trim() !== title) head.textContent = title;
    if (locked === "locked" in this.dataset) return;
    this.toggleAttribute("data-locked", locked);
    this.waiting.reload(locked ? "This thread was closed. Reload to see why" : "This thread is open again. Reload");
    this.say(locked ? `A moderator closed this thread: ${reason}` : "This thread is open again.");
  }

  ended(reason) {
    this.showLine("offline", reason);
    this.say(reason);
  }

  showTitle() {
    const n = this.waiting.size + this.unseen;
    document.title = n ? `(${n}) ${this.pageTitle}` : this.pageTitle;
  }

  showState(state) {
    clearTimeout(this.showing);
    this.state = state;
    const [dot, words] = STATES[state === "live" && !this.auto ? "asking" : state] ?? STATES.reconnecting;
    // A short break is nobody's business.
    const wait = dot === "reconnecting" ? SHOW_STATE_AFTER : 0;
    this.showing = setTimeout(() => this.showLine(dot, words), wait);
  }

  showLine(dot, words) {
    const line = document.querySelector("[data-live]");
    if (!line) return;
    line.dataset.state = dot;
    line.textContent = words;
  }

  announceSoon() {
    if (this.telling) return;
    const wait = Math.max(FIRST_WORD, (this.told ?? 0) + NEXT_WORD - Date.now());
    this.telling = setTimeout(() => {
      this.telling = 0;
      this.told = Date.now();
      this.say(`${this.untold} just posted`);
      this.untold = 0;
    }, wait);
  }

  say(words) {
    this.querySelector("[data-announce]").textContent = words;
  }

  // Without a socket: the same page again, for the posts that it has and this one has not.
  async poll() {
    const response = await fetch(location.href).catch(() => null);
    if (!response?.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const article of page.querySelectorAll("#replies .post[data-number]")) {
      const above = article.closest("li").parentElement.closest("li");
      const parent = above?.querySelector(".post").dataset.number ?? this.dataset.root ?? "1";
      const number = Number(article.dataset.number);
      if (!find(number)) this.post({ kind: "post", number, parent: Number(parent), html: article.outerHTML });
    }
    this.showTitle();
  }
}

customElements.define("live-thread", LiveThread);
