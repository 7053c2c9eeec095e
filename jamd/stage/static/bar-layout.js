// How many bars stand in a line, and how large their chords are, so that all of a chart is whole in its box.

import { chordWidth, sizeFor, widthOf } from "./fit.js";

/** @import { ChartBar } from "./api.js" */

const COLUMNS = [4, 8, 12, 16]; // bars to the line, as musicians count them
export const GAP = 3; // px, between bars
const EDGE = 2; // px, the border of a bar
const PAD = 3; // px, left and right of the chords
const BETWEEN = 0.3; // em, between two chords
const LABEL = 0.9; // of the label's line that its text takes
const TWO_LINES = 2.4; // of the text's size: the chords of a bar may stand in two lines
const BETTER = 1.1; // more than so much, for another number of bars to the line than the usual four

/**
 * `largest` and `smallest` are sizes of text, `label` the height of the line with a section's name, all in px.
 * @typedef {{ width: number, height: number }} Box
 * @typedef {{ largest: number, smallest: number, label: number }} Sizes
 * @typedef {{ size: number, columns: number }} Setting how the chords of one bar are set
 * @typedef {{ columns: number, row: number, bars: Setting[] }} Layout
 */

/**
 * How the bars of a chart are set: with the number of bars to the line that makes the chords largest. Where all of them
 * in the box would be too small to read, the lines are higher than the box has room for.
 * @param {ChartBar[]} bars
 * @param {Box} box
 * @param {Sizes} sizes
 * @returns {Layout}
 */
export function layOut(bars, box, sizes) {
  const possible = COLUMNS.filter((columns) => columns <= Math.max(4, bars.length));
  const whole = possible.map((columns) => inColumns(bars, columns, box, sizes));
  const readable = whole.filter((layout) => smallestOf(layout) >= sizes.smallest);
  if (readable.length) return mostLegible(readable);
  const height = sizes.label + 2 * EDGE + TWO_LINES * sizes.smallest;
  const scrolling = possible.map((columns) => inColumns(bars, columns, { width: box.width, height }, sizes, 1));
  const wide = scrolling.filter((layout) => smallestOf(layout) >= sizes.smallest);
  return wide.reduce((best, each) => (each.columns > best.columns ? each : best), wide[0] ?? mostLegible(scrolling));
}

/** @param {Layout[]} layouts the usual one first */
const mostLegible = (layouts) =>
  layouts.reduce((best, each) => (legibility(each) > legibility(best) * BETTER ? each : best));

/** @param {Layout} layout */
const smallestOf = ({ bars }) => Math.min(...bars.map(({ size }) => size));

/** @param {Layout} layout */
const legibility = (layout) =>
  smallestOf(layout) + layout.bars.reduce((sum, { size }) => sum + size, 0) / layout.bars.length;

/**
 * @param {ChartBar[]} bars
 * @param {number} columns
 * @param {Box} box
 * @param {Sizes} sizes
 * @param {number} lines that the box holds
 * @returns {Layout}
 */
function inColumns(bars, columns, { width, height }, { largest, label }, lines = Math.ceil(bars.length / columns)) {
  const most = label + 2 * EDGE + TWO_LINES * largest;
  const row = Math.min(most, Math.floor((height - (lines - 1) * GAP) / lines));
  const inside = {
    width: (width - (columns - 1) * GAP) / columns - 2 * (EDGE + PAD),
    height: row - label - 2 * EDGE,
  };
  return { columns, row, bars: bars.map((bar) => setting(bar, inside, largest)) };
}

/**
 * The chords of a bar beside each other, or in lines.
 * @param {ChartBar} bar
 * @param {Box} inside
 * @param {number} largest
 * @returns {Setting}
 */
function setting(bar, inside, largest) {
  const ems = bar.length ? bar.map(({ chord }) => chordWidth(chord)) : [widthOf("%")];
  let best = { size: 0, columns: 1 };
  for (let columns = 1; columns <= ems.length; columns += 1) {
    const lines = Math.ceil(ems.length / columns);
    const widest = Array.from({ length: columns }, (_, column) =>
      Math.max(...ems.filter((_em, i) => i % columns === column)),
    );
    const total = widest.reduce((sum, each) => sum + each, 0) + BETWEEN * (columns - 1);
    const size = Math.min(largest, sizeFor(total, inside, lines));
    if (size > best.size) best = { size, columns };
  }
  return best;
}

/**
 * @param {string} name
 * @param {number} width of a bar, px
 * @param {number} label
 */
export const nameSize = (name, width, label) =>
  Math.min(label * LABEL, sizeFor(widthOf(name), { width: width - GAP - 2 * (EDGE + PAD), height: Infinity }));
