// A drawing is a value: every change makes a new one, so that undo is a list and a comparison is `===`.
// Positions are steps of a twelfth of a beat, on which sixteenths and triplets both lie.

export const STEPS = 12; // to the beat
export const MAX_BARS = 16;
export const MAX_NOTES = 2000;

export const EMPTY = Object.freeze({ notes: Object.freeze([]), bars: 4, beats: 4, bpm: 120, grid: 4, swing: 0 });

// A note: {pitch, start, end, velocity, part: "piano" | "drums", made: true where a model wrote it}.
export function length(drawing) {
  return drawing.bars * drawing.beats * STEPS;
}

export function cell(drawing) {
  return STEPS / drawing.grid;
}

// Where the notes of `part` end, rounded up to a bar: there a continuation begins.
export function endOf(notes) {
  return notes.reduce((end, note) => Math.max(end, note.end), 0);
}

export function withNotes(drawing, notes) {
  const sorted = [...notes].sort((a, b) => a.start - b.start || a.pitch - b.pitch).slice(0, MAX_NOTES);
  return Object.freeze({ ...drawing, notes: Object.freeze(sorted) });
}

export function withSetting(drawing, setting) {
  const next = { ...drawing, ...setting };
  next.bars = Math.min(MAX_BARS, Math.max(1, next.bars));
  const end = length(next);
  const kept = next.notes.filter((note) => note.start < end).map((note) => (note.end > end ? { ...note, end } : note));
  return withNotes(next, kept);
}

export function sameVoice(a, b) {
  return a.part === b.part && a.pitch === b.pitch;
}

// A pitch cannot sound twice at once: the newcomer cuts what it falls upon.
export function add(drawing, note) {
  const others = [];
  for (const old of drawing.notes) {
    if (!sameVoice(old, note) || old.end <= note.start || old.start >= note.end) others.push(old);
    else if (old.start < note.start) others.push({ ...old, end: note.start });
  }
  return withNotes(drawing, [...others, note]);
}

export function remove(drawing, ...gone) {
  return withNotes(
    drawing,
    drawing.notes.filter((note) => !gone.includes(note)),
  );
}

export function replace(drawing, old, note) {
  return add(remove(drawing, old), note);
}

export function at(drawing, part, pitches, step) {
  return drawing.notes.find((n) => n.part === part && pitches.includes(n.pitch) && n.start <= step && step < n.end) ?? null;
}

export function transpose(drawing, semitones) {
  const moved = drawing.notes.map((note) => (note.part === "piano" ? { ...note, pitch: note.pitch + semitones } : note));
  return moved.every((note) => note.pitch >= 0 && note.pitch <= 127) ? withNotes(drawing, moved) : drawing;
}

export function quantise(drawing) {
  const unit = cell(drawing);
  const snapped = drawing.notes.map((note) => {
    const start = Math.round(note.start / unit) * unit;
    return { ...note, start, end: Math.max(start + unit, Math.round(note.end / unit) * unit) };
  });
  return withSetting(withNotes(drawing, snapped), {});
}

// Models' notes become ordinary ones.
export function accept(drawing) {
  return withNotes(
    drawing,
    drawing.notes.map((note) => ({ ...note, made: false })),
  );
}

// When a step sounds, in beats: swing 0..1 moves the eighth between beats from the half towards the triplet and beyond.
export function beatOf(step, swing) {
  const beat = Math.floor(step / STEPS);
  const inside = (step - beat * STEPS) / STEPS;
  const middle = 0.5 + swing / 4;
  return beat + (inside < 0.5 ? inside * 2 * middle : middle + (inside - 0.5) * 2 * (1 - middle));
}
