// The chart: the tune, how it is led, the bar that sounds, and the ones to come.

import { el } from "../dom.js";
import { leading } from "./leading.js";
import { tune } from "./tune.js";

/** @import { Chart, ChartBar, PlaceState } from "../api.js" */
/** @import { Panel, PanelApp } from "./index.js" */

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function chart(app) {
  const head = tune(app);
  const lead = leading(app);
  const bars = chartBars(app, lead.choose);

  /** @type {Panel["show"]} */
  const show = (snapshot) => {
    head.show(snapshot);
    lead.show(snapshot);
    bars.show(snapshot.chart, snapshot.place);
  };
  return { element: el("div", {}, head.element, lead.element, bars.element), show, onFrame: bars.onFrame };
}

/**
 * @param {PanelApp} app
 * @param {(bar: number) => void} onchoose
 */
function chartBars({ clock, form }, onchoose) {
  const element = el("ol", { class: "bars" });
  let shown = "";
  let lit = -1; // the bar that is marked

  /** @type {(current: Chart | null, place: PlaceState) => void} */
  const show = (current, { loop }) => {
    const bars = current?.bars ?? [];
    const wanted = JSON.stringify([bars, current?.sections, loop]);
    if (wanted === shown) return;
    shown = wanted;
    lit = -1;
    const sections = new Map((current?.sections ?? []).map((section) => [section.first, section.name]));
    element.replaceChildren(
      ...bars.map((bar, i) => {
        const cell = cellOf(bar, sections.get(i));
        const button = el(
          "button",
          { type: "button", title: `Bar ${i + 1}: play from here`, onclick: () => onchoose(i) },
          cell,
        );
        const isLooped = loop !== null && loop[0] <= i && i < loop[1];
        return el("li", { class: isLooped ? "looped" : "" }, button);
      }),
    );
  };

  const onFrame = () => {
    const cells = /** @type {HTMLElement[]} */ ([...element.children]);
    const bar = clock.running ? form.at(clock.now()) : null;
    const current = bar && bar.number >= 0 ? (bar.chartBar ?? -1) : -1;
    if (current === lit || current >= cells.length) return;
    lit = current;
    for (const each of cells) {
      each.removeAttribute("data-when");
      each.removeAttribute("aria-current");
    }
    if (!bar || current < 0) return;
    const next = form.after(bar).chartBar;
    if (next !== null) cells[next].dataset.when = "next";
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
  return [label, ...(chords.length ? chords : [el("span", { class: "quiet" }, "%")])];
}
