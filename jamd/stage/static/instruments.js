// The presets of sound/jamd.sf3.

/**
 * `gain` in dB makes it as loud as the first of its list; `sticks` in dB is for the drums of a kit that are not
 * brushed.
 * @typedef {{ label: string, program: number, gain: number, sticks?: number }} Sound
 */

/** @type {Sound[]} */
export const KEYS = [
  { label: "Piano", program: 0, gain: 0 },
  { label: "E-piano", program: 4, gain: -1.5 },
  { label: "Organ", program: 16, gain: 4.4 },
  { label: "Vibes", program: 11, gain: -1.8 },
  { label: "Bass", program: 32, gain: -4.9 },
];
/** @type {Sound[]} */
export const BASSES = [{ label: "Acoustic bass", program: 32, gain: 0 }];
/** @type {Sound[]} */
export const KITS = [
  { label: "Jazz kit", program: 32, gain: 0 },
  { label: "Brushes", program: 40, gain: 9, sticks: -8 },
  { label: "Standard kit", program: 0, gain: 5.5 },
];
