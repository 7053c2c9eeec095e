// Plays one take on the page's synth, as it was played: the daemon tells when each note sounds, by tempo map and pedal.

import { DRUM_CHANNEL } from "./midi.js";
import { songIn } from "./midi-file.js";
import { CHANNELS } from "./mix.js";

/** @import { SongTrack } from "./api.js" */
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
    const song = await songIn(await fetch(address));
    const notes = queued(song.tracks, this.synth.now + LEAD);
    this.stop(); // another take may have been started while this one was fetched
    this.synth.plan(LANE, this.synth.now, notes);
    this.address = address;
    this.onEnd = onEnd;
    onStart();
    const end = notes.reduce((latest, note) => Math.max(latest, note.off), 0);
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
 * @param {SongTrack[]} tracks
 * @param {number} begin
 * @returns {QueuedNote[]}
 */
function queued(tracks, begin) {
  const all = tracks.flatMap(({ name, notes }) => notes.map((note) => ({ ...note, channel: channelOf(name, note) })));
  const first = all.reduce((earliest, note) => Math.min(earliest, note.on), Infinity);
  return all.map(({ channel, pitch, velocity, on, off }, i) => ({
    key: `${LANE}:${i}`,
    channel,
    pitch,
    velocity,
    on: begin + on - first,
    off: begin + off - first,
  }));
}

/** @type {(track: string, note: { channel: number }) => number} */
const channelOf = (track, { channel }) =>
  TRACK_CHANNELS[track] ?? (channel === DRUM_CHANNEL ? CHANNELS.drums : CHANNELS.piano);
