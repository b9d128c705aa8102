// <live-bell> around the bell's link: keeps its number, and tells politely of a higher one.
import { watch } from "./live.js";

class LiveBell extends HTMLElement {
  connectedCallback() {
    this.stop = watch("me", { onFrame: (frame) => this.hear(frame), onPoll: () => this.ask() });
  }

  disconnectedCallback() {
    this.stop();
  }

  async ask() {
    const answer = await fetch(this.dataset.count).catch(() => null);
    if (answer?.ok) this.hear({ kind: "notice", ...(await answer.json()) });
  }

  hear({ kind, unread }) {
    if (kind !== "notice") return;
    const link = this.querySelector("[data-n]");
    const before = Number(link.dataset.n);
    link.dataset.n = unread;
    const words = `Notices, ${unread} unread`;
    link.querySelector(".vh").textContent = words;
    if (unread > before) this.say(words);
  }

  say(words) {
    if (!this.status) {
      this.status = Object.assign(document.createElement("span"), { className: "vh" });
      this.status.setAttribute("role", "status");
      this.append(this.status);
    }
    this.status.textContent = words;
  }
}

customElements.define("live-bell", LiveBell);
