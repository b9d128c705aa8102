// Under a clause that is being written: policies and articles that share its telling words.
const WAIT = 800; // milliseconds without a key
const LONGEST = 1500; // characters that are compared
const SIGNS = ["input", "keyup", "paste", "cut"]; // The rich text editor keeps some from others.
const seen = new WeakMap();

const wordsOf = (clause) => {
  const heading = clause.querySelector("[name$='-heading']")?.value ?? "";
  const text = clause.querySelector("[contenteditable=true]")?.innerText ?? "";
  return `${heading} ${text}`.replace(/\s+/g, " ").trim().slice(0, LONGEST);
};

const placeOf = (clause) => {
  const place = clause.querySelector("[data-overlap-found]");
  if (place) return place;
  const made = Object.assign(document.createElement("div"), { className: "help-block help-info", hidden: true });
  made.setAttribute("role", "status");
  made.dataset.overlapFound = "";
  clause.append(made);
  return made;
};

const look = async (clause, words) => {
  const url = new URL(clause.dataset.overlap, location.href);
  url.searchParams.set("words", words);
  const page = /\/pages\/(\d+)\/edit\//.exec(location.pathname);
  if (page) url.searchParams.set("but", page[1]);
  const response = await fetch(url).catch(() => null);
  if (!response?.ok || seen.get(clause).words !== words) return; // Typed on meanwhile.
  const found = await response.text();
  const place = placeOf(clause);
  place.innerHTML = found; // Escaped by the server.
  place.hidden = !found.trim();
};

const notice = ({ target }) => {
  const clause = target.closest?.("[data-overlap]");
  if (!clause) return;
  const last = seen.get(clause) ?? {};
  clearTimeout(last.timer);
  const timer = setTimeout(() => {
    const words = wordsOf(clause);
    if (words === last.words) return;
    seen.set(clause, { words });
    look(clause, words);
  }, WAIT);
  seen.set(clause, { ...last, timer });
};

for (const sign of SIGNS) document.addEventListener(sign, notice);
