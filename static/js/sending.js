// Sends a form by script; whatever goes wrong, the words stay where they are.

const TIMEOUT = 20_000;
export const UNCONFIRMED = "Not confirmed. Your text is safe. Try again: it will not be posted twice.";

// The status and whatever JSON came with it; throws when there was no answer in time.
export const send = async (form, action) => {
  const data = new FormData(form);
  if (action) data.set("action", action);
  const response = await fetch(form.getAttribute("action") ?? location.href, {
    method: "POST",
    body: form.enctype === "multipart/form-data" ? data : new URLSearchParams(data),
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(TIMEOUT),
  });
  const type = response.headers.get("Content-Type") ?? "";
  return { status: response.status, ...(type.includes("json") ? await response.json() : {}) };
};

// One at a time, with the button saying so; the words are held still meanwhile.
export const whileBusy = async (form, button, doing, work) => {
  if (form.dataset.busy) return;
  const words = button.textContent;
  const area = form.elements.source;
  form.dataset.busy = "1";
  area.readOnly = true;
  button.textContent = doing;
  try {
    await work();
  } finally {
    delete form.dataset.busy;
    area.readOnly = false;
    button.textContent = words;
  }
};
