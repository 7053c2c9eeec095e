// Converts between ticks of the form and the page's time (performance.now(), ms), by the clock section of the snapshot.

/** @import { Connection } from "./connection.js" */

export const BEAT = 960; // ticks

export class Clock {
  /** @param {Connection} connection */
  constructor(connection) {
    this.connection = connection;
  }

  get state() {
    return this.connection.snapshot?.clock ?? null;
  }

  get running() {
    return this.connection.open && Boolean(this.state?.running);
  }

  get beatsPerBar() {
    return this.state?.beats ?? 4;
  }

  get barTicks() {
    return this.beatsPerBar * BEAT;
  }

  /** @param {number} tick */
  pageTime(tick) {
    const { anchor_t: t, anchor_tick: anchor, ms_per_beat: beat } = this.known();
    return t - this.connection.offset + ((tick - anchor) * beat) / BEAT;
  }

  /** @param {number} milliseconds */
  tickAt(milliseconds) {
    const { anchor_t: t, anchor_tick: anchor, ms_per_beat: beat } = this.known();
    return anchor + ((milliseconds + this.connection.offset - t) * BEAT) / beat;
  }

  now() {
    return this.tickAt(performance.now());
  }

  known() {
    if (!this.state) throw new Error("the clock is not known before the first snapshot");
    return this.state;
  }
}
