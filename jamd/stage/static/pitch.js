// Names of notes, scales and drums. A pitch is a MIDI number; C4 is 60.

const NAMES = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];
const LETTERS = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const MAJOR = [0, 2, 4, 5, 7, 9, 11];
const MINOR = [0, 2, 3, 5, 7, 8, 10];

export const SCALES = ["C", "D", "E", "F", "G", "A", "B", "Cm", "Dm", "Em", "Fm", "Gm", "Am", "Bm"];

export const DRUMS = [
  { pitch: 49, name: "Crash", also: [57, 52, 55] },
  { pitch: 51, name: "Ride", also: [59, 53] },
  { pitch: 46, name: "Open hat", also: [] },
  { pitch: 42, name: "Closed hat", also: [] },
  { pitch: 44, name: "Foot hat", also: [] },
  { pitch: 48, name: "High tom", also: [50, 47] },
  { pitch: 43, name: "Low tom", also: [45, 41] },
  { pitch: 38, name: "Snare", also: [40, 39] },
  { pitch: 37, name: "Side stick", also: [] },
  { pitch: 36, name: "Kick", also: [35] },
];

export function name(pitch) {
  return `${NAMES[pitch % 12]}${Math.floor(pitch / 12) - 1}`;
}

export function isBlack(pitch) {
  return [1, 3, 6, 8, 10].includes(pitch % 12);
}

// "C4", "Bb3", "F#5", "61"; null where it is none of these.
export function pitchOf(text) {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= 127 ? Number(text) : null;
  const found = /^([A-Ga-g])([#♯b♭]?)(-?\d)$/.exec(text);
  if (!found) return null;
  const accidental = { "#": 1, "♯": 1, b: -1, "♭": -1 }[found[2]] ?? 0;
  const pitch = LETTERS[found[1].toUpperCase()] + accidental + 12 * (Number(found[3]) + 1);
  return pitch >= 0 && pitch <= 127 ? pitch : null;
}

// "Am" -> a test for pitches; a scale of nothing holds them all.
export function scaleHas(scale, pitch) {
  if (!scale) return true;
  const minor = scale.endsWith("m");
  const degree = (pitch - LETTERS[scale[0]] + 120) % 12;
  return (minor ? MINOR : MAJOR).includes(degree);
}

// The row of the drum lane where `pitch` is shown; -1 where the kit has no such thing.
export function drumRow(pitch) {
  return DRUMS.findIndex((drum) => drum.pitch === pitch || drum.also.includes(pitch));
}

export function drumName(pitch) {
  return DRUMS[drumRow(pitch)]?.name ?? `drum ${pitch}`;
}
