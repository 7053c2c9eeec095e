// Lets the band continue the drawing: what to ask for, and what to do with the answers.

import { barOptions, button, buttonGroup, el, setOptions, setText, slider } from "../dom.js";
import { SCALES } from "../pitch.js";

/** @import { DrawnPart } from "../api.js" */
/** @import { Answer, Answers, Wanted } from "./answers.js" */
/** @import { Board } from "./board.js" */

const JAM = "jam"; // the entry for the jam's chart, in the list of charts
const LENGTHS = barOptions([1, 2, 4, 8, 16]);
const DEFAULT_LENGTH = "4";
/** @type {[string, string][]} */
const SCALE_OPTIONS = [["", "All notes"], ...SCALES.map(scaleOption)];
/** @type {[number, string, string][]} */
const A_AND_B = [
  [0, "A", "First answer"],
  [1, "B", "Second answer"],
];

/** @param {Board} board */
export function continuePanel(board) {
  const request = requestSettings(board);
  const piano = button("Continue piano", "Continue the piano (C)", () => board.ask("piano"), "strong");
  const drums = button("Continue drums", "Continue the drums (Shift C)", () => board.ask("drums"), "strong");
  const status = el("p", { class: "quiet", role: "status" });
  const answer = answerControls(board);
  const element = el(
    "section",
    { class: "panel" },
    el("h2", {}, "Let the band continue"),
    request.elements,
    el("div", { class: "pair" }, piano, drums),
    status,
    answer.element,
  );
  const { answers } = board;
  const show = () => {
    piano.disabled = drums.disabled = answers.busy;
    answer.show();
    setText(status, statusText(answers));
  };
  return { element, show, showCharts: request.showCharts, wanted: request.wanted };
}

/**
 * "Am" -> ["Am", "A minor"]
 * @param {string} scale
 * @returns {[string, string]}
 */
function scaleOption(scale) {
  return [scale, scale.endsWith("m") ? `${scale.slice(0, -1)} minor` : `${scale} major`];
}

/** @param {Answers} answers */
function statusText({ busy, all, shown }) {
  /** @type {Answer | undefined} */
  const answer = all[shown];
  if (busy) return "The band is thinking …";
  if (!answer) return "It continues where your last note ends.";
  return `${answer.notes.length} notes. Another answer: G.`;
}

/** @param {Board} board */
function requestSettings(board) {
  let temperature = 1;
  const heat = slider("Freedom", {
    ...board.app.commands.range("piano.temperature"),
    step: 0.05,
    format: (value) => value.toFixed(2),
    onmove: (value) => (temperature = value),
  });
  heat.show(temperature);
  const bars = el("select", { "aria-label": "Number of bars to continue for" });
  setOptions(bars, LENGTHS, DEFAULT_LENGTH);
  const scale = el("select", { "aria-label": "Scale", onchange: () => board.setView({ scale: scale.value }) });
  setOptions(scale, SCALE_OPTIONS, "");
  const chart = chartSelect(board);
  /** @type {(label: string, select: HTMLSelectElement) => HTMLElement} */
  const pick = (label, select) => el("label", { class: "pick" }, el("span", {}, label), select);

  /**
   * @param {DrawnPart} part
   * @returns {Wanted}
   */
  const wanted = (part) => ({
    part,
    bars: Number(bars.value),
    temperature,
    scale: scale.value || null,
    chart: chart.value(),
  });
  const elements = [pick("For", bars), pick("Scale", scale), pick("Chart", chart.select), heat.element];
  return { elements, wanted, showCharts: chart.show };
}

/** @param {Board} board */
function chartSelect(board) {
  const { connection, library } = board.app;
  const select = el("select", { "aria-label": "Chart", onchange: () => showOnRuler() });
  setOptions(select, [["", "No chart"]], "");

  // The page knows the chords of the jam's chart only.
  const showOnRuler = () => {
    board.view.chart = select.value === JAM ? (connection.snapshot?.chart ?? null) : null;
    board.sheet.redraw();
  };

  const show = () => {
    const { snapshot } = connection;
    if (!snapshot) return;
    /** @type {[string, string][]} */
    const entries = [["", "No chart"]];
    if (snapshot.chart) entries.push([JAM, `The jam's: ${snapshot.chart.title}`]);
    for (const { name, title, own } of library.charts) if (!own) entries.push([name, title]);
    setOptions(select, entries, select.value);
    showOnRuler();
  };

  // As the daemon takes it: the text of a chart, or its name.
  const value = () => (select.value === JAM ? (connection.snapshot?.chart?.text ?? null) : select.value || null);
  return { select, show, value };
}

/** @param {Board} board */
function answerControls(board) {
  const { answers } = board;
  const compare = buttonGroup("Answers", A_AND_B, (index) => board.showAnswer(index));
  const again = button("Again", "Another answer (G)", () => board.again());
  const element = el(
    "div",
    { class: "answer" },
    el("div", { class: "row" }, compare.element, again),
    el(
      "div",
      { class: "row" },
      button("Accept", "Keep this answer (A)", () => answers.accept(), "strong"),
      button("Discard", "Drop this answer (Backspace)", () => answers.discard()),
    ),
  );
  const show = () => {
    element.hidden = !answers.open;
    again.disabled = answers.busy;
    compare.show(answers.shown);
    compare.element.hidden = answers.all.length < 2;
  };
  return { element, show };
}
