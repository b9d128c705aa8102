// A draft that was deleted here must not come back from this browser.
import { dropKey } from "./draft-store.js";

const deleted = document.querySelector("[data-deleted-draft]");
if (deleted) dropKey(deleted.dataset.user, deleted.dataset.deletedDraft);
