// Options of a new poll come and go without asking the server, as its buttons also do.

const editor = document.querySelector("[data-poll-editor]");
const rows = editor?.querySelector("[data-poll-rows]");
const LEAST = 2;

const number = () => {
  const id = rows.querySelector("input").id;
  for (const [place, row] of [...rows.children].entries()) {
    const n = place + 1;
    const [label, input, button] = ["label", "input", "button"].map((part) => row.querySelector(part));
    input.id = n === 1 ? id : `${id.replace(/_\d+$/, "")}_${n}`;
    label.htmlFor = input.id;
    label.textContent = `Option ${n}`;
    button.value = `poll-remove-${n}`;
    button.hidden = rows.children.length <= LEAST;
    button.querySelector(".vh").textContent = ` option ${n}`;
  }
  editor.querySelector("[value=poll-add]").hidden = rows.children.length >= Number(rows.dataset.most);
};

const addRow = () => {
  const row = rows.lastElementChild.cloneNode(true);
  row.querySelector("input").value = "";
  row.querySelector("input").removeAttribute("id");
  rows.append(row);
  number();
  return row;
};

const add = () => addRow().querySelector("input").focus();

// A draft that comes back may have more options than the page.
const makeRoom = ({ detail }) => {
  const options = detail["poll-options"] ?? [];
  while (rows.children.length < Math.min(options.length, Number(rows.dataset.most))) addRow();
  editor.open ||= [...options, ...(detail["poll-question"] ?? [])].some((words) => words.trim());
};

const remove = (row) => {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  const id = rows.querySelector("input").id;
  row.remove();
  rows.querySelector("input").id = id;
  number();
  next.querySelector("input").focus();
};

const showLimit = () => {
  const several = editor.querySelector("[name=poll-kind][value=multiple]").checked;
  editor.querySelector("[name=poll-max_choices]").closest(".field").hidden = !several;
};

if (rows) {
  editor.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=action]");
    if (!button?.value.startsWith("poll-")) return;
    event.preventDefault();
    if (button.value === "poll-add") add();
    else remove(button.closest("li"));
  });
  editor.addEventListener("change", showLimit);
  editor.closest("form").addEventListener("draft:filling", makeRoom);
  editor.closest("form").addEventListener("draft:filled", showLimit);
  showLimit();
}
