// Saves the drawing as a MIDI file, and loads one.

import { el, messageOf } from "../dom.js";
import { DRUM_CHANNEL } from "../midi.js";
import { asSentence, readMidi, writeMidi } from "../midi-file.js";
import { EMPTY, MAX_BARS, MAX_BPM, MAX_NOTES, MIN_BPM, STEPS, beatOf, withNotesThatFit } from "./drawing.js";

/** @import { Song } from "../api.js" */
/** @import { OutputTrack } from "../midi-file.js" */
/** @import { Board } from "./board.js" */
/** @import { Drawing, Note } from "./drawing.js" */

const MAX_BYTES = 4_000_000;
const NAME = "jamd-board.mid";
// The name of the track decides who wrote it when the file is loaded again.
const YOURS = "You";
const GENERATED = "Piano";
const DRUMS = "Drums";

export class Files {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    this.input = el("input", {
      type: "file",
      accept: ".mid,.midi,audio/midi",
      hidden: true,
      "aria-label": "MIDI file",
      onchange: () => this.load(this.input.files?.[0]),
    });
  }

  save() {
    const blob = new Blob([toMidi(this.board.history.value)], { type: "audio/midi" });
    const address = URL.createObjectURL(blob);
    el("a", { href: address, download: NAME }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  choose() {
    this.input.value = "";
    this.input.click();
  }

  /** @param {File | undefined} file */
  async load(file) {
    if (!file) return;
    try {
      if (file.size > MAX_BYTES) throw new Error(`This file is too large for a sheet of ${MAX_BARS} bars.`);
      const song = await readMidi(file);
      const drawing = fromMidi(song);
      this.board.answers.discard();
      this.board.history.commit(drawing);
      const notices = [...song.notices.map(asSentence), ...notFitting(song, drawing)];
      this.board.notify([`Loaded ${file.name}.`, ...notices].join(" "));
    } catch (error) {
      this.board.notify(messageOf(error), true);
    }
  }
}

/** @param {Drawing} drawing */
function toMidi({ notes, bpm, beats, swing }) {
  /** @type {(name: string, channel: number, wanted: (note: Note) => boolean) => OutputTrack} */
  const track = (name, channel, wanted) => ({
    name,
    channel,
    notes: notes
      .filter(wanted)
      .map((note) => ({ ...note, start: beatOf(note.start, swing), end: beatOf(note.end, swing) })),
  });
  const tracks = [
    track(YOURS, 0, (note) => note.part === "piano" && !note.generated),
    track(GENERATED, 0, (note) => note.part === "piano" && note.generated),
    track(DRUMS, DRUM_CHANNEL, (note) => note.part === "drums"),
  ];
  return writeMidi({ bpm, beats, tracks: tracks.filter((each) => each.notes.length) });
}

/**
 * @param {Song} song
 * @returns {Drawing}
 */
function fromMidi(song) {
  const notes = song.tracks.flatMap((track) =>
    track.notes.map(({ pitch, velocity, start, end, channel }) => {
      const first = Math.round(start * STEPS);
      return /** @type {Note} */ ({
        pitch,
        velocity,
        start: first,
        end: Math.max(first + 1, Math.round(end * STEPS)),
        part: channel === DRUM_CHANNEL || track.name === DRUMS ? "drums" : "piano",
        generated: track.name === GENERATED,
      });
    }),
  );
  const bpm = Math.min(MAX_BPM, Math.max(MIN_BPM, Math.round(song.bpm)));
  const plain = { ...EMPTY, swing: 0, bpm, bars: 1, beats: song.beats }; // a file holds what is heard, swing included
  return withNotesThatFit(plain, notes);
}

/**
 * What of a song has no room on the sheet, a sentence each.
 * @param {Song} song
 * @param {Drawing} drawing
 */
function notFitting(song, drawing) {
  const notes = song.tracks.flatMap((track) => track.notes);
  const end = MAX_BARS * drawing.beats;
  return [
    notes.some((note) => note.end > end) ? `Only the first ${MAX_BARS} bars are here.` : "",
    notes.filter((note) => note.start < end).length > MAX_NOTES ? `Only ${MAX_NOTES} notes are here.` : "",
    drawing.bpm !== Math.round(song.bpm) ? `The tempo is ${drawing.bpm}, not ${Math.round(song.bpm)}.` : "",
  ].filter(Boolean);
}
