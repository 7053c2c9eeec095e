// The chart: the bar that sounds, the ones to come, and the choice of another chart, from the list or written by hand.

import { el, messageOf, setOptions, setText } from "../dom.js";

/** @import { Chart, ChartBar } from "../api.js" */
/** @import { Clock } from "../clock.js" */
/** @import { Connection } from "../connection.js" */
/** @import { Panel, PanelApp } from "./index.js" */

// Entries of the list that are no chart of the daemon's.
const WRITE = "write";
const NONE = "none";
const UNLISTED = "unlisted"; // the chart in use was written by hand

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function chart({ connection, clock }) {
  const pick = el("select", { "aria-label": "Chart", onchange: () => choose(pick.value) });
  const dialog = chartDialog(connection);
  const bars = chartBars(clock);

  /** @param {string} value */
  function choose(value) {
    if (value === WRITE) {
      pick.value = pick.dataset.shown ?? NONE;
      dialog.open();
    } else connection.command("chart", value === NONE ? null : value);
  }

  /** @type {Panel["show"]} */
  const show = ({ chart: current, charts }) => {
    const listed = charts.find((each) => each.title === current?.title)?.name;
    /** @type {[string, string][]} */
    const entries = charts.map((each) => [each.name, each.title]);
    if (current && !listed) entries.push([UNLISTED, current.title || "Your chart"]);
    entries.push([NONE, "No chart"], [WRITE, "Write or edit …"]);
    setOptions(pick, entries, listed ?? (current ? UNLISTED : NONE));
    bars.show(current);
  };
  return { element: el("div", {}, pick, bars.element, dialog.element), show, onFrame: bars.onFrame };
}

/** @param {Connection} connection */
function chartDialog(connection) {
  const text = el("textarea", { rows: 8, spellcheck: "false", "aria-label": "The chart as text" });
  const error = el("p", { class: "error", role: "alert" });
  const element = el(
    "dialog",
    { class: "sheet", "aria-label": "Write a chart" },
    el("h2", {}, "Write a chart"),
    el("p", { class: "quiet" }, "Bars stand between | signs; % repeats a bar: | Dm7 | G7 | Cmaj7 | % |"),
    text,
    error,
    el(
      "div",
      { class: "row" },
      el("button", { type: "button", class: "strong", onclick: use }, "Use this chart"),
      el("button", { type: "button", onclick: () => element.close() }, "Close"),
    ),
  );

  async function use() {
    try {
      await connection.command("chart", text.value);
      element.close();
    } catch (refused) {
      setText(error, messageOf(refused));
    }
  }

  const open = () => {
    text.value = connection.snapshot?.chart?.text ?? "";
    setText(error, "");
    element.showModal();
  };
  return { element, open };
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
