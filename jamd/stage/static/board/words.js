// A drawing as text, to read, to edit and to send by mail. One note a line: `C4 1:2.5 0.5 90` is the pitch, bar:beat, length in beats,
// velocity; drums go by their names' pitch after `drum`; a leading `*` marks what a model wrote.

import { STEPS } from "./drawing.js";
import { name, pitchOf } from "../pitch.js";

export function say(drawing, wanted = () => true) {
  return drawing.notes
    .filter(wanted)
    .map((note) => line(note, drawing.beats))
    .join("\n");
}

function line(note, beats) {
  const bar = Math.floor(note.start / (beats * STEPS));
  const beat = 1 + (note.start - bar * beats * STEPS) / STEPS;
  const what = note.part === "drums" ? `drum ${note.pitch}` : name(note.pitch).replace("♯", "#").replace("♭", "b");
  return `${note.made ? "* " : ""}${what} ${bar + 1}:${decimal(beat)} ${decimal((note.end - note.start) / STEPS)} ${note.velocity}`;
}

function decimal(number) {
  return String(Math.round(number * 1000) / 1000);
}

const LINE = /^(\*\s*)?(drum\s+)?(\S+)\s+(\d+):(\d+(?:\.\d+)?)\s+(\d+(?:\.\d+)?)(?:\s+(\d+))?$/i;

// -> notes; throws with the number of the first line that cannot be read.
export function hear(text, beats) {
  const notes = [];
  text.split("\n").forEach((raw, index) => {
    const words = raw.trim();
    if (!words) return;
    const found = LINE.exec(words);
    const pitch = found && pitchOf(found[3]);
    if (!found || pitch === null || Number(found[4]) < 1 || Number(found[5]) < 1)
      throw new Error(`Line ${index + 1} is not a note: ${words.slice(0, 40)}`);
    const start = Math.round(((Number(found[4]) - 1) * beats + Number(found[5]) - 1) * STEPS);
    const end = start + Math.max(1, Math.round(Number(found[6]) * STEPS));
    const velocity = Math.min(127, Math.max(1, Number(found[7] ?? 80)));
    notes.push({ pitch, start, end, velocity, part: found[2] ? "drums" : "piano", made: Boolean(found[1]) });
  });
  return notes;
}
