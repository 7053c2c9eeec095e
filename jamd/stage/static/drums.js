// General MIDI drum numbers: the page's only list of them.

/**
 * A row of the board's drum lane. `also` are the numbers shown in the same row; `group` is the row of the stage's roll,
 * which has less room.
 * @typedef {{ pitch: number, name: string, also: number[], group: string }} Drum
 */

/** @type {Drum[]} */
export const DRUMS = [
  { pitch: 49, name: "Crash", also: [57, 52, 55], group: "Crash" },
  { pitch: 51, name: "Ride", also: [59, 53], group: "Ride" },
  { pitch: 46, name: "Open hat", also: [], group: "Hat" },
  { pitch: 42, name: "Closed hat", also: [], group: "Hat" },
  { pitch: 44, name: "Foot hat", also: [], group: "Hat" },
  { pitch: 48, name: "High tom", also: [50, 47], group: "Tom" },
  { pitch: 43, name: "Low tom", also: [45, 41], group: "Tom" },
  { pitch: 38, name: "Snare", also: [40, 39], group: "Snare" },
  { pitch: 37, name: "Side stick", also: [], group: "Snare" },
  { pitch: 36, name: "Kick", also: [35], group: "Kick" },
];

export const DRUM_GROUPS = [...new Set(DRUMS.map(({ group }) => group))];

const ROWS = new Map(DRUMS.flatMap(({ pitch, also }, row) => [pitch, ...also].map((each) => [each, row])));

/**
 * The row of DRUMS that shows this drum; -1 where none does.
 * @param {number} pitch
 */
export function drumRow(pitch) {
  return ROWS.get(pitch) ?? -1;
}

/**
 * The index in DRUM_GROUPS; -1 where the drum is not shown.
 * @param {number} pitch
 */
export function drumGroup(pitch) {
  return DRUM_GROUPS.indexOf(DRUMS[drumRow(pitch)]?.group);
}

/** @param {number} pitch */
export function drumName(pitch) {
  return DRUMS[drumRow(pitch)]?.name ?? `drum ${pitch}`;
}
