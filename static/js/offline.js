// Without a connection, posting becomes keeping; nothing is queued behind the writer's back.

export const startOffline = (form, drafts, post) => {
  const note = form.querySelector("[data-offline-note]");
  const line = note.querySelector("p");
  const words = { offline: line.textContent, post: post.textContent };
  let kept = false;

  const offline = () => {
    form.dataset.offline = "1";
    line.textContent = words.offline;
    post.textContent = "Keep as draft";
    note.hidden = false;
  };

  const online = () => {
    if (!form.dataset.offline) return;
    delete form.dataset.offline;
    post.textContent = words.post;
    drafts.sync();
    if (!kept || !form.elements.source.value.trim()) {
      note.hidden = true;
      return;
    }
    const now = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--small" });
    now.textContent = words.post;
    now.addEventListener("click", () => {
      note.hidden = true;
      form.requestSubmit(post);
    });
    line.replaceChildren("You are online again. Your draft is not posted yet. ", now);
    kept = false;
  };

  form.addEventListener("submit", () => {
    if (form.dataset.offline) kept = true;
  });
  addEventListener("offline", offline);
  addEventListener("online", online);
  if (!navigator.onLine) offline();
};
