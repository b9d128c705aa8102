// <live-thread>: shows what others do in the thread, where and when that can't disturb.
import { showHighlights } from "./highlights.js";
import { watch } from "./live.js";
import { showThread } from "./live-head.js";
import { LiveState } from "./live-state.js";
import { find, insert, isHarmless, keepPlace, placeFor, replace } from "./live-tree.js";
import { Waiting } from "./live-waiting.js";
import { showPoll } from "./poll.js";

const FIRST_WORD = 1_500;
const NEXT_WORD = 20_000;
const SPREAD = 2_000; // so that all readers of a thread don't ask at once

class LiveThread extends HTMLElement {
  connectedCallback() {
    this.last = Number(this.dataset.last ?? 0);
    this.known = new Set();
    this.unseen = 0;
    this.untold = 0;
    this.pageTitle = document.title.replace(/^\(\d+[^)]*\) /, "");
    this.waiting = new Waiting(this, (frames) => this.showAll(frames));
    this.state = new LiveState();
    this.stop = watch(`thread:${this.dataset.thread}`, {
      since: Number(this.dataset.seq),
      changes: this.dataset.changes,
      onFrame: (frame) => this.hear(frame),
      onState: (state) => this.state.show(state),
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

  hear(frame) {
    if (frame.replies !== undefined) {
      for (const count of document.querySelectorAll("[data-replies]")) count.textContent = frame.replies.toLocaleString("en");
    }
    if (frame.kind === "thread") this.changed(frame);
    else if (frame.kind === "poll") this.polled(frame);
    else if (frame.kind === "gap") this.waiting.reload("Many new replies. Reload");
    else if (frame.kind === "ended") this.ended(frame.reason);
    else if (frame.number) this.post(frame);
    this.showTitle();
  }

  polled(frame) {
    const { say, reload } = showPoll(frame, keepPlace);
    if (say) this.say(say);
    if (reload) this.waiting.reload(reload);
  }

  post(frame) {
    const { number } = frame;
    // The poll stands on the opening post and goes with it.
    if (number === 1 && frame.kind === "hidden") document.getElementById("poll")?.remove();
    const article = find(number);
    if (article) {
      this.known.add(number);
      const done = replace(article, frame.html, { force: frame.kind === "hidden" });
      if (!done) this.waiting.edit(article, frame.html);
    } else if (this.waiting.has(number)) this.waiting.add(frame);
    else if (!this.known.has(number) && (this.last ? number > this.last : frame.kind === "post")) this.arrive(frame);
  }

  arrive(frame) {
    // A page narrowed to some branches tells of nothing outside them.
    if (this.dataset.root === "0" && !this.waiting.here(frame)) return;
    this.known.add(frame.number);
    if (this.place(frame)) return;
    this.dispatchEvent(new CustomEvent("thread:arrived", { detail: frame }));
    if (document.visibilityState === "hidden") this.unseen += 1;
    this.untold += 1;
    this.announceSoon();
  }

  // Show the post or keep it waiting; gives whether it is the reader's own. The stream is in
  // the order of changes, so an answer may have come before what it answers.
  place(frame) {
    const own = frame.by !== undefined && String(frame.by) === this.dataset.user;
    if (own || (this.state.auto && placeFor(this, frame) && isHarmless(this, frame))) {
      keepPlace(() => insert(this, frame, { own }));
      for (const answer of this.waiting.take(({ parent }) => parent === frame.number)) this.place(answer);
      this.waiting.render();
    } else this.waiting.add(frame);
    return own;
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
      item?.querySelector(":scope > .tag--new")?.remove();
    } else {
      keepPlace(() => {
        article = insert(this, reply, { own: true });
      });
    }
    article?.focus({ preventScroll: true });
    article?.scrollIntoView({ block: "nearest" });
    return Boolean(article);
  }

  changed(frame) {
    showHighlights(frame);
    const before = document.querySelector("h1")?.textContent.trim();
    const words = showThread(this, frame);
    this.pageTitle = this.pageTitle.replace(before, frame.title);
    if (words) this.say(words);
    const open = !frame.locked && !document.querySelector("form#compose");
    if (open && this.dataset.user && words) this.waiting.reload("This thread is open again. Reload");
  }

  ended(reason) {
    this.state.line("offline", reason);
    this.say(reason);
    setTimeout(() => this.leadOn(), Math.random() * SPREAD);
  }

  // The address of a thread that was merged leads on to where its posts are now.
  async leadOn() {
    const answer = await fetch(location.pathname, { method: "HEAD" }).catch(() => null);
    if (!answer?.ok || !answer.redirected) return;
    const words = "This thread goes on in another. Go there";
    this.waiting.reload(words);
    this.say(words);
  }

  showTitle() {
    const n = this.waiting.size + this.unseen;
    document.title = n ? `(${n}) ${this.pageTitle}` : this.pageTitle;
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
}

customElements.define("live-thread", LiveThread);
