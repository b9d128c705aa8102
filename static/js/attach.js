// Files in a form that is being written: chosen, pasted or dropped, sent one by one with a bar
// and a way to stop, and named in the text. Without script they go with the form itself.

const NAMED = /\/files\/(\d{1,18})\/[0-9a-f]{32}\//g;
const LOST = "The file was not sent: no answer from the site. Try again.";
const STALE = "This page has gone stale. Your text is safe: reload and attach the file again.";
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
    this.list.addEventListener("input", ({ target }) => this.describe(target));
    this.list.addEventListener("click", ({ target }) => this.takeOut(target.closest("[data-take-out]")));
    this.ready();
    this.restore();
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

  take(files) {
    for (const file of files) this.send(file);
  }

  send(file) {
    const request = new XMLHttpRequest();
    const bar = make("progress", { max: 1, value: 0 });
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    const cancel = make("button", { type: "button", className: "btn btn--small", textContent: "Stop" });
    const words = make("div", { className: "attach__words" }, make("p", { textContent: file.name }), bar);
    const row = make("li", { className: "attach__row" }, words, cancel);
    this.list.append(row);
    this.sending += 1;
    cancel.addEventListener("click", () => {
      request.abort();
      row.remove();
      this.say("Stopped.");
    });
    request.upload.addEventListener("progress", (event) => {
      bar.value = event.lengthComputable ? event.loaded / event.total : 0;
    });
    request.addEventListener("loadend", () => {
      this.sending -= 1;
      if (request.status === 201) this.attached(row, JSON.parse(request.responseText));
      else if (row.isConnected) this.failed(row, file, cancel, request);
    });
    const body = new FormData();
    const { thread, board, add } = this.box.dataset;
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.set(thread ? "thread" : "board", thread ?? board);
    body.set("key", crypto.randomUUID?.() ?? uuid());
    body.set("file", file);
    request.open("POST", add);
    request.setRequestHeader("Accept", "application/json");
    request.send(body);
    this.say(`Sending ${file.name}`);
  }

  attached(row, { url, markdown, html }) {
    const holder = make("template", { innerHTML: html }); // Rendered by the server, as all rows are.
    const finished = holder.content.querySelector("li");
    const already = this.list.querySelector(`[data-url="${CSS.escape(url)}"]`);
    if (already) row.remove();
    else row.replaceWith(finished);
    if (!this.text.value.includes(url)) this.insert(markdown);
    this.ready();
    const alt = finished.querySelector("input");
    this.say(alt ? "Picture attached. Now say what it shows." : "File attached.");
    // Only one file at a time may ask for the keyboard, and none while someone types.
    if (alt && !this.sending && document.activeElement !== this.text) alt.focus();
  }

  failed(row, file, cancel, request) {
    const type = request.getResponseHeader("Content-Type") ?? "";
    const reason = type.includes("json") ? JSON.parse(request.responseText).error : "";
    const refused = { 403: STALE, 413: request.responseText }[request.status];
    const error = make("p", { className: "attach__error", textContent: reason || refused || LOST });
    row.querySelector("progress").replaceWith(error);
    cancel.textContent = "Close";
    this.say(`${file.name}: ${error.textContent}`);
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

// Where the page is not on HTTPS or this machine, browsers keep randomUUID back.
const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

// After the drafts have been put back: they come with modules that were loaded before.
for (const box of document.querySelectorAll("[data-attach]")) setTimeout(() => new Attaching(box));
