// A drawing as text, to read, edit and send by mail. One note per line: `C4 1:2.5 0.5 90` is the pitch, bar:beat,
// length in beats and velocity. A drum is `drum` and its General MIDI number; a leading `*` marks what the band wrote.

import { parsePitch, pitchName } from "../pitch.js";
import { STEPS } from "./drawing.js";

/** @import { Drawing, Note } from "./drawing.js" */

const DEFAULT_VELOCITY = 80;

/**
 * @param {Drawing} drawing
 * @param {(note: Note) => boolean} wanted
 */
export function formatNotes(drawing, wanted) {
  return drawing.notes
    .filter(wanted)
    .map((note) => formatNote(note, drawing.beats))
    .join("\n");
}

/**
 * @param {Note} note
 * @param {number} beats to the bar
 */
function formatNote({ part, pitch, start, end, velocity, generated }, beats) {
  const bar = Math.floor(start / (beats * STEPS));
  const beat = 1 + (start - bar * beats * STEPS) / STEPS;
  const name = part === "drums" ? `drum ${pitch}` : pitchName(pitch).replace("♯", "#").replace("♭", "b");
  return `${generated ? "* " : ""}${name} ${bar + 1}:${decimal(beat)} ${decimal((end - start) / STEPS)} ${velocity}`;
}

/** @param {number} number */
function decimal(number) {
  return String(Math.round(number * 1000) / 1000);
}

const NOTE = /^(\*\s*)?(drum\s+)?(\S+)\s+(\d+):(\d+(?:\.\d+)?)\s+(\d+(?:\.\d+)?)(?:\s+(\d+))?$/i;

/**
 * The notes of a text. Throws an error that names the first line that is no note.
 * @param {string} text
 * @param {number} beats to the bar
 * @returns {Note[]}
 */
export function parseNotes(text, beats) {
  const lines = text.split("\n").map((line, index) => ({ line: line.trim(), number: index + 1 }));
  return lines
    .filter(({ line }) => line)
    .map(({ line, number }) => {
      const note = parseNote(line, beats);
      if (!note) throw new Error(`Line ${number} is not a note: ${line.slice(0, 40)}`);
      return note;
    });
}

/**
 * @param {string} line
 * @param {number} beats
 * @returns {Note | null}
 */
function parseNote(line, beats) {
  const found = NOTE.exec(line);
  if (!found) return null;
  const [, star, drum, name] = found;
  const [bar, beat, length] = found.slice(4, 7).map(Number);
  const pitch = parsePitch(name);
  if (pitch === null || bar < 1 || beat < 1) return null;
  const start = Math.round(((bar - 1) * beats + beat - 1) * STEPS);
  const end = start + Math.max(1, Math.round(length * STEPS));
  const velocity = Math.min(127, Math.max(1, Number(found[7] ?? DEFAULT_VELOCITY)));
  return { pitch, start, end, velocity, part: drum ? "drums" : "piano", generated: Boolean(star) };
}
