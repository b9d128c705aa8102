import "./live-list.js";
