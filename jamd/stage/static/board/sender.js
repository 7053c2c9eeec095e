// Plays the drawing's piano notes into the jam as if they were played on the keys: from the jam's next bar on, in the
// jam's tempo.

import { BEAT } from "../clock.js";
import { noteOff, noteOn } from "../midi.js";
import { CHANNELS } from "../mix.js";
import { STEPS } from "./drawing.js";

/** @import { App } from "../main.js" */
/** @import { History } from "./history.js" */

const LEAD_MS = 150; // between the request and the first note, at the least
const GAP_MS = 4; // before its end a note is let go, so that it can be repeated

export class Sender {
  /** @type {Set<number>} */
  timers = new Set(); // of notes still to be sent
  /** @type {Set<number>} */
  held = new Set(); // pitches

  /**
   * @param {App} app
   * @param {History} history
   */
  constructor({ connection, clock, synth, notify }, history) {
    this.connection = connection;
    this.clock = clock;
    this.synth = synth;
    this.notify = notify;
    this.history = history;
  }

  toggle() {
    if (this.timers.size) return this.stop();
    const notes = this.history.value.notes.filter((note) => note.part === "piano");
    if (!notes.length) return this.notify("There are no piano notes to send.");
    if (!this.connection.open) return this.notify("Not connected to the daemon.", true);
    const time = this.clock.running ? this.jamTime() : this.ownTime();
    this.synth.start().catch(() => {});
    for (const note of notes) {
      this.at(time(note.start), () => this.key(note.pitch, note.velocity));
      this.at(time(note.end) - GAP_MS, () => this.key(note.pitch, 0));
    }
    return this.notify(
      this.clock.running
        ? "The drawing starts at the next bar."
        : "The band is stopped: it hears the drawing but does not play.",
    );
  }

  /**
   * The page's time of a step, from the jam's next bar on.
   * @returns {(step: number) => number}
   */
  jamTime() {
    const bar = this.clock.barTicks;
    const origin = Math.ceil(this.clock.tickAt(performance.now() + LEAD_MS) / bar) * bar;
    return (step) => this.clock.pageTime(origin + (step * BEAT) / STEPS);
  }

  /** @returns {(step: number) => number} */
  ownTime() {
    const begin = performance.now() + LEAD_MS;
    const beat = 60_000 / this.history.value.bpm;
    return (step) => begin + (step / STEPS) * beat;
  }

  /**
   * @param {number} when
   * @param {() => void} act
   */
  at(when, act) {
    const send = () => {
      this.timers.delete(timer);
      act();
    };
    const timer = setTimeout(send, Math.max(0, when - performance.now()));
    this.timers.add(timer);
  }

  /**
   * @param {number} pitch
   * @param {number} velocity
   */
  key(pitch, velocity) {
    this.connection.send({ type: "key", pitch, velocity });
    this.synth.send(velocity ? noteOn(CHANNELS.you, pitch, velocity) : noteOff(CHANNELS.you, pitch));
    if (velocity) this.held.add(pitch);
    else this.held.delete(pitch);
  }

  stop() {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.timers.clear();
    for (const pitch of [...this.held]) this.key(pitch, 0);
  }
}
