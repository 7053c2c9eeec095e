// Where a tick lies in the form: bars before and after the one that the band spoke of last.

import { BEAT } from "./clock.js";

/** @import { Chart } from "./api.js" */
/** @import { Clock } from "./clock.js" */
/** @import { Connection } from "./connection.js" */

/**
 * `number` counts all bars of the music, below 0 in the count-in; `chartBar` is the bar of the chart, null where none
 * is played; `line` is the tick where the bar begins.
 * @typedef {{ number: number, line: number, beats: number, chartBar: number | null, chorus: number }} Bar
 */

export class Form {
  /**
   * @param {Connection} connection
   * @param {Clock} clock
   */
  constructor(connection, clock) {
    this.connection = connection;
    this.clock = clock;
  }

  /** @returns {Chart | null} */
  get chart() {
    const chart = this.connection.snapshot?.chart ?? null;
    return chart?.bars.length ? chart : null;
  }

  /**
   * The bar of a tick.
   * @param {number} tick
   */
  at(tick) {
    let bar = this.told();
    while (tick >= endOf(bar)) bar = this.after(bar);
    while (tick < bar.line) bar = this.before(bar);
    return bar;
  }

  /**
   * The bars of a stretch.
   * @param {number} start
   * @param {number} end
   */
  *bars(start, end) {
    for (let bar = this.at(start); bar.line < end; bar = this.after(bar)) yield bar;
  }

  // Bars of the chart that go round: the loop, or all behind the intro.
  get round() {
    const { chart } = this;
    return this.connection.snapshot?.place.loop ?? (chart ? [chart.intro, chart.bars.length] : [0, 1]);
  }

  /** @returns {Bar} */
  told() {
    const place = this.connection.snapshot?.place;
    if (!place || place.bar_line === null) return this.counted(0, 0, this.chart ? this.round[0] : null);
    const { bar_line: line, beats, chorus, bar: number, chart_bar } = place;
    return { number, line, beats, chartBar: this.chart ? chart_bar : null, chorus };
  }

  /**
   * @param {Bar} bar
   * @returns {Bar}
   */
  after(bar) {
    const line = endOf(bar);
    const number = bar.number + 1;
    if (number === 0 && this.chart) return { ...this.counted(number, line, this.first), chorus: bar.chorus };
    if (bar.chartBar === null) return { ...bar, number, line };
    const [first, last] = this.round;
    const goesRound = bar.chartBar + 1 === last;
    return {
      ...this.counted(number, line, goesRound ? first : bar.chartBar + 1),
      chorus: bar.chorus + Number(goesRound),
    };
  }

  /**
   * @param {Bar} bar
   * @returns {Bar}
   */
  before(bar) {
    const number = bar.number - 1;
    const [first, last] = this.round;
    const goesRound = bar.chartBar === first;
    const chartBar = bar.chartBar === null || number < 0 ? null : goesRound ? last - 1 : bar.chartBar - 1;
    const found = this.counted(number, 0, chartBar);
    return { ...found, line: bar.line - found.beats * BEAT, chorus: Math.max(0, bar.chorus - Number(goesRound)) };
  }

  // The bar that a start begins with.
  get first() {
    return this.connection.snapshot?.place.loop?.[0] ?? 0;
  }

  /**
   * @param {number} number
   * @param {number} line
   * @param {number | null} chartBar
   * @returns {Bar}
   */
  counted(number, line, chartBar) {
    const { chart } = this;
    const beats = chart && chartBar !== null ? beatsOf(chart, chartBar) : this.clock.beatsPerBar;
    return { number, line, beats, chartBar, chorus: 0 };
  }

  /**
   * From one tick to a later one in words for people: bars, and beats within the last one.
   * @param {number} tick
   * @param {number} there
   */
  until(tick, there) {
    const here = this.at(tick);
    if (there <= endOf(here)) return countOf(Math.max(1, Math.ceil((there - tick) / BEAT)), "beat");
    return countOf(this.at(there).number - here.number, "bar");
  }
}

/** @param {Bar} bar */
const endOf = (bar) => bar.line + bar.beats * BEAT;

/** @type {(count: number, what: string) => string} */
const countOf = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

/**
 * @param {Chart} chart
 * @param {number} bar
 */
function beatsOf(chart, bar) {
  return chart.meters.findLast((change) => change.bar <= bar)?.beats ?? chart.beats;
}
