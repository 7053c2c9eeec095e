// The chart: the tune, how it is led, the bar that sounds, and the ones to come.

import { chartGrid } from "../chart-grid.js";
import { el } from "../dom.js";
import { leading } from "./leading.js";
import { tune } from "./tune.js";

/** @import { Panel, PanelApp } from "./index.js" */

const SIZES = { largest: 40, smallest: 11, label: 12 };

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function chart(app) {
  const head = tune(app);
  const lead = leading(app);
  const bars = chartGrid(SIZES, lead.choose);

  /** @type {Panel["show"]} */
  const show = (snapshot) => {
    head.show(snapshot);
    lead.show(snapshot);
    bars.show(snapshot.chart, snapshot.place.loop);
  };
  const onFrame = () => bars.mark(...barsNow(app));
  return { element: el("div", {}, head.element, lead.element, bars.element), show, onFrame };
}

/**
 * The bar of the chart that sounds and the next one; null where none does.
 * @param {Pick<PanelApp, "clock" | "form">} app
 * @returns {[now: number | null, next: number | null]}
 */
export function barsNow({ clock, form }) {
  const bar = clock.running ? form.at(clock.now()) : null;
  if (!bar || bar.number < 0 || bar.chartBar === null) return [null, null];
  return [bar.chartBar, form.after(bar).chartBar];
}
