// Sends one file, telling how much of it has gone; fetch can't tell that.

const LOST = "The file was not sent: no answer from the site. Try again.";
const STALE = "This page has gone stale. Your text is safe: reload and attach the file again.";

// Gives `done`, a promise of the answer with its status or of an error in words, and `stop`.
export const sendFile = (address, file, fields, onProgress) => {
  const request = new XMLHttpRequest();
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  body.set("key", crypto.randomUUID?.() ?? uuid());
  body.set("file", file);
  request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
    if (lengthComputable) onProgress(loaded / total);
  });
  const done = new Promise((resolve) => {
    request.addEventListener("loadend", () => resolve(answerOf(request)));
  });
  request.open("POST", address);
  request.setRequestHeader("Accept", "application/json");
  request.send(body);
  return { done, stop: () => request.abort() };
};

const answerOf = (request) => {
  const { status, responseText } = request;
  const type = request.getResponseHeader("Content-Type") ?? "";
  if (type.includes("json")) return { status, ...JSON.parse(responseText) };
  return { status, error: { 403: STALE, 413: responseText }[status] || LOST };
};

// Where the page is neither on HTTPS nor on this machine, browsers keep randomUUID back.
const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
