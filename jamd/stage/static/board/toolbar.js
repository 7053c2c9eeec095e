// The tools above the sheet: pencil, eraser, brush, grid, length, velocity, undo, transpose, zoom.

import { barOptions, buttonGroup, el, setOptions, slider } from "../dom.js";
import { MAX_BARS, quantise, transpose, withSettings } from "./drawing.js";
import { ZOOM } from "./grid.js";

/** @import { Board, View } from "./board.js" */

/** @type {[string, string][]} */
const GRIDS = [
  ["2", "1/8"],
  ["4", "1/16"],
  ["3", "1/8 triplets"],
  ["6", "1/16 triplets"],
];
/** @type {[View["tool"], string, string][]} */
const TOOLS = [
  ["draw", "Draw", "Draw (D)"],
  ["erase", "Erase", "Erase (E), or the right button"],
];
/** @type {[number, string, string][]} */
const BRUSHES = [1, 2, 3, 4].map((cells) => [
  cells,
  String(cells),
  `Brush of ${cells} ${cells === 1 ? "cell" : "cells"} (${cells})`,
]);
const LENGTHS = barOptions(Array.from({ length: MAX_BARS }, (_, i) => i + 1));

/** @param {Board} board */
export function toolbar(board) {
  const drawing = drawingTools(board);
  const sheet = sheetSettings(board);
  const undo = undoButtons(board);
  const lane = laneButton(board);
  const element = el(
    "div",
    { class: "tools", role: "toolbar", "aria-label": "Tools" },
    drawing.element,
    sheet.element,
    undo.element,
    editButtons(board),
    lookButtons(board, lane.element),
  );
  const show = () => {
    drawing.show();
    sheet.show();
    undo.show();
    lane.show();
  };
  return { element, show };
}

/** @type {(...children: (HTMLElement | string)[]) => HTMLElement} */
const group = (...children) => el("div", { class: "group" }, children);

/** @type {(text: string) => HTMLElement} */
const label = (text) => el("span", { class: "name" }, text);

/** @type {(text: string, hint: string, onclick: () => void) => HTMLButtonElement} */
const namedButton = (text, hint, onclick) =>
  el("button", { type: "button", title: hint, "aria-label": hint, onclick }, text);

/** @param {Board} board */
function drawingTools(board) {
  const tool = buttonGroup("Tool", TOOLS, (value) => board.setView({ tool: value }));
  const brush = buttonGroup("Length of the brush", BRUSHES, (value) => board.setView({ brush: value }));
  const show = () => {
    tool.show(board.view.tool);
    brush.show(board.view.brush);
  };
  return { element: group(tool.element, label("Brush"), brush.element), show };
}

/** @param {Board} board */
function sheetSettings(board) {
  const { view, history } = board;
  const grid = el("select", {
    "aria-label": "Grid",
    onchange: () => board.change((drawing) => withSettings(drawing, { grid: Number(grid.value) })),
  });
  const bars = el("select", {
    "aria-label": "Length of the sheet",
    onchange: () => board.change((drawing) => withSettings(drawing, { bars: Number(bars.value) })),
  });
  const velocity = slider("Velocity", { min: 1, max: 127, step: 1, onmove: (value) => board.setVelocity(value) });
  const show = () => {
    velocity.show(view.selected?.velocity ?? view.velocity);
    setOptions(grid, GRIDS, String(history.value.grid));
    setOptions(bars, LENGTHS, String(history.value.bars));
  };
  return { element: group(grid, bars, velocity.element), show };
}

/** @param {Board} board */
function undoButtons({ history }) {
  const undo = namedButton("Undo", "Undo (Ctrl Z)", () => history.undo());
  const redo = namedButton("Redo", "Redo (Ctrl Shift Z)", () => history.redo());
  const show = () => {
    undo.disabled = !history.past.length;
    redo.disabled = !history.future.length;
  };
  return { element: group(undo, redo), show };
}

/** @param {Board} board */
function editButtons(board) {
  return group(
    namedButton("♭", "Semitone down (Shift ,)", () => board.change((drawing) => transpose(drawing, -1))),
    namedButton("♯", "Semitone up (Shift .)", () => board.change((drawing) => transpose(drawing, 1))),
    namedButton("Quantise", "Snap all notes to the grid (Q)", () => board.change(quantise)),
  );
}

/** @param {Board} board */
function laneButton(board) {
  const title = "Show or fold the drum lane (R)";
  const lane = el("button", { type: "button", title, onclick: () => board.foldLane() }, "Drums");
  const show = () => lane.setAttribute("aria-pressed", String(!board.sheet.laneFolded));
  return { element: lane, show };
}

/**
 * @param {Board} board
 * @param {HTMLElement} lane
 */
function lookButtons({ sheet }, lane) {
  return group(
    lane,
    namedButton("−", "Zoom out (−)", () => sheet.zoomTo(sheet.perStep / ZOOM)),
    namedButton("+", "Zoom in (+)", () => sheet.zoomTo(sheet.perStep * ZOOM)),
  );
}
