// Which charts of the library are listed, in which order, and what is said of each.

import { bars } from "../dom.js";

/** @import { LibraryChart } from "../api.js" */

/** @typedef {"all" | "favourites" | "recent" | "own" | "sets"} Shown */

const MAX_RECENT = 50;

/** @type {Record<Shown, (charts: LibraryChart[]) => LibraryChart[]>} */
const SHELF = {
  all: (charts) => charts,
  favourites: (charts) => charts.filter((chart) => chart.favourite),
  recent: (charts) =>
    charts
      .filter((chart) => chart.played !== null)
      .sort((a, b) => (b.played ?? 0) - (a.played ?? 0))
      .slice(0, MAX_RECENT),
  own: (charts) => charts.filter((chart) => chart.own),
  sets: () => [],
};

/**
 * The charts of a shelf that have every word of the search in their title, key, style or meter.
 * @param {LibraryChart[]} charts
 * @param {Shown} shelf
 * @param {string} search
 */
export function chosen(charts, shelf, search) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (/** @type {LibraryChart} */ { title, key, style, meter }) => {
    const text = `${title} ${key} ${style} ${meter}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return SHELF[shelf](charts).filter(has);
}

/**
 * "Bb · bossa · 32 bars · 140"
 * @param {Pick<LibraryChart, "key" | "style" | "meter" | "bars" | "bpm">} chart
 */
export function factsOf({ key, style, meter, bars: count, bpm }) {
  const unusual = meter === "4/4" ? "" : meter;
  return [key, style, unusual, bars(count), bpm === null ? "" : String(Math.round(bpm))].filter(Boolean).join(" · ");
}
