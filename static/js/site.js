// On every page: says that script runs, so that reading is told by what was looked at.
const YEAR = 31_536_000;
const secure = location.protocol === "https:" ? "; secure" : "";
// biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs HTTPS.
document.cookie = `script=1; path=/; max-age=${YEAR}; samesite=lax${secure}`;
