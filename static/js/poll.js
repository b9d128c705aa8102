// The poll on a thread's page: fresh results as they come, and buttons that move a ranking.

const REFETCH = 15_000;

let fetching = 0;

// Voters of a poll that shows its results after voting ask for them, now and then.
const refetch = (poll) => {
  if (fetching) return;
  fetching = setTimeout(
    async () => {
      fetching = 0;
      if (!poll.isConnected || document.visibilityState === "hidden") return;
      const response = await fetch(poll.dataset.refetch, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (!response?.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const results = page.querySelector("[data-poll-results]");
      if (results) fill(poll.querySelector("[data-poll-results]"), results.innerHTML);
    },
    REFETCH * (0.5 + Math.random()),
  );
};

// New words in an old place: tables that are open stay so, and nobody's selection is taken away.
const fill = (place, html) => {
  const selection = getSelection();
  if (selection.type === "Range" && selection.containsNode(place, true)) return;
  const focused = place.contains(document.activeElement);
  const open = [...place.querySelectorAll("details")].map((details) => details.open);
  place.innerHTML = html; // Rendered by the server, as the page itself was.
  for (const [n, details] of place.querySelectorAll("details").entries()) details.open = open[n] ?? false;
  if (focused) place.querySelector("summary")?.focus({ preventScroll: true });
};

// A `poll` frame. Gives what to announce: only the end is worth it.
export const showPoll = ({ version, closed, head, html }, keepPlace) => {
  const poll = document.getElementById("poll");
  if (!poll) return { reload: "A poll was added. Reload" };
  if (String(version) !== poll.dataset.poll) return { reload: "The poll was changed. Reload" };
  const ended = closed && poll.querySelector("[data-poll-form]");
  keepPlace(() => {
    fill(poll.querySelector("[data-poll-head]"), head);
    if (closed || !poll.dataset.refetch) fill(poll.querySelector("[data-poll-results]"), html);
    if (ended) for (const form of poll.querySelectorAll("[data-poll-form]")) form.remove();
  });
  if (!closed && poll.dataset.refetch) refetch(poll);
  return ended ? { say: `The poll has closed. ${poll.querySelector("figcaption")?.textContent ?? ""}` } : {};
};

const name = (item) => item.querySelector("label").textContent;

const startRanks = (list) => {
  const items = () => [...list.children];
  const select = (item) => item.querySelector("select");
  const rankOf = (item) => Number(select(item).value) || Number.POSITIVE_INFINITY;
  const status = Object.assign(document.createElement("p"), { className: "vh" });
  status.setAttribute("role", "status");
  list.after(status);

  const sort = () => list.append(...items().sort((a, b) => rankOf(a) - rankOf(b)));
  const number = (ranked) => {
    for (const item of items()) select(item).value = ranked.includes(item) ? ranked.indexOf(item) + 1 : "";
    sort();
  };
  const move = (item, by) => {
    const ranked = items().filter((other) => rankOf(other) < Number.POSITIVE_INFINITY);
    const place = ranked.indexOf(item);
    if (place < 0) {
      if (by < 0) ranked.push(item);
    } else {
      ranked.splice(place, 1);
      if (place + by <= ranked.length) ranked.splice(Math.max(place + by, 0), 0, item);
    }
    number(ranked);
    const rank = select(item).value;
    status.textContent = rank ? `${name(item)}: rank ${rank}` : `${name(item)}: no rank`;
  };

  for (const item of items()) {
    const buttons = [
      ["up", -1, "↑"],
      ["down", 1, "↓"],
    ].map(([way, by, sign]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--icon", textContent: sign });
      button.setAttribute("aria-label", `Move ${way}: ${name(item)}`);
      button.addEventListener("click", () => {
        move(item, by);
        button.focus();
      });
      return button;
    });
    item.append(...buttons);
    select(item).addEventListener("change", () => {
      sort();
      select(item).focus();
    });
  }
  sort();
};

const start = (root) => {
  for (const list of root.querySelectorAll("[data-ranks]:not([data-started])")) {
    list.dataset.started = "";
    startRanks(list);
  }
};

start(document);
document.addEventListener("htmx:after:swap", () => {
  const poll = document.getElementById("poll");
  if (!poll) return;
  start(poll);
  poll.querySelector(".poll__said, #error-summary")?.focus();
});
