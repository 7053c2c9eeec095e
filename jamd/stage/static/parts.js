// The musicians, a row for each: what the page calls, plays and shows of one follows from here. Their colours are
// look.css's, by the same names.

import { BASSES, KEYS, KITS } from "./instruments.js";
import { DRUM_CHANNEL } from "./midi.js";

/** @import { Part } from "./api.js" */
/** @import { Sound } from "./instruments.js" */
/**
 * `title` is the name of its track in takes, too. `channel` is the synth's; `level` in dB of the loudest that it can
 * be; `pan`: 64 is the middle; `sounds` to choose from, the usual one first.
 * @typedef {{ title: string, channel: number, level: number, pan: number, sounds: Sound[] }} PartRow
 */

// You sit a little left, the band's piano a little right, as on a stage.
/** @type {Record<Part, PartRow>} */
export const PARTS = {
  you: { title: "You", channel: 1, level: -12.5, pan: 50, sounds: KEYS },
  piano: { title: "Piano", channel: 0, level: -11.2, pan: 78, sounds: KEYS },
  bass: { title: "Bass", channel: 3, level: -14.2, pan: 64, sounds: BASSES },
  drums: { title: "Drums", channel: DRUM_CHANNEL, level: -18.1, pan: 64, sounds: KITS },
};

export const EVERYBODY = /** @type {Part[]} */ (Object.keys(PARTS));
export const BAND = EVERYBODY.filter((part) => part !== "you");

/** @typedef {Exclude<Part, "drums">} Pitched whose notes have pitches */
export const PITCHED = EVERYBODY.filter((part) => part !== "drums");

/**
 * What a word of the daemon's is called: "Bass" for a part, and for anything else the word itself.
 * @param {string | number} name
 */
export const titleOf = (name) => PARTS[/** @type {Part} */ (name)]?.title ?? capitalized(String(name));

/** @param {string} word */
const capitalized = (word) => word.charAt(0).toUpperCase() + word.slice(1);
