// Drafts in this browser: one entry for each composition of a place.

const KEEP = 30 * 24 * 3600 * 1000;

// Not `crypto.randomUUID`, which only HTTPS has.
export const newKey = () =>
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (+digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+digit / 4)))).toString(16),
  );

export const read = (name, key) => {
  try {
    return JSON.parse(localStorage.getItem(name + key));
  } catch {
    return null;
  }
};

// False when storage is full or refused: the words stay in the page.
export const write = (name, key, entry) => {
  try {
    if (entry) localStorage.setItem(name + key, JSON.stringify(entry));
    else localStorage.removeItem(name + key);
    return true;
  } catch {
    return false;
  }
};

// All of a place, the newest first; those of a month ago go.
export const entries = (name) => {
  const found = [];
  try {
    for (const full of Object.keys(localStorage).filter((each) => each.startsWith(name))) {
      const key = full.slice(name.length);
      const entry = read(name, key);
      if (!entry?.fields || entry.at < Date.now() - KEEP) localStorage.removeItem(full);
      else found.push({ ...entry, key });
    }
  } catch {
    return [];
  }
  return found.sort((one, other) => other.at - one.at);
};

// One draft, wherever it was to stand.
export const dropKey = (user, key) => {
  try {
    const names = Object.keys(localStorage);
    for (const name of names) if (name.startsWith(`draft:${user}:`) && name.endsWith(`:${key}`)) localStorage.removeItem(name);
  } catch {
    // Storage is refused: it holds none.
  }
};
