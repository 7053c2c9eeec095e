// Plays one take, a MIDI file, on the page's synth.

import { DRUM_CHANNEL } from "./midi.js";
import { readMidi } from "./midi-file.js";
import { CHANNELS } from "./synth.js";

/** @import { MidiTrack } from "./midi-file.js" */
/** @import { QueuedNote, Synth } from "./synth.js" */

const LANE = "take";
const LEAD = 0.15; // s
const TAIL = 0.5; // s
/** @type {Record<string, number>} */
const TRACK_CHANNELS = { You: CHANNELS.you, Piano: CHANNELS.piano, Drums: CHANNELS.drums };

export class TakePlayer {
  /** @type {string | null} */
  address = null; // of the take that sounds
  timer = 0;
  onEnd = () => {};

  /** @param {Synth} synth */
  constructor(synth) {
    this.synth = synth;
  }

  /**
   * Stops what plays; plays the take unless it was that one.
   * @param {string} address
   * @param {() => void} onStart
   * @param {() => void} onEnd
   */
  async toggle(address, onStart, onEnd) {
    const wasThis = this.address === address;
    this.stop();
    if (wasThis) return;
    await this.synth.start();
    const answer = await fetch(address);
    if (!answer.ok) throw new Error((await answer.json()).error);
    const song = readMidi(await answer.arrayBuffer());
    const notes = queued(song.tracks, this.synth.now + LEAD, 60 / song.bpm);
    if (!notes.length) throw new Error("This take has no notes.");
    this.stop(); // another take may have been started while this one was fetched
    this.synth.plan(LANE, this.synth.now, notes);
    this.address = address;
    this.onEnd = onEnd;
    onStart();
    const end = Math.max(...notes.map((note) => note.off));
    this.timer = setTimeout(() => this.stop(), (end - this.synth.now + TAIL) * 1000);
  }

  stop() {
    clearTimeout(this.timer);
    if (this.address === null) return;
    this.synth.silence(LANE);
    this.address = null;
    this.onEnd();
  }
}

/**
 * The notes of all tracks on the audio clock; the first one sounds at `begin`.
 * @param {MidiTrack[]} tracks
 * @param {number} begin
 * @param {number} secondsPerBeat
 * @returns {QueuedNote[]}
 */
function queued(tracks, begin, secondsPerBeat) {
  const all = tracks.flatMap(({ name, notes }) => notes.map((note) => ({ ...note, channel: channelOf(name, note) })));
  const first = Math.min(...all.map((note) => note.start));
  return all.map(({ channel, pitch, velocity, start, end }, i) => ({
    key: `${LANE}:${i}`,
    channel,
    pitch,
    velocity,
    on: begin + (start - first) * secondsPerBeat,
    off: begin + (end - first) * secondsPerBeat,
  }));
}

/** @type {(track: string, note: { channel: number }) => number} */
const channelOf = (track, { channel }) =>
  TRACK_CHANNELS[track] ?? (channel === DRUM_CHANNEL ? CHANNELS.drums : CHANNELS.piano);
