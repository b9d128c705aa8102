// Passkeys and security keys: fills the hidden field `credential` of a form and sends it.
// data-passkey says what for: "login" (asks the server for options), "confirm" or "add"
// (the options stand in the page). Buttons stay hidden where the browser can't do it.

const isAddress = /^[\d.]+$|^\[/.test(location.hostname);
const isAble = Boolean(
  window.PublicKeyCredential?.parseCreationOptionsFromJSON && PublicKeyCredential.prototype.toJSON,
);

function note(form, name, shown) {
  const element = form.querySelector(`[data-note="${name}"]`);
  if (element) element.hidden = !shown;
}

function optionsInPage() {
  return JSON.parse(document.getElementById("js_data").textContent);
}

async function optionsFromServer(form) {
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`options: ${response.status}`);
  return response.json();
}

async function create(form) {
  const options = optionsInPage().creation_options.publicKey;
  const alone = form.elements.passwordless?.checked ?? false;
  const selection = options.authenticatorSelection;
  selection.residentKey = alone ? "required" : "discouraged";
  selection.requireResidentKey = alone;
  if (alone) selection.userVerification = "required";
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return navigator.credentials.create({ publicKey });
}

async function get(form) {
  const source = form.dataset.passkey === "login" ? await optionsFromServer(form) : optionsInPage();
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(source.request_options.publicKey);
  return navigator.credentials.get({ publicKey });
}

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  note(form, "failed", false);
  try {
    const credential = await (form.dataset.passkey === "add" ? create(form) : get(form));
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    note(form, "failed", true);
  }
}

function localAddress(form) {
  const link = form.querySelector("[data-local-address]");
  if (!link) return;
  const url = new URL(location.href);
  url.hostname = "localhost";
  link.href = url.href;
  link.textContent = url.host;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (isAddress) {
    localAddress(form);
    note(form, "host", true);
  } else if (isAble) {
    form.querySelector("button[type=submit]").hidden = false;
    form.addEventListener("submit", send);
  }
}
