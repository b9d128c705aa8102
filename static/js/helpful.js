// Marks posts as helpful without leaving the page; the plain form does the same by reloading.

export const startHelpful = (thread) => {
  const form = document.getElementById("act");
  if (form?.method !== "post") return;
  for (const button of thread.querySelectorAll(".is-helpful > .post [data-helpful]")) {
    button.setAttribute("aria-pressed", "true");
  }
  thread.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-helpful]");
    if (!button) return;
    event.preventDefault();
    const wrapper = button.closest("li, [data-opening]");
    const on = !wrapper.classList.contains("is-helpful");
    const body = new URLSearchParams(new FormData(form));
    body.set("helpful", on ? "on" : "off");
    try {
      const response = await fetch(button.formAction, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
      });
      const result = await response.json();
      if (!response.ok) throw new Error(result.error);
      wrapper.classList.toggle("is-helpful", result.on);
      // The live stream may have put a fresh copy of the post in place meanwhile.
      const current = wrapper.querySelector(":scope > :is(.post, .folded) [data-helpful]");
      current.setAttribute("aria-pressed", String(result.on));
      const count = wrapper.querySelector(":scope > :is(.post, .folded) .act--count");
      count.hidden = !result.count;
      count.querySelector("[data-count]").textContent = result.count;
    } catch (error) {
      const status = thread.querySelector("[data-announce]");
      status.textContent = error.message || "Not saved. Try again.";
    }
  });
};
