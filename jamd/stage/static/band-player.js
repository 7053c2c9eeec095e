// Plays the band on the page's synth: plans become notes on the audio clock, ahead of time, so that network jitter is
// not audible.

import { onChannel } from "./midi.js";
import { CHANNELS } from "./mix.js";
import { BAND } from "./parts.js";

/** @import { BandPart, Heard } from "./api.js" */
/** @import { Clock } from "./clock.js" */
/** @import { Connection } from "./connection.js" */
/** @import { Score } from "./score.js" */
/** @import { Synth } from "./synth.js" */

const IMMINENT_MS = 60; // notes this close are left as they were queued when the tempo changes

export class BandPlayer {
  /**
   * @param {Connection} connection
   * @param {Clock} clock
   * @param {Score} score
   * @param {Synth} synth
   */
  constructor(connection, clock, score, synth) {
    this.connection = connection;
    this.clock = clock;
    this.score = score;
    this.synth = synth;
    this.playsMidiInput = true; // the daemon's MIDI keyboard sounds here too
    score.on("plan", ({ start, parts }) => parts.forEach((part) => this.queue(part, start)));
    score.on("unplanned", ({ part, data }) => synth.send(onChannel(data, CHANNELS[part])));
    connection.on("change", (sections) => sections.has("clock") && this.onClock());
    connection.on("heard", (message) => this.onHeard(message));
    connection.on("lost", () => synth.silence());
    synth.on("ready", () => this.onClock());
  }

  /**
   * Queues all of a part from a tick on. What began earlier sounds on.
   * @param {BandPart} part
   * @param {number} start
   */
  queue(part, start) {
    if (!this.synth.ready || !this.clock.running) return;
    /** @param {number} tick */
    const time = (tick) => this.synth.timeAt(this.clock.pageTime(tick));
    const notes = this.score.notes[part]
      .filter((note) => !note.unplanned && note.end > start)
      .map((note) => ({
        key: `${note.start}:${note.pitch}`,
        channel: CHANNELS[part],
        pitch: note.pitch,
        velocity: note.velocity,
        on: time(note.start),
        off: time(note.end),
      }));
    this.synth.plan(part, time(start), notes);
  }

  // The clock started, stopped or changed its tempo: queued notes move with it.
  onClock() {
    if (this.clock.running) {
      const from = this.clock.tickAt(performance.now() + IMMINENT_MS);
      BAND.forEach((part) => this.queue(part, from));
    } else BAND.forEach((part) => this.synth.silence(part));
  }

  /** @param {Heard} message */
  onHeard({ data, by }) {
    if (by === this.connection.you) return; // our own keys sounded when they were pressed
    if (by === null && !this.playsMidiInput) return;
    this.synth.send(onChannel(data, CHANNELS.you));
  }
}
