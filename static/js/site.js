// On every page: says that script runs, so that reading is told by what was looked at.
const YEAR = 31_536_000;
const secure = location.protocol === "https:" ? "; secure" : "";
document.cookie = `script=1; path=/; max-age=${YEAR}; samesite=lax${secure}`;
