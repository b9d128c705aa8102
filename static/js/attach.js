// Files in a form that is being written: chosen, pasted or dropped, sent one by one with a bar
// and a way to stop, and named in the text. Without script they go with the form itself.
import { sendFile } from "./attach-send.js";

const NAMED = /\/files\/(\d{1,18})\/[0-9a-f]{32}\//g;
const plain = (words) => words.replace(/[\\[\]\n]/g, " ");
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

class Attaching {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.text = this.form.elements.source;
    this.list = box.querySelector("[data-attached]");
    this.status = box.querySelector("[data-attach-status]");
    this.sending = 0;
    this.turn = Promise.resolve();
    const input = box.querySelector("input[type=file]");
    input.addEventListener("change", () => {
      this.take(input.files);
      input.value = "";
    });
    this.text.addEventListener("paste", (event) => {
      if (event.clipboardData?.files.length && !event.clipboardData.getData("text/plain")) this.stop(event, event.clipboardData);
    });
    for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
      this.form.addEventListener(type, (event) => this.drag(event));
    }
    // Before the composer's own listener: a post must not leave without its files.
    document.addEventListener("submit", (event) => this.wait(event), { capture: true });
    this.form.addEventListener("posted", () => this.list.replaceChildren());
    this.form.addEventListener("draft:filled", () => this.restore());
    this.list.addEventListener("input", ({ target }) => this.describe(target));
    this.list.addEventListener("click", ({ target }) => this.takeOut(target.closest("[data-take-out]")));
    this.ready();
    this.restore();
    if (input.files.length) input.dispatchEvent(new Event("change")); // Chosen before this was here.
  }

  drag(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    this.box.classList.toggle("is-over", event.type === "dragenter" || event.type === "dragover");
    if (event.type === "drop") this.stop(event, event.dataTransfer);
    else event.preventDefault();
  }

  stop(event, { files }) {
    event.preventDefault();
    this.take(files);
  }

  wait(event) {
    if (event.target !== this.form || !this.sending) return;
    event.preventDefault();
    event.stopPropagation();
    this.say("A file is still being sent. Wait for it, or stop it, and post then.");
  }

  // One after the other, so that they come into the text in the order in which they were chosen.
  take(files) {
    for (const file of files) {
      const row = this.row(file);
      this.sending += 1;
      this.turn = this.turn.then(() => this.send(file, row)).finally(() => {
        this.sending -= 1;
        if (!this.sending) this.finished();
      });
    }
  }

  row(file) {
    const bar = make("progress", { max: 1, value: 0 });
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    const words = make("div", { className: "attach__words" }, make("p", { textContent: file.name }), bar);
    const stop = make("button", { type: "button", className: "btn btn--small", textContent: "Stop" });
    const row = make("li", { className: "attach__row" }, words, stop);
    stop.addEventListener("click", () => {
      row.remove();
      row.stop?.();
      this.say("Stopped.");
    });
    this.list.append(row);
    return row;
  }

  async send(file, row) {
    if (!row.isConnected) return;
    const { thread, board, add } = this.box.dataset;
    const fields = { csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value };
    fields[thread ? "thread" : "board"] = thread ?? board;
    this.say(`Sending ${file.name}`);
    const upload = sendFile(add, file, fields, (part) => {
      row.querySelector("progress").value = part;
    });
    row.stop = upload.stop;
    const answer = await upload.done;
    if (answer.status === 201) this.attached(row, answer);
    else if (row.isConnected) this.failed(row, file, answer.error);
  }

  attached(row, { url, markdown, html }) {
    const holder = make("template", { innerHTML: html }); // Rendered by the server, as all rows are.
    const finished = holder.content.querySelector("li");
    const already = this.list.querySelector(`[data-url="${CSS.escape(url)}"]`);
    if (already) row.remove();
    else row.replaceWith(finished);
    if (!this.text.value.includes(url)) this.insert(markdown);
    this.ready();
    this.say(finished.querySelector("input") ? "Picture attached. Now say what it shows." : "File attached.");
  }

  // Only when all are sent may a picture ask for the keyboard, and not while someone types.
  finished() {
    const silent = [...this.list.querySelectorAll("input")].find((field) => !field.value);
    if (silent && document.activeElement !== this.text) silent.focus();
  }

  failed(row, file, reason) {
    row.querySelector("progress").replaceWith(make("p", { className: "attach__error", textContent: reason }));
    row.querySelector("button").textContent = "Close";
    this.say(`${file.name}: ${reason}`);
  }

  insert(markdown) {
    const { value, selectionStart: at, selectionEnd: end } = this.text;
    const before = value.slice(0, at);
    const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const after = value.slice(end).startsWith("\n") ? "\n" : "\n\n";
    this.text.setRangeText(`${gap}${markdown}${after}`, at, end, "end");
    this.changed();
  }

  // The description stands in the text, where drafts, previews and history have it too.
  describe(field) {
    const url = field.closest("[data-url]")?.dataset.url;
    const place = url ? this.reference(url) : null;
    if (!place) return;
    const { index, 0: whole } = place;
    this.text.setRangeText(`![${plain(field.value)}](${url})`, index, index + whole.length, "preserve");
    this.changed();
  }

  reference(url) {
    return new RegExp(`!?\\[[^\\]]*\\]\\(${url.replace(/[.-]/g, "\\$&")}\\)`).exec(this.text.value);
  }

  takeOut(button) {
    if (!button) return;
    const row = button.closest("[data-url]");
    const place = this.reference(row.dataset.url);
    if (place) this.text.setRangeText("", place.index, place.index + place[0].length, "preserve");
    row.remove();
    this.changed();
    this.say("Taken out.");
    this.box.querySelector("input[type=file]").focus();
  }

  ready() {
    for (const button of this.list.querySelectorAll("[data-take-out]")) button.hidden = false;
    for (const field of this.list.querySelectorAll("input")) {
      const alt = this.reference(field.closest("[data-url]").dataset.url)?.[0].match(/^!\[([^\]]*)/)?.[1];
      if (alt && !field.value) field.value = alt;
    }
  }

  // A restored draft names files whose rows the page does not hold.
  async restore() {
    const ids = [...this.text.value.matchAll(NAMED)].map(([, id]) => id);
    const missing = ids.filter((id) => !this.list.querySelector(`[data-file="${id}"]`));
    if (!missing.length) return;
    const answer = await fetch(`${this.box.dataset.tray}?named=${missing.join(",")}`).catch(() => null);
    if (!answer?.ok) return;
    this.list.insertAdjacentHTML("beforeend", await answer.text());
    this.ready();
  }

  changed() {
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  say(words) {
    this.status.textContent = words;
  }
}

for (const box of document.querySelectorAll("[data-attach]")) new Attaching(box);
