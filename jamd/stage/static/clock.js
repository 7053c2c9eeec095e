// Where the form is: ticks to the page's own time (performance.now(), ms) and back, by the clock section of the snapshot.

export const BEAT = 960;

export class Clock {
  constructor(line) {
    this.line = line;
  }

  get section() {
    return this.line.snapshot?.clock ?? null;
  }

  get running() {
    return this.line.open && Boolean(this.section?.running);
  }

  get bar() {
    return (this.section?.beats ?? 4) * BEAT;
  }

  pageTime(tick) {
    const { anchor_t: t, anchor_tick: first, ms_per_beat: beat } = this.section;
    return t - this.line.offset + ((tick - first) * beat) / BEAT;
  }

  tickAt(milliseconds) {
    const { anchor_t: t, anchor_tick: first, ms_per_beat: beat } = this.section;
    return first + ((milliseconds + this.line.offset - t) * BEAT) / beat;
  }

  now() {
    return this.tickAt(performance.now());
  }
}
