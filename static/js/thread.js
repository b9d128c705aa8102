// Everything that a thread page adds to what already works without script.
import "./live-thread.js";
import { startBranches } from "./branches.js";
import { startHelpful } from "./helpful.js";
import { startKeys } from "./keys.js";
import { startHtmxLate, startReplyingLate } from "./late.js";
import { startPresence } from "./live-presence.js";
import { startMarks } from "./marks.js";
import { startMore } from "./more.js";
import { startPanels } from "./panels.js";
import { startReading } from "./reading.js";
import { startSettling } from "./settle.js";
import { startSteps } from "./steps.js";

const thread = document.querySelector("live-thread");
const form = document.querySelector("form[data-composer]");
if (form) startReplyingLate(form, thread);
startHtmxLate();
if (thread) {
  startHelpful(thread);
  startPanels(thread);
  startReading(thread);
  startPresence(thread);
  startBranches(thread);
  startSettling(thread);
  startMarks(thread);
  startMore(thread);
  startKeys(thread, startSteps(thread));
}
