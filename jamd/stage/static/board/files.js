// The drawing as a MIDI file, out and in.

import { el } from "../dom.js";
import { read, write } from "../midi-file.js";
import { EMPTY, MAX_BARS, STEPS, beatOf, endOf, withNotes, withSetting } from "./drawing.js";

const LARGEST = 4_000_000; // bytes

export class Files {
  constructor(board) {
    this.board = board;
    this.input = el("input", {
      type: "file",
      accept: ".mid,.midi,audio/midi",
      hidden: true,
      "aria-label": "MIDI file",
      onchange: () => this.load(this.input.files[0]),
    });
  }

  save() {
    const drawing = this.board.history.value;
    const track = (name, channel, wanted) => ({
      name,
      channel,
      notes: drawing.notes
        .filter(wanted)
        .map((note) => ({ ...note, start: beatOf(note.start, drawing.swing), end: beatOf(note.end, drawing.swing) })),
    });
    const tracks = [
      track("You", 0, (note) => note.part === "piano" && !note.made),
      track("Piano", 0, (note) => note.part === "piano" && note.made),
      track("Drums", 9, (note) => note.part === "drums"),
    ].filter(({ notes }) => notes.length);
    const bytes = write({ bpm: drawing.bpm, beats: drawing.beats, tracks });
    const address = URL.createObjectURL(new Blob([bytes], { type: "audio/midi" }));
    el("a", { href: address, download: "jamd-board.mid" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  choose() {
    this.input.value = "";
    this.input.click();
  }

  async load(file) {
    if (!file) return;
    try {
      if (file.size > LARGEST) throw new Error("This file is too large for a sheet of 16 bars.");
      const song = read(await file.arrayBuffer());
      this.board.answers.discard();
      this.board.history.commit(drawn(song));
      const cut = song.tracks.some(({ notes }) => notes.some((note) => note.end > MAX_BARS * 4));
      this.board.say(cut ? `${file.name} is loaded; a sheet holds its first ${MAX_BARS} bars.` : `${file.name} is loaded.`);
    } catch (fault) {
      this.board.say(fault.message, true);
    }
  }
}

function drawn(song) {
  const notes = song.tracks.flatMap((track) =>
    track.notes.map((note) => {
      const start = Math.round(note.start * STEPS);
      return {
        pitch: note.pitch,
        velocity: note.velocity,
        start,
        end: Math.max(start + 1, Math.round(note.end * STEPS)),
        part: note.channel === 9 ? "drums" : "piano",
        made: track.name === "Piano",
      };
    }),
  );
  if (!notes.length) throw new Error("There are no notes in this file.");
  const bars = Math.min(MAX_BARS, Math.max(1, Math.ceil(endOf(notes) / (EMPTY.beats * STEPS))));
  const bpm = Math.min(320, Math.max(40, Math.round(song.bpm)));
  return withSetting(withNotes({ ...EMPTY, bpm, bars }, notes), {});
}
