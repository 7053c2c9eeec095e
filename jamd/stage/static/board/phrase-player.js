// Plays a drawing on the page's synth: everything is queued at once, ahead on the audio clock; a change while it sounds replaces what is
// still to come.

import { CHANNELS } from "../synth.js";
import { STEPS, beatOf, endOf, length } from "./drawing.js";

const LEAD = 0.08; // s
const ROUND_AHEAD = 1.5; // s before its end the next round of a loop is queued; a hidden tab's timers come once a second

export class PhrasePlayer {
  constructor(synth, history) {
    Object.assign(this, { synth, history });
    this.playing = false;
    this.loop = false;
    this.onend = () => {};
    history.addEventListener("change", () => this.playing && this.queue(this.synth.now + LEAD / 2));
  }

  get end() {
    const { value } = this.history;
    const bar = value.beats * STEPS;
    return this.loop ? length(value) : Math.min(length(value), Math.ceil(endOf(value.notes) / bar) * bar);
  }

  async play(from = 0) {
    await this.synth.start();
    this.stop();
    if (this.end <= from) return;
    this.playing = true;
    this.bpm = this.history.value.bpm;
    this.begin = this.synth.now + LEAD - this.seconds(from); // when step 0 sounds, or would have
    this.rounds = 1;
    this.queue(this.synth.now);
    this.timer = setInterval(() => this.watch(), 100);
  }

  seconds(step) {
    return (beatOf(step, this.history.value.swing) * 60) / this.history.value.bpm;
  }

  get round() {
    return this.seconds(this.end);
  }

  queue(from) {
    if (this.bpm !== this.history.value.bpm) {
      // another tempo: go on from the same place
      const done = ((this.synth.now - this.begin) * this.bpm) / this.history.value.bpm;
      this.begin = this.synth.now - done;
      this.bpm = this.history.value.bpm;
    }
    const notes = [];
    for (let round = 0; round < this.rounds; round += 1) {
      const start = this.begin + round * this.round;
      if (start + this.round < this.synth.now) continue;
      this.history.value.notes.forEach((note) => {
        if (note.start >= this.end) return;
        const [on, off] = [start + this.seconds(note.start), start + this.seconds(note.end)];
        const channel = CHANNELS[note.part === "drums" ? "drums" : "drawing"];
        if (off > from)
          notes.push({
            key: `${round}:${note.part}:${note.pitch}:${note.start}`,
            channel,
            pitch: note.pitch,
            velocity: note.velocity,
            on,
            off: off - 0.004,
          });
      });
    }
    this.synth.plan("drawing", from, notes);
  }

  watch() {
    const left = this.begin + this.rounds * this.round - this.synth.now;
    if (this.loop && left < ROUND_AHEAD) {
      this.rounds += 1;
      this.queue(this.synth.now + LEAD / 2);
    } else if (left < -0.2) this.stop();
  }

  // The step that sounds, or null.
  get head() {
    if (!this.playing) return null;
    const total = (this.synth.now - (this.synth.delay || 0) - this.begin) % this.round;
    const beat = (total * this.history.value.bpm) / 60;
    return this.unswung(Math.max(0, beat));
  }

  unswung(beat) {
    const middle = 0.5 + this.history.value.swing / 4;
    const whole = Math.floor(beat);
    const inside = beat - whole;
    return (whole + (inside < middle ? inside / middle / 2 : 0.5 + (inside - middle) / (1 - middle) / 2)) * STEPS;
  }

  stop() {
    clearInterval(this.timer);
    if (this.playing) this.synth.hush("drawing");
    this.playing = false;
    this.onend();
  }
}
