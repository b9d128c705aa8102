// What has arrived and waits to be asked for: a pill for the page, a mark on the branch that is
// answered, and a slot at its end where that lies off screen.
import { find, keepPlace, parse, placeFor, replace } from "./live-tree.js";

const SETTLED = 300;

export class Waiting {
  constructor(thread, show) {
    this.thread = thread;
    this.show = show;
    this.frames = new Map();
    this.pill = thread.querySelector("[data-pill]");
    this.message = "";
    this.pill.addEventListener("click", () => this.pressed());
    addEventListener("scroll", () => this.settle(), { passive: true });
  }

  get size() {
    return this.frames.size;
  }

  has(number) {
    return this.frames.has(number);
  }

  add(frame) {
    this.frames.set(frame.number, frame);
    this.render();
  }

  // Something that only a fresh page can show.
  reload(message) {
    this.message = message;
    this.render();
  }

  // Sorted, so that an answer comes after what it answers.
  take(filter = () => true) {
    const taken = [...this.frames.values()].filter(filter).sort((a, b) => a.number - b.number);
    for (const { number } of taken) this.frames.delete(number);
    return taken;
  }

  here(frame) {
    return this.frames.has(frame.parent) ? this.here(this.frames.get(frame.parent)) : Boolean(placeFor(this.thread, frame));
  }

  pressed() {
    const here = this.take((frame) => this.here(frame));
    if (here.length) this.show(here);
    else if (this.message) location.reload();
    else if (this.size) location.assign(parse([...this.frames.values()][0].html).querySelector(".post__no").href);
    this.render();
  }

  render() {
    const here = [...this.frames.values()].filter((frame) => this.here(frame)).length;
    const words = here ? `${here} just posted` : this.message || `${this.size} just posted on another page. Go there`;
    keepPlace(() => {
      this.pill.hidden = !(this.size || this.message);
      this.pill.textContent = words;
    });
    this.mark();
    this.settle();
  }

  // "+2" on the summary of each branch with something waiting right under it.
  mark() {
    for (const mark of this.thread.querySelectorAll("[data-waiting]")) mark.remove();
    for (const [parent, n] of this.byParent()) {
      const summary = find(parent)?.closest("li")?.querySelector(":scope > .replies > summary");
      if (!summary) continue;
      const mark = Object.assign(document.createElement("span"), { className: "replies__new", textContent: `+${n}` });
      mark.dataset.waiting = "";
      summary.querySelector(".vh").before(mark);
    }
  }

  byParent() {
    const counts = new Map();
    for (const { parent } of this.frames.values()) counts.set(parent, (counts.get(parent) ?? 0) + 1);
    return counts;
  }

  settle() {
    clearTimeout(this.settling);
    if (this.size || this.thread.querySelector("[data-slot]")) this.settling = setTimeout(() => this.slots(), SETTLED);
  }

  // Slots come and go only off screen: nothing that is being read moves.
  slots() {
    const counts = this.byParent();
    for (const slot of this.thread.querySelectorAll("[data-slot]")) {
      if (!counts.has(Number(slot.dataset.slot))) keepPlace(() => slot.remove());
    }
    if (this.thread.dataset.view !== "threaded") return;
    for (const [parent, n] of counts) {
      const item = find(parent)?.closest("li");
      const old = item?.querySelector(`:scope > [data-slot="${parent}"]`);
      const words = `Show ${n} new ${n === 1 ? "reply" : "replies"}`;
      if (old) old.textContent = words;
      if (!item || old) continue;
      const end = item.getBoundingClientRect().bottom;
      if (end > 0 && end < innerHeight) continue;
      const slot = Object.assign(document.createElement("button"), { className: "slot", type: "button", textContent: words });
      slot.dataset.slot = parent;
      slot.addEventListener("click", () => {
        keepPlace(() => slot.remove());
        this.show(this.take((frame) => frame.parent === parent));
        this.render();
      });
      keepPlace(() => item.append(slot));
    }
  }

  // A changed post in which the reader is busy: the new words wait under it.
  edit(article, html) {
    const { number } = article.dataset;
    this.thread.querySelector(`[data-edited="${number}"]`)?.remove();
    const button = Object.assign(document.createElement("button"), { className: "slot", type: "button", textContent: "Edited. Show the change" });
    button.dataset.edited = number;
    button.addEventListener("click", () => {
      button.remove();
      const current = find(number);
      replace(current, html, { force: true });
      find(number).focus({ preventScroll: true });
    });
    keepPlace(() => article.after(button));
  }
}
