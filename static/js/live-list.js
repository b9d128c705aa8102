// <live-list data-watch="board:3">: tells that threads of the list below have changed. The list
// itself moves only when the reader asks.
import { watch } from "./live.js";

class LiveList extends HTMLElement {
  connectedCallback() {
    this.changed = new Map();
    this.stop = watch(this.dataset.watch, { onFrame: (frame) => this.hear(frame) });
  }

  disconnectedCallback() {
    this.stop();
  }

  hear({ kind, thread, number }) {
    if (kind !== "counts") return;
    this.changed.set(thread, number);
    const n = this.changed.size;
    this.pill.textContent = `${n} ${n === 1 ? "thread" : "threads"} updated. Show`;
    this.pill.hidden = false;
  }

  get pill() {
    if (!this.button) {
      this.button = Object.assign(document.createElement("button"), { className: "pill", type: "button", hidden: true });
      this.button.addEventListener("click", () => location.reload());
      // The dock lies over the foot of the list, so that nothing above it moves.
      const dock = Object.assign(document.createElement("div"), { className: "dock" });
      dock.setAttribute("role", "status");
      dock.append(this.button);
      this.append(dock);
    }
    return this.button;
  }
}

customElements.define("live-list", LiveList);
