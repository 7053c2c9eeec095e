// Names of notes and scales. A pitch is a MIDI number; C4 is 60.

const NAMES = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];
const LETTERS = new Map(Object.entries({ C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 }));
const ACCIDENTALS = new Map(Object.entries({ "#": 1, "♯": 1, b: -1, "♭": -1 }));
const MAJOR = [0, 2, 4, 5, 7, 9, 11];
const MINOR = [0, 2, 3, 5, 7, 8, 10];

export const SCALES = ["C", "D", "E", "F", "G", "A", "B", "Cm", "Dm", "Em", "Fm", "Gm", "Am", "Bm"];

/** @param {number} pitch */
export function pitchName(pitch) {
  return `${NAMES[pitch % 12]}${Math.floor(pitch / 12) - 1}`;
}

/** @param {number} pitch */
export function isBlack(pitch) {
  return [1, 3, 6, 8, 10].includes(pitch % 12);
}

/**
 * Reads "C4", "Bb3", "F#5" or "61"; null where it is none of these.
 * @param {string} text
 * @returns {number | null}
 */
export function parsePitch(text) {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= 127 ? Number(text) : null;
  const found = /^([A-Ga-g])([#♯b♭]?)(-?\d)$/.exec(text);
  if (!found) return null;
  const pitch = semitone(found[1].toUpperCase()) + (ACCIDENTALS.get(found[2]) ?? 0) + 12 * (Number(found[3]) + 1);
  return pitch >= 0 && pitch <= 127 ? pitch : null;
}

/** @param {string} letter */
function semitone(letter) {
  return LETTERS.get(letter) ?? 0;
}

/**
 * Whether a scale such as "Am" holds a pitch; the empty scale holds all of them.
 * @param {string} scale
 * @param {number} pitch
 */
export function scaleHas(scale, pitch) {
  if (!scale) return true;
  const degree = (pitch - semitone(scale[0]) + 120) % 12;
  return (scale.endsWith("m") ? MINOR : MAJOR).includes(degree);
}
