// Part of a post back to Markdown, as far as it makes sense; mentions become plain words.

const ANYWHERE = /[\\`*_[\]<>&~|@]/g;
const AT_START = /^(?:[#+=:-]|\d{1,9}(?=[.)]))/;
const ADDRESS = /\b(https?(?=:\/\/)|www(?=\.))/gi;

// Words that are to read as they stand, as forum/markup/quoting.py writes them.
export const literal = (line) => {
  const safe = line.replace(ANYWHERE, "\\$&").replace(ADDRESS, "$1\\");
  const start = AT_START.exec(safe)?.[0];
  if (!start) return safe;
  return /\d/.test(start) ? `${start}\\${safe.slice(start.length)}` : `\\${safe}`;
};

const around = (mark, words) => {
  const [, before, inner, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(words);
  return inner ? `${before}${mark}${inner}${mark}${after}` : words;
};

const indented = (mark, words) => {
  const [first, ...rest] = words.trim().split("\n");
  return [mark + first, ...rest.map((line) => (line ? " ".repeat(mark.length) + line : line))].join("\n");
};

const children = (node) => [...node.childNodes].map(convert).join("");

const list = (node) => {
  const from = Number(node.getAttribute("start") ?? 1);
  const items = [...node.children].map((item, index) =>
    indented(node.localName === "ol" ? `${from + index}. ` : "- ", children(item)),
  );
  return `\n${items.join("\n")}\n\n`;
};

const table = (node) => {
  const rows = [...node.querySelectorAll("tr")].map((row) => [...row.cells].map((cell) => children(cell).trim()));
  if (!rows.length) return children(node);
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return `\n${[line(rows[0]), line(rows[0].map(() => "---")), ...rows.slice(1).map(line)].join("\n")}\n\n`;
};

const converters = {
  strong: (node) => around("**", children(node)),
  em: (node) => around("_", children(node)),
  s: (node) => around("~~", children(node)),
  code: (node) => around("`", node.textContent),
  pre: (node) => `\n\`\`\`\n${node.textContent.trimEnd()}\n\`\`\`\n\n`,
  br: () => "\n",
  hr: () => "\n---\n\n",
  img: (node) => literal(node.alt),
  p: (node) => `${children(node)}\n\n`,
  ul: list,
  ol: list,
  table,
  blockquote: (node) => `${children(node).trim().replace(/^/gm, "> ").replace(/ +$/gm, "")}\n\n`,
  a: (node) => {
    const href = node.getAttribute("href") ?? "";
    const words = children(node);
    if (node.classList.contains("mention") || !words.trim()) return words;
    return `[${words}](${href.replace(/[()\s]/g, encodeURIComponent).replace(/\(/g, "%28").replace(/\)/g, "%29")})`;
  },
  summary: (node) => `${children(node)}\n\n`,
  button: () => "",
};
for (const heading of ["h4", "h5", "h6"]) converters[heading] = (node) => `${around("**", children(node))}\n\n`;

const convert = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return literal(node.textContent.replace(/\s+/g, " "));
  if (node.nodeType !== Node.ELEMENT_NODE || node.classList.contains("vh")) return "";
  return (converters[node.localName] ?? children)(node);
};

export const toMarkdown = (fragment) =>
  children(fragment)
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
