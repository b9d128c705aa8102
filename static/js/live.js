// The page's one socket. What elements watch survives it: after any break each of them asks
// for everything since the last change it was told of.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const CLOSED_WAIT = 5_000; // after the server said 4403: the rights that are left stay a while
const POLL = 15_000;
const FAILURES_BEFORE_POLLING = 3;
const HIDDEN_LIMIT = 300_000;
const BEAT = 10_000;
const SIGNED_OUT = 4401;
const RIGHTS_LOST = 4403;
const ENDED = "This can't be read here, or not any more.";

const entries = new Set();
let socket = null;
let failures = 0;
let reconnecting = 0;
let polling = 0;
let hiding = 0;
let state = "connecting";

const tell = (next) => {
  state = next;
  for (const entry of entries) entry.onState?.(next);
};

const ask = (entry) => {
  const { target, since } = entry;
  socket.send(JSON.stringify({ watch: target, ...(since === undefined ? {} : { since }) }));
};

const hear = ({ data }) => pass(JSON.parse(data));

const pass = (frame) => {
  for (const entry of [...entries].filter(({ target }) => target === frame.watch)) {
    // A board's frames count another thread's changes: only a thread resumes.
    if (entry.since !== undefined && frame.seq !== undefined) entry.since = frame.seq;
    if (frame.kind === "ended") entries.delete(entry);
    entry.onFrame(frame);
  }
};

const opened = () => {
  failures = 0;
  clearInterval(polling);
  polling = 0;
  for (const entry of entries) ask(entry);
  tell("live");
};

// The same frames by plain requests, from where each entry is; what has none looks for itself.
const poll = async () => {
  if (document.visibilityState === "hidden") return;
  for (const entry of entries) entry.onPoll?.();
  for (const entry of [...entries].filter(({ changes }) => changes)) {
    const response = await fetch(`${entry.changes}?since=${entry.since}`).catch(() => null);
    if (response?.status === 200) (await response.json()).forEach(pass);
    if (response?.status === 404) pass({ watch: entry.target, kind: "ended", reason: ENDED });
  }
};

const closed = ({ code }) => {
  socket = null;
  if (code === SIGNED_OUT) {
    tell("signed-out");
    return;
  }
  failures += 1;
  if (failures >= FAILURES_BEFORE_POLLING && !polling) polling = setInterval(poll, POLL);
  tell(navigator.onLine ? (polling ? "polling" : "reconnecting") : "offline");
  if (document.visibilityState === "hidden" && hiding === -1) return;
  // Full jitter: a thousand pages that lost one server must not come back at once.
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);
  const wait = Math.max(code === RIGHTS_LOST ? CLOSED_WAIT : FIRST_WAIT / 5, Math.random() * longest);
  reconnecting = setTimeout(connect, wait);
};

const connect = () => {
  clearTimeout(reconnecting);
  if (socket || state === "signed-out" || !entries.size) return;
  socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/ws/`);
  socket.addEventListener("open", opened);
  socket.addEventListener("message", hear);
  socket.addEventListener("close", closed);
};

// A socket that slept may be dead without knowing it: leave it and open another.
const restart = () => {
  const old = socket;
  if (old) {
    old.removeEventListener("close", closed);
    old.removeEventListener("message", hear);
    old.close();
    socket = null;
    tell("reconnecting");
  }
  connect();
};

const rest = () => {
  hiding = -1;
  socket?.close();
};

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    hiding = setTimeout(rest, HIDDEN_LIMIT);
    return;
  }
  clearTimeout(hiding);
  hiding = 0;
  if (!socket) connect();
});
addEventListener("online", restart);
addEventListener("offline", () => tell("offline"));
addEventListener("pageshow", (event) => event.persisted && restart());

let lastBeat = Date.now();
setInterval(() => {
  if (Date.now() - lastBeat > BEAT * 3 && document.visibilityState === "visible") restart();
  lastBeat = Date.now();
}, BEAT);

// Watch `target`, as "thread:42"; gives a function that stops it. Frames and states are passed
// on as they come. While no socket can be had, `changes` is asked for what came after `since`,
// or `onPoll` is called now and then.
export const watch = (target, { since, changes, onFrame, onState, onPoll }) => {
  const entry = { target, since, changes, onFrame, onState, onPoll };
  entries.add(entry);
  if (socket?.readyState === WebSocket.OPEN) ask(entry);
  else connect();
  onState?.(state);
  return () => {
    entries.delete(entry);
    const shared = [...entries].some((other) => other.target === target);
    if (!shared && socket?.readyState === WebSocket.OPEN) {
      socket.send(JSON.stringify({ unwatch: target }));
    }
  };
};
