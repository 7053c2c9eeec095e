// Plays the drawing's piano notes into the jam, as if hands did, from the jam's next bar on and in the jam's tempo.

import { BEAT } from "../clock.js";
import { STEPS } from "./drawing.js";

const AHEAD = 150; // ms between the wish and the first note, at the least

export class Sender {
  constructor({ line, clock, synth, say }, history) {
    Object.assign(this, { line, clock, synth, say, history });
    this.timers = new Set();
    this.down = new Set();
  }

  toggle() {
    if (this.timers.size) return this.stop();
    const notes = this.history.value.notes.filter((note) => note.part === "piano");
    if (!notes.length) return this.say("There are no piano notes to send.");
    if (!this.line.open) return this.say("There is no daemon at the other end.", true);
    const bar = this.clock.bar;
    const running = this.clock.running;
    const origin = running
      ? Math.ceil((this.clock.now() + (AHEAD * BEAT) / this.line.snapshot.clock.ms_per_beat) / bar) * bar
      : 0;
    const begin = performance.now() + AHEAD;
    const beat = 60_000 / this.history.value.bpm;
    const time = (step) => (running ? this.clock.pageTime(origin + (step * BEAT) / STEPS) : begin + (step / STEPS) * beat);
    this.synth.start().catch(() => {});
    for (const note of notes) {
      this.at(time(note.start), () => this.key(note.pitch, note.velocity));
      this.at(time(note.end) - 4, () => this.key(note.pitch, 0));
    }
    return this.say(running ? "The drawing enters at the next bar." : "The drawing is played to the band, which stands still.");
  }

  at(when, act) {
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        act();
      },
      Math.max(0, when - performance.now()),
    );
    this.timers.add(timer);
  }

  key(pitch, velocity) {
    this.line.send({ type: "key", pitch, velocity });
    this.synth.live(velocity ? [0x91, pitch, velocity] : [0x81, pitch, 0]);
    if (velocity) this.down.add(pitch);
    else this.down.delete(pitch);
  }

  stop() {
    this.timers.forEach(clearTimeout);
    this.timers.clear();
    for (const pitch of [...this.down]) this.key(pitch, 0);
  }
}
