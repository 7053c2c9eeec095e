// A drawing is a value: every change makes a new one, so that undo is a list and a comparison is `===`.
// Positions are steps of a twelfth of a beat: sixteenths and triplets both fall on them.

/** @import { DrawnPart } from "../api.js" */
/**
 * `generated`: a model wrote it. `pending`: and the user has not accepted it yet.
 * @typedef {{ readonly part: DrawnPart, readonly pitch: number, readonly start: number, readonly end: number,
 *   readonly velocity: number, readonly generated: boolean, readonly pending?: boolean }} Note
 */
/**
 * `grid`: cells to the beat. `swing`: 0 to 1.
 * @typedef {{ readonly notes: readonly Note[], readonly bars: number, readonly beats: number, readonly bpm: number,
 *   readonly grid: number, readonly swing: number }} Drawing
 */

export const STEPS = 12; // to the beat
export const MAX_BARS = 16;
export const MAX_NOTES = 2000;
export const MIN_BPM = 40;
export const MAX_BPM = 320;

/** @type {Drawing} */
export const EMPTY = Object.freeze({ notes: Object.freeze([]), bars: 4, beats: 4, bpm: 120, grid: 4, swing: 0.6 });

/**
 * The length of the sheet in steps.
 * @param {Drawing} drawing
 */
export function length(drawing) {
  return drawing.bars * drawing.beats * STEPS;
}

/**
 * The steps of a bar.
 * @param {Drawing} drawing
 */
export function barLength(drawing) {
  return drawing.beats * STEPS;
}

/**
 * The steps of a cell of the grid.
 * @param {Drawing} drawing
 */
export function cell(drawing) {
  return STEPS / drawing.grid;
}

/**
 * The step at which the last note ends.
 * @param {readonly Note[]} notes
 */
export function endOf(notes) {
  return notes.reduce((end, note) => Math.max(end, note.end), 0);
}

/**
 * @param {Drawing} drawing
 * @param {readonly Note[]} notes
 * @returns {Drawing}
 */
export function withNotes(drawing, notes) {
  const sorted = [...notes].sort((a, b) => a.start - b.start || a.pitch - b.pitch).slice(0, MAX_NOTES);
  return Object.freeze({ ...drawing, notes: Object.freeze(sorted) });
}

/**
 * Changes settings; notes beyond the end are cut off.
 * @param {Drawing} drawing
 * @param {Partial<Drawing>} settings
 * @returns {Drawing}
 */
export function withSettings(drawing, settings) {
  const bars = Math.min(MAX_BARS, Math.max(1, settings.bars ?? drawing.bars));
  const next = { ...drawing, ...settings, bars };
  const end = length(next);
  const kept = next.notes.filter((note) => note.start < end).map((note) => (note.end > end ? { ...note, end } : note));
  return withNotes(next, kept);
}

/**
 * Replaces the notes by others; the sheet grows to hold them.
 * @param {Drawing} drawing
 * @param {readonly Note[]} notes
 */
export function withNotesThatFit(drawing, notes) {
  const bars = Math.max(drawing.bars, Math.ceil(endOf(notes) / barLength(drawing)));
  return withSettings(drawing, { bars, notes: withNotes(drawing, notes).notes });
}

/**
 * Adds a note. A pitch cannot sound twice at once: the new note cuts those it overlaps.
 * @param {Drawing} drawing
 * @param {Note} note
 */
export function add(drawing, note) {
  /** @type {Note[]} */
  const others = [];
  for (const old of drawing.notes) {
    const samePitch = old.part === note.part && old.pitch === note.pitch;
    if (!samePitch || old.end <= note.start || old.start >= note.end) others.push(old);
    else if (old.start < note.start) others.push({ ...old, end: note.start });
  }
  return withNotes(drawing, [...others, note]);
}

/**
 * @param {Drawing} drawing
 * @param {Note} gone
 */
export function remove(drawing, gone) {
  return withNotes(
    drawing,
    drawing.notes.filter((note) => note !== gone),
  );
}

/**
 * @param {Drawing} drawing
 * @param {Note} old
 * @param {Note} note
 */
export function replace(drawing, old, note) {
  return add(remove(drawing, old), note);
}

/**
 * Moves the piano's notes; changes nothing where one would leave MIDI's range.
 * @param {Drawing} drawing
 * @param {number} semitones
 */
export function transpose(drawing, semitones) {
  const moved = drawing.notes.map((note) =>
    note.part === "piano" ? { ...note, pitch: note.pitch + semitones } : note,
  );
  return moved.every((note) => note.pitch >= 0 && note.pitch <= 127) ? withNotes(drawing, moved) : drawing;
}

/**
 * Snaps all notes to the grid.
 * @param {Drawing} drawing
 */
export function quantise(drawing) {
  const unit = cell(drawing);
  const snapped = drawing.notes.map((note) => {
    const start = Math.round(note.start / unit) * unit;
    return { ...note, start, end: Math.max(start + unit, Math.round(note.end / unit) * unit) };
  });
  return withSettings(drawing, { notes: withNotes(drawing, snapped).notes });
}

/**
 * Where the eighth between two beats sounds, in beats: swing moves it from the half to the triplet (2/3) and beyond.
 * @param {number} swing
 */
const middleOf = (swing) => 0.5 + swing / 4;

/**
 * When a step sounds, in beats.
 * @param {number} step
 * @param {number} swing
 */
export function beatOf(step, swing) {
  const beat = Math.floor(step / STEPS);
  const inside = (step - beat * STEPS) / STEPS;
  const middle = middleOf(swing);
  return beat + (inside < 0.5 ? inside * 2 * middle : middle + (inside - 0.5) * 2 * (1 - middle));
}

/**
 * The step that sounds at a beat: the inverse of beatOf.
 * @param {number} beat
 * @param {number} swing
 */
export function stepAt(beat, swing) {
  const middle = middleOf(swing);
  const whole = Math.floor(beat);
  const inside = beat - whole;
  return (whole + (inside < middle ? inside / middle / 2 : 0.5 + (inside - middle) / (1 - middle) / 2)) * STEPS;
}
