// Plays a drawing on the page's synth. Everything is queued at once, ahead on the audio clock; a change while it plays
// replaces what is still to come.

import { CHANNELS } from "../mix.js";
import { barLength, beatOf, endOf, length, stepAt } from "./drawing.js";

/** @import { QueuedNote, Synth } from "../synth.js" */
/** @import { History } from "./history.js" */

const LANE = "drawing";
const LEAD = 0.08; // s
const GAP = 0.004; // s before its end a note is let go, so that it can be repeated
const ROUND_AHEAD = 1.5; // s before the end of a loop its next round is queued: a hidden tab's timers run once a second
const CHECK_MS = 100;

export class PhrasePlayer {
  playing = false;
  loop = false;
  bpm = 0; // of what is queued
  begin = 0; // when step 0 of the first round sounds, or would have; s of the audio clock
  rounds = 1; // that are queued
  timer = 0;
  onEnd = () => {};

  /**
   * @param {Synth} synth
   * @param {History} history
   */
  constructor(synth, history) {
    this.synth = synth;
    this.history = history;
    history.on("change", () => this.playing && this.queue(this.synth.now + LEAD / 2));
  }

  // The step at which a round ends.
  get end() {
    const { value } = this.history;
    const bar = barLength(value);
    return this.loop ? length(value) : Math.min(length(value), Math.ceil(endOf(value.notes) / bar) * bar);
  }

  // The length of a round, s.
  get round() {
    return this.seconds(this.end);
  }

  /** @param {number} step */
  seconds(step) {
    return (beatOf(step, this.history.value.swing) * 60) / this.history.value.bpm;
  }

  /** @param {number} [from] the step to begin with */
  async play(from = 0) {
    await this.synth.start();
    this.stop();
    if (this.end <= 0) return;
    this.playing = true;
    this.bpm = this.history.value.bpm;
    this.begin = this.synth.now + LEAD - this.seconds(from);
    this.rounds = 1;
    this.queue(this.synth.now);
    this.timer = setInterval(() => this.check(), CHECK_MS);
  }

  /** @param {number} from s */
  queue(from) {
    this.followTempo();
    /** @type {QueuedNote[]} */
    const notes = [];
    for (let round = 0; round < this.rounds; round += 1) {
      const start = this.begin + round * this.round;
      if (start + this.round >= this.synth.now) notes.push(...this.notesOf(round, start));
    }
    this.synth.plan(
      LANE,
      from,
      notes.filter((note) => note.off > from - GAP),
    );
  }

  // After a change of tempo, the drawing goes on from the same place.
  followTempo() {
    const { bpm } = this.history.value;
    if (this.bpm === bpm) return;
    this.begin = this.synth.now - ((this.synth.now - this.begin) * this.bpm) / bpm;
    this.bpm = bpm;
  }

  /**
   * @param {number} round
   * @param {number} begin s
   * @returns {QueuedNote[]}
   */
  notesOf(round, begin) {
    const end = this.end;
    return this.history.value.notes
      .filter((note) => note.start < end)
      .map((note) => ({
        key: `${round}:${note.part}:${note.pitch}:${note.start}`,
        channel: note.part === "drums" ? CHANNELS.drums : CHANNELS.drawing,
        pitch: note.pitch,
        velocity: note.velocity,
        on: begin + this.seconds(note.start),
        off: begin + this.seconds(note.end) - GAP,
      }));
  }

  check() {
    const left = this.begin + this.rounds * this.round - this.synth.now;
    if (this.loop && left < ROUND_AHEAD) {
      this.rounds += 1;
      this.queue(this.synth.now + LEAD / 2);
    } else if (left < -0.2) this.stop();
  }

  // The step that sounds; null while nothing plays.
  get playhead() {
    if (!this.playing) return null;
    const elapsed = (this.synth.now - this.synth.outputDelay - this.begin) % this.round;
    return stepAt(Math.max(0, (elapsed * this.history.value.bpm) / 60), this.history.value.swing);
  }

  stop() {
    clearInterval(this.timer);
    if (this.playing) this.synth.silence(LANE);
    this.playing = false;
    this.onEnd();
  }
}
