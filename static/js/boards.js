// <live-boards> around #boards: keeps each board's count and latest thread as they are now. What
// is new to a member only the server counts, so a member's page asks it, seldom.
import { watch } from "./live.js";
import { swapped } from "./live-swap.js";

const ASK_AFTER = 3_000;
const ASK_SPREAD = 7_000;

class LiveBoards extends HTMLElement {
  connectedCallback() {
    const { since } = this.querySelector("#boards").dataset;
    this.stop = watch("lists", { since: Number(since), onFrame: (frame) => this.hear(frame), onPoll: () => this.ask() });
  }

  disconnectedCallback() {
    this.stop();
    clearTimeout(this.asking);
  }

  hear(frame) {
    if (frame.kind === "gap") this.askSoon();
    if (frame.kind !== "counts" || frame.hidden) return;
    const row = this.querySelector(`[data-board="${frame.board}"]`);
    if (!row) return;
    const n = frame.threads;
    row.querySelector("[data-count]").textContent = `${n.toLocaleString("en")} ${n === 1 ? "thread" : "threads"}`;
    this.latest(row.querySelector("[data-latest]"), frame);
    if (this.dataset.member !== undefined) this.askSoon();
  }

  latest(line, { title, url, last, at }) {
    const shown = line.querySelector("time");
    if (shown && new Date(shown.dateTime) > new Date(at)) return;
    const link = Object.assign(document.createElement("a"), { href: url, textContent: title });
    const form = { day: "numeric", month: "short", year: "numeric" };
    const day = new Date(at).toLocaleDateString(document.documentElement.lang === "en" ? "en-GB" : undefined, form);
    const time = Object.assign(document.createElement("time"), { dateTime: at, textContent: day });
    line.replaceChildren("Latest: ", link, ` · ${last}, `, time);
  }

  askSoon() {
    this.asking ??= setTimeout(() => this.ask(), ASK_AFTER + Math.random() * ASK_SPREAD);
  }

  ask() {
    clearTimeout(this.asking);
    this.asking = undefined;
    // A link that is being walked to by keyboard must not go away under the reader.
    if (this.contains(document.activeElement)) this.askSoon();
    else swapped(this, "#boards");
  }
}

customElements.define("live-boards", LiveBoards);
