// What is typed before the composer has come is kept in this browser when the page is left, as
// drafts.js does from then on. Small and by itself, so that it is there first.
const form = document.querySelector("form[data-composer]");

const keep = () => {
  const { clause, key, parent, source, title } = form.elements;
  const typed = [source, title].some((field) => field && field.value !== field.defaultValue);
  if ("kept" in form.dataset || !typed) return;
  const fields = { source: [source.value] };
  for (const field of [clause, parent, title]) if (field) fields[field.name] = [field.value];
  const { base, place, user } = form.dataset;
  const entry = { fields, at: Date.now(), base: Number(base), stamp: null, dirty: true };
  try {
    localStorage.setItem(`draft:${user}:${place}:${key.value}`, JSON.stringify(entry));
  } catch {
    // Storage is full or refused: the words stay in the page only.
  }
};

if (form) addEventListener("pagehide", keep);
