// <live-list data-watch="board:3"> around #threads: tells in a pill that threads of the list below
// have changed. The list itself moves only when the reader asks, and then in place.
import { watch } from "./live.js";
import { swapped } from "./live-swap.js";

const PROBE_AFTER = 3_000;
const PROBE_SPREAD = 7_000;

class LiveList extends HTMLElement {
  connectedCallback() {
    this.changed = new Set();
    this.stop = watch(this.dataset.watch, {
      since: Number(this.list.dataset.since),
      onFrame: (frame) => this.hear(frame),
      onPoll: () => this.probe(),
    });
  }

  disconnectedCallback() {
    this.stop();
    clearTimeout(this.probing);
  }

  get list() {
    return this.querySelector("#threads");
  }

  row(thread) {
    return this.list.querySelector(`[data-thread="${thread}"]`);
  }

  hear(frame) {
    if (frame.kind === "gap") this.probeSoon();
    if (frame.kind !== "counts") return;
    const row = this.row(frame.thread);
    if (row ? frame.change > Number(row.dataset.seq) : this.isNews(frame)) this.add(frame.thread);
  }

  // Whether a thread that is not on the page would come onto it. What reaches a member only the
  // server knows.
  isNews(frame) {
    const { show, first } = this.list.dataset;
    if (first === undefined || !this.fits(frame)) return false;
    if (show === "unread" || show === "following") this.probeSoon();
    if (show === "new" || show === "unanswered") return frame.number === 1;
    return show === "all";
  }

  fits({ board, topics, author, open, answered, pinned, hidden }) {
    const wanted = this.list.dataset;
    const states = { open, closed: !open, answered, pinned };
    return (
      !(hidden && !this.querySelector(".tag--bad")) &&
      (!wanted.board || Number(wanted.board) === board) &&
      (!wanted.topic || topics.includes(Number(wanted.topic))) &&
      (!wanted.author || Number(wanted.author) === author) &&
      (!wanted.status || states[wanted.status])
    );
  }

  probeSoon() {
    // Spread, so that a hundred members' pages don't ask at once.
    this.probing ??= setTimeout(() => this.probe(), PROBE_AFTER + Math.random() * PROBE_SPREAD);
  }

  // Looks at the list as it would be now, without showing it.
  async probe() {
    clearTimeout(this.probing);
    this.probing = undefined;
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const { dataset } of page.querySelectorAll("#threads [data-thread]")) {
      if (this.row(dataset.thread)?.dataset.seq !== dataset.seq) this.add(Number(dataset.thread));
    }
  }

  add(thread) {
    this.changed.add(thread);
    const n = this.changed.size;
    this.pill.textContent = `${n} ${n === 1 ? "thread" : "threads"} updated`;
    this.pill.hidden = false;
  }

  async show() {
    const changed = [...this.changed];
    this.changed.clear();
    this.pill.setAttribute("aria-disabled", "true");
    const done = await swapped(this, "#threads");
    this.pill.removeAttribute("aria-disabled");
    if (!done) {
      for (const thread of changed) this.add(thread);
      return;
    }
    this.pill.hidden = this.changed.size === 0;
    const rows = [...this.list.querySelectorAll("[data-thread]")];
    const first = rows.find(({ dataset }) => changed.includes(Number(dataset.thread)));
    first?.querySelector(".row__title a").focus();
  }

  get pill() {
    if (!this.button) {
      this.button = Object.assign(document.createElement("button"), { className: "pill", type: "button", hidden: true });
      this.button.addEventListener("click", () => this.show());
      // It lies over the head of the list, in a place without a height: nothing moves for it.
      this.querySelector(".over").append(this.button);
    }
    return this.button;
  }
}

customElements.define("live-list", LiveList);
