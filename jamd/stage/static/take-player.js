// Plays one take on the page's synth, as it was played or more slowly, from any place, without some of its tracks. The
// daemon tells when each note sounds, by tempo map and pedal; here are seconds alone, and a speed.

import { Emitter } from "./emitter.js";
import { DRUM_CHANNEL } from "./midi.js";
import { songIn } from "./midi-file.js";
import { PARTS } from "./parts.js";

/** @import { Song, SongTrack } from "./api.js" */
/** @import { QueuedNote, Synth } from "./synth.js" */

const LEAD = 0.15; // s
const TAIL = 0.5; // s

/** @extends {Emitter<{ change: undefined }>} */
export class TakePlayer extends Emitter {
  /** @type {Song | null} */
  song = null;
  playing = false;
  speed = 1;
  length = 0; // s, of the take
  /** @type {Set<string>} */
  muted = new Set(); // names of tracks
  from = 0; // s of the take, where it began to play
  begun = 0; // s of the audio clock, when that was
  turns = 0; // how often it began: the keys of its notes are new each time
  timer = 0;

  /** @param {Synth} synth */
  constructor(synth) {
    super();
    this.synth = synth;
  }

  // Seconds of the take.
  get position() {
    const gone = this.playing ? Math.max(0, this.synth.now - this.begun) * this.speed : 0;
    return Math.min(this.length, this.from + gone);
  }

  /**
   * Another take, at its beginning.
   * @param {string} address
   */
  async load(address) {
    const song = await songIn(await fetch(address));
    this.pause();
    this.song = song;
    this.muted.clear();
    this.length = Math.max(...song.tracks.flatMap(({ notes }) => notes.map(({ off }) => off)));
    this.from = 0;
    this.emit("change", undefined);
  }

  async play() {
    await this.synth.start();
    if (this.from >= this.length) this.from = 0;
    this.playing = true;
    this.begin();
  }

  pause() {
    if (!this.playing) return;
    this.from = this.position;
    this.playing = false;
    this.silence();
    this.emit("change", undefined);
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.from = Math.max(0, Math.min(this.length, seconds));
    if (this.playing) this.begin();
    else this.emit("change", undefined);
  }

  /** @param {number} speed */
  setSpeed(speed) {
    this.from = this.position;
    this.speed = speed;
    if (this.playing) this.begin();
  }

  /**
   * @param {string} track
   * @param {boolean} isMuted
   */
  mute(track, isMuted) {
    if (isMuted) this.muted.add(track);
    else this.muted.delete(track);
    this.from = this.position;
    if (this.playing) this.begin();
    else this.emit("change", undefined);
  }

  // Queues what sounds from the position on.
  begin() {
    this.silence();
    this.turns += 1;
    this.begun = this.synth.now + LEAD;
    for (const track of this.song?.tracks ?? []) {
      if (!this.muted.has(track.name)) this.synth.plan(laneOf(track), this.synth.now, this.queued(track));
    }
    this.timer = setTimeout(() => this.end(), ((this.length - this.from) / this.speed + LEAD + TAIL) * 1000);
    this.emit("change", undefined);
  }

  end() {
    this.pause();
    this.seek(0);
  }

  silence() {
    clearTimeout(this.timer);
    for (const track of this.song?.tracks ?? []) this.synth.silence(laneOf(track));
  }

  /**
   * The notes of a track on the audio clock, those that sound already among them.
   * @param {SongTrack} track
   * @returns {QueuedNote[]}
   */
  queued(track) {
    /** @param {number} seconds */
    const time = (seconds) => this.begun + (seconds - this.from) / this.speed;
    return track.notes
      .filter(({ off }) => off > this.from)
      .map((note, i) => ({
        key: `${this.turns}:${i}`,
        channel: channelOf(track.name, note),
        pitch: note.pitch,
        velocity: note.velocity,
        on: time(Math.max(note.on, this.from)),
        off: time(note.off),
      }));
  }
}

/** @type {(track: SongTrack) => string} */
const laneOf = ({ name }) => `take ${name}`;

/** @type {(track: string, note: { channel: number }) => number} */
const channelOf = (track, { channel }) => {
  const part = Object.values(PARTS).find(({ title }) => title === track);
  return (part ?? (channel === DRUM_CHANNEL ? PARTS.drums : PARTS.piano)).channel;
};
