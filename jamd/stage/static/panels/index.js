// The panels of the stage, in the order in which they stand. A new panel is a function from PanelApp to Panel, and one
// line here.

import { chart } from "./chart.js";
import { feel } from "./feel.js";
import { learn } from "./learn.js";
import { mode } from "./mode.js";
import { parts } from "./parts.js";
import { place } from "./place.js";
import { practice } from "./practice.js";
import { rig } from "./rig.js";
import { sounds } from "./sounds.js";
import { takes } from "./takes.js";
import { transport } from "./transport.js";

/** @import { Snapshot } from "../api.js" */
/** @import { LibraryDialog } from "../library/dialog.js" */
/** @import { App } from "../main.js" */
/** @import { Roll } from "../roll.js" */

/** @typedef {App & { roll: Roll, libraryDialog: LibraryDialog }} PanelApp */
/**
 * `show` is called with each change of the snapshot, `onFrame` before each frame while the stage is visible.
 * @typedef {{ element: HTMLElement, show: (snapshot: Snapshot) => void, onFrame?: () => void }} Panel
 */
/** @typedef {{ name: string, title: string, build: (app: PanelApp) => Panel }} PanelEntry */

/** @type {PanelEntry[]} */
export const HEAD = [
  { name: "transport", title: "Transport", build: transport },
  { name: "place", title: "Place", build: place },
  { name: "mode", title: "Mode", build: mode },
];

/** @type {PanelEntry} */
export const SHEET = { name: "chart", title: "Chart", build: chart };

/** @type {PanelEntry[]} */
export const RACK = [
  { name: "parts", title: "Band", build: parts },
  { name: "feel", title: "Feel", build: feel },
  { name: "practice", title: "Practice", build: practice },
  { name: "takes", title: "Takes", build: takes },
  { name: "sounds", title: "Sound", build: sounds },
  { name: "learn", title: "Controls and settings", build: learn },
  { name: "rig", title: "Rig", build: rig },
];
