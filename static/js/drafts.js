// Keeps what is being typed in this browser until the server has confirmed it.

const DELAY = 800;

const read = (key) => {
  try {
    return localStorage.getItem(`draft:${key}`) ?? "";
  } catch {
    return "";
  }
};

const write = (key, text) => {
  try {
    if (text) localStorage.setItem(`draft:${key}`, text);
    else localStorage.removeItem(`draft:${key}`);
    return true;
  } catch {
    return false; // Storage is full or refused: the words stay in the page.
  }
};

export const forgetDraft = (form) => write(form.dataset.draft, "");

export const startDrafts = (form) => {
  const key = form.dataset.draft;
  const fields = [...form.querySelectorAll("textarea, input[type=text]")];
  const saved = form.querySelector("[data-saved]");
  let timer = 0;
  const kept = read(key);
  if (kept) {
    const values = JSON.parse(kept);
    for (const field of fields) if (!field.value) field.value = values[field.name] ?? "";
    if (saved && fields.some((field) => field.value)) saved.textContent = "Draft restored";
  }
  const save = () => {
    const values = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    const empty = fields.every((field) => !field.value.trim());
    const done = write(key, empty ? "" : JSON.stringify(values));
    if (saved) saved.textContent = empty ? "" : done ? "Draft saved in this browser" : "Draft not saved";
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, DELAY);
  });
  addEventListener("pagehide", () => {
    if (timer) save();
  });
};

// A page that was reached by posting the form holds the confirmed words: no draft is left.
for (const form of document.querySelectorAll("form[data-composer]:not(#compose)")) {
  startDrafts(form);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "preview") {
      sessionStorage.setItem("draft-sent", form.dataset.draft);
    }
  });
}
const sent = sessionStorage.getItem("draft-sent");
if (sent && !document.querySelector(`form[data-draft="${CSS.escape(sent)}"]`)) {
  write(sent, "");
  sessionStorage.removeItem("draft-sent");
}
