// Says in the rail how live the page is, and keeps the reader's wish about new replies.

const SHOW_AFTER = 4_000;
const AUTO = "live-auto";
const STATES = {
  live: ["live", "Live. New replies come by themselves where they don't disturb."],
  asking: ["live", "Live. New replies wait until you ask for them."],
  polling: ["reconnecting", "Looking for new replies every 15 seconds."],
  reconnecting: ["reconnecting", "Reconnecting. Posting still works."],
  offline: ["offline", "You are offline. What you write is kept in this browser."],
  "signed-out": ["offline", "You are signed out. Reload the page to go on."],
};

export class LiveState {
  constructor() {
    this.said = document.querySelector("[data-live]");
    const row = document.querySelector("[data-auto]");
    this.wish = row?.querySelector("input");
    if (!row) return;
    row.hidden = false;
    try {
      this.wish.checked = localStorage.getItem(AUTO) !== "off";
    } catch {} // Storage is refused: the wish lives as long as the page.
    this.wish.addEventListener("change", () => {
      try {
        localStorage.setItem(AUTO, this.wish.checked ? "on" : "off");
      } catch {}
      this.show(this.state);
    });
  }

  get auto() {
    return this.wish?.checked ?? true;
  }

  show(state) {
    clearTimeout(this.showing);
    this.state = state;
    const [dot, words] = STATES[state === "live" && !this.auto ? "asking" : state] ?? STATES.reconnecting;
    // A short break is nobody's business, however many attempts it takes.
    this.broken = dot === "reconnecting" ? (this.broken ?? Date.now()) : undefined;
    const wait = this.broken ? this.broken + SHOW_AFTER - Date.now() : 0;
    this.showing = setTimeout(() => this.line(dot, words), wait);
  }

  line(dot, words) {
    if (!this.said) return;
    this.said.dataset.state = dot;
    this.said.textContent = words;
  }
}
