// What of a form is somebody's words: read from it, put back into it, compared.

const NOT_WRITTEN = new Set(["csrfmiddlewaretoken", "key", "action", "place", "base"]);

export const wordsOf = (form) => {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (NOT_WRITTEN.has(name) || typeof value !== "string") continue;
    fields[name] = [...(fields[name] ?? []), value];
  }
  return fields;
};

export const fill = (form, fields) => {
  // Whoever has fields of which there may be more or fewer makes room for these first.
  form.dispatchEvent(new CustomEvent("draft:filling", { detail: fields }));
  const seen = {};
  for (const field of form.elements) {
    const { name, type } = field;
    if (!name || NOT_WRITTEN.has(name) || type === "file" || !(name in fields || type === "checkbox")) continue;
    const values = fields[name] ?? [];
    if (["checkbox", "radio"].includes(type)) field.checked = values.includes(field.value);
    else {
      const place = seen[name] ?? 0;
      seen[name] = place + 1;
      field.value = values[place] ?? "";
    }
  }
  form.dispatchEvent(new CustomEvent("draft:filled"));
};

const plain = ({ title, source }) =>
  [title, source].map((values) => (values?.[0] ?? "").replace(/\r\n/g, "\n").trim()).join("\0");

export const isEmpty = (fields) => plain(fields) === "\0";

export const same = (one, other) => plain(one) === plain(other);

// Whether somebody wrote since the page came: before its scripts did, or before it was reloaded.
export const isTouched = ({ elements: { title, source } }) =>
  [title, source].some((field) => field && field.value !== field.defaultValue);
