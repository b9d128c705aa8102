// Says in the rail who else reads and replies, and tells others that this reader is replying.
// None of it is announced: it would interrupt for nothing.
import { watch } from "./live.js";

const SIGN_EVERY = 8_000;
const SHOWN = 5;

const and = (names) => new Intl.ListFormat("en", { type: "conjunction" }).format(names);
const people = (n, one, many) => `${n} ${n === 1 ? one : many}`;

const reading = ({ readers, members, visitors }, me, hidden) => {
  const others = readers.filter(({ id }) => id !== me && !hidden.has(id));
  const names = others.slice(0, SHOWN).map(({ name }) => name);
  const rest = members - 1 - (readers.length - others.length - readers.some(({ id }) => id === me)) - names.length;
  if (rest > 0) names.push(names.length ? people(rest, "other member", "other members") : people(rest, "member", "members"));
  if (visitors > 0) names.push(people(visitors, "visitor", "visitors"));
  return names.length ? `Also reading: ${and(names)}.` : "";
};

const replying = (frame, me, hidden) => {
  const names = frame.replying.filter(({ id }) => id !== me && !hidden.has(id)).map(({ name }) => name);
  if (names.length > 3) names.splice(2, names.length, "others");
  return names.length ? `${and(names)} ${names.length === 1 ? "is" : "are"} replying.` : "";
};

export const startPresence = (thread) => {
  const line = document.querySelector("[data-presence]");
  const sign = thread.dataset.replying;
  if (!line || !sign) return;
  const me = Number(thread.dataset.user);
  const hidden = new Set((thread.dataset.muted ?? "").split(",").map(Number));
  watch(`presence:${thread.dataset.thread}`, {
    onFrame: (frame) => {
      if (frame.kind === "ended") line.hidden = true;
      if (frame.kind !== "presence") return;
      const words = [reading(frame, me, hidden), replying(frame, me, hidden)].filter(Boolean);
      line.querySelector("[data-words]").textContent = words.join(" ");
      line.hidden = !words.length;
    },
  });
  const form = document.querySelector("form#compose");
  const act = document.getElementById("act");
  if (!form || !act) return;
  let signed = 0;
  const tell = (on) => {
    signed = on ? Date.now() : 0;
    const body = new URLSearchParams(new FormData(act));
    body.set("on", on ? "on" : "off");
    fetch(sign, { method: "POST", body, keepalive: true }).catch(() => {});
  };
  form.addEventListener("input", ({ target }) => {
    if (target.matches("textarea") && target.value.trim() && Date.now() - signed > SIGN_EVERY) tell(true);
  });
  form.addEventListener("submit", () => signed && tell(false));
};
