// The colours of look.css that the canvases need, read from there once: each colour is written in one place.

import { EVERYBODY } from "./parts.js";

/** @import { Part } from "./api.js" */

const NAMES = {
  stage: "--stage",
  stageRow: "--stage-row",
  stageBar: "--stage-bar",
  stageBeat: "--stage-beat",
  ink: "--stage-ink",
  muted: "--stage-muted",
  you: "--you",
  piano: "--piano",
  bass: "--bass",
  drums: "--drums",
  paper: "--paper",
  paperRow: "--paper-row",
  paperBar: "--paper-bar",
  paperBeat: "--paper-beat",
  paperCell: "--paper-cell",
  paperInk: "--paper-ink",
  paperMuted: "--paper-muted",
  drawn: "--drawn",
  generated: "--generated",
  drawnDrums: "--drawn-drums",
  generatedEdge: "--generated-edge",
  cursor: "--cursor",
  keyWhite: "--key-white",
  keyBlack: "--key-black",
  scaleOut: "--scale-out",
};

const style = getComputedStyle(document.documentElement);
/** @param {string} property */
const read = (property) => style.getPropertyValue(property).trim();

export const colours = /** @type {Record<keyof typeof NAMES, string>} */ (
  Object.fromEntries(Object.entries(NAMES).map(([name, property]) => [name, read(property)]))
);

// Of notes that sound, by part.
export const lit = /** @type {Record<Part, string>} */ (
  Object.fromEntries(EVERYBODY.map((part) => [part, read(`--${part}-lit`)]))
);
