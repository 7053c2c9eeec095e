// The bars of a chart in a grid that is whole in its box: as many bars to the line, and each chord as large, as the box
// allows. Only where the text would be too small to read does the grid scroll, and follow the bar that sounds.

import { GAP, layOut, nameSize } from "./bar-layout.js";
import { el } from "./dom.js";
import { chordParts } from "./fit.js";

/** @import { Chart, ChartBar } from "./api.js" */
/** @import { Sizes } from "./bar-layout.js" */

/**
 * @param {Sizes} sizes
 * @param {(bar: number) => void} [onchoose] makes each bar a button
 */
export function chartGrid(sizes, onchoose) {
  const element = el("ol", { class: "bars" });
  const box = { width: 0, height: 0 };
  /** @type {Chart | null} */
  let chart = null;
  let shown = "";
  let lit = "";

  const fit = () => {
    if (!box.width || !box.height || !chart?.bars.length) return;
    const names = namesOf(chart);
    const label = names.size ? sizes.label : 0;
    const layout = layOut(chart.bars, box, { ...sizes, label });
    set(element, { columns: layout.columns, row: px(layout.row), label: px(label) });
    cellsOf(element).forEach((each, i) => {
      const { size, columns } = layout.bars[i];
      const name = nameSize(names.get(i) ?? "", box.width / layout.columns, label);
      set(each, { size: px(size), chords: columns, name: px(name) });
    });
  };
  new ResizeObserver(([{ contentRect }]) => {
    Object.assign(box, { width: contentRect.width, height: contentRect.height });
    fit();
  }).observe(element);

  /** @type {(current: Chart | null, loop: [number, number] | null) => void} */
  const show = (current, loop) => {
    const wanted = JSON.stringify([current?.bars, current?.sections, loop]);
    if (wanted === shown) return;
    shown = wanted;
    lit = "";
    chart = current;
    const names = namesOf(current);
    element.replaceChildren(
      ...(current?.bars ?? []).map((bar, i) => {
        const isLooped = loop !== null && loop[0] <= i && i < loop[1];
        return el("li", { class: isLooped ? "looped" : "" }, cell(bar, i, names.get(i), onchoose));
      }),
    );
    fit();
  };

  /** @type {(now: number | null, next: number | null) => void} */
  const mark = (now, next) => {
    if (`${now} ${next}` === lit) return;
    lit = `${now} ${next}`;
    markBars(element, now, next);
  };
  return { element, show, mark };
}

/**
 * Marks the bar that sounds and the next one; null where none does.
 * @type {(list: HTMLElement, now: number | null, next: number | null) => void}
 */
function markBars(list, now, next) {
  const cells = cellsOf(list);
  for (const each of cells) {
    delete each.dataset.when;
    each.removeAttribute("aria-current");
  }
  if (now === null || !cells[now]) return;
  if (next !== null && cells[next]) cells[next].dataset.when = "next";
  cells[now].dataset.when = "now";
  cells[now].setAttribute("aria-current", "true");
  scrollTo(list, cells[now]);
}

/** @param {HTMLElement} list */
const cellsOf = (list) => /** @type {HTMLElement[]} */ ([...list.children]);

/** @param {number} length */
const px = (length) => `${length}px`;

/**
 * @param {HTMLElement} element
 * @param {Record<string, string | number>} properties of the style sheet's own
 */
function set(element, properties) {
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(`--${name}`, String(value));
}

/**
 * The names of sections by their first bars, where they have names.
 * @param {Chart | null} chart
 */
const namesOf = (chart) => new Map((chart?.sections ?? []).flatMap(({ first, name }) => (name ? [[first, name]] : [])));

/**
 * @param {ChartBar} bar
 * @param {number} number
 * @param {string} [name] of the section that begins here
 * @param {(bar: number) => void} [onchoose]
 */
function cell(bar, number, name, onchoose) {
  const chords = bar.map(({ chord }) => el("span", {}, chordParts(chord)));
  const content = [name ? el("b", {}, name) : null, ...(chords.length ? chords : [el("span", { class: "same" }, "%")])];
  if (!onchoose) return el("div", { class: "cell" }, content);
  const title = `Bar ${number + 1}: play from here`;
  return el("button", { class: "cell", type: "button", title, onclick: () => onchoose(number) }, content);
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} bar
 */
function scrollTo(list, bar) {
  if (list.scrollHeight <= list.clientHeight + 1) return;
  const [box, own] = [list.getBoundingClientRect(), bar.getBoundingClientRect()];
  if (own.bottom > box.bottom || own.top < box.top) list.scrollTop += own.top - box.top - GAP;
}
