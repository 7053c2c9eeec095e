// The chart: the tune, the bar that sounds, and the ones to come.

import { el } from "../dom.js";
import { tune } from "./tune.js";

/** @import { Chart, ChartBar } from "../api.js" */
/** @import { Clock } from "../clock.js" */
/** @import { Panel, PanelApp } from "./index.js" */

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function chart(app) {
  const head = tune(app);
  const bars = chartBars(app.clock);

  /** @type {Panel["show"]} */
  const show = (snapshot) => {
    head.show(snapshot);
    bars.show(snapshot.chart);
  };
  return { element: el("div", {}, head.element, bars.element), show, onFrame: bars.onFrame };
}

/** @param {Clock} clock */
function chartBars(clock) {
  const element = el("ol", { class: "bars" });
  let shown = "";
  let lit = -1; // the bar that is marked

  /** @param {Chart | null} current */
  const show = (current) => {
    const bars = current?.bars ?? [];
    const wanted = JSON.stringify(bars);
    if (wanted === shown) return;
    shown = wanted;
    lit = -1;
    const sections = new Map((current?.sections ?? []).map((section) => [section.first, section.name]));
    element.replaceChildren(...bars.map((bar, i) => cellOf(bar, sections.get(i))));
  };

  const onFrame = () => {
    const cells = /** @type {HTMLElement[]} */ ([...element.children]);
    const bar = clock.running && cells.length ? Math.floor(clock.now() / clock.barTicks) : -1;
    const current = bar < 0 ? -1 : bar % cells.length;
    if (current === lit) return;
    lit = current;
    for (const each of cells) {
      each.removeAttribute("data-when");
      each.removeAttribute("aria-current");
    }
    if (current < 0) return;
    cells[(current + 1) % cells.length].dataset.when = "next";
    cells[current].dataset.when = "now";
    cells[current].setAttribute("aria-current", "true");
    scrollIntoList(element, cells[current]);
  };
  return { element, show, onFrame };
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} cell
 */
function scrollIntoList(list, cell) {
  const [box, own] = [list.getBoundingClientRect(), cell.getBoundingClientRect()];
  if (own.bottom > box.bottom || own.top < box.top) list.scrollTop += own.top - box.top - 8;
}

/**
 * @param {ChartBar} bar
 * @param {string} [section]
 */
function cellOf(bar, section) {
  const chords = bar.map(({ chord }) => el("span", {}, chord));
  const label = section ? el("b", {}, section) : null;
  return el("li", {}, label, chords.length ? chords : el("span", { class: "quiet" }, "%"));
}
