// Everything that a thread page adds to what already works without script.
import "./live-thread.js";
import { startHelpful } from "./helpful.js";
import { startHtmxLate, startReplyingLate } from "./late.js";
import { startPresence } from "./live-presence.js";
import { startPanels } from "./panels.js";
import { startReading } from "./reading.js";
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
  startSteps(thread);
}
