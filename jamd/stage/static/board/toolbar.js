// The tools over the sheet: pencil, eraser, brush, grid, velocity, undo, zoom, length.

import { choice, el, options, slider } from "../dom.js";
import { MAX_BARS, quantise, transpose, withSetting } from "./drawing.js";

const GRIDS = [
  ["2", "1/8"],
  ["4", "1/16"],
  ["3", "1/8 triplets"],
  ["6", "1/16 triplets"],
];

export function toolbar(board) {
  const { look, history } = board;
  const set = (setting) => board.change((drawing) => withSetting(drawing, setting));
  const button = (label, hint, action) =>
    el("button", { type: "button", title: hint, "aria-label": hint, onclick: action }, label);
  const tool = choice(
    "Tool",
    [
      ["draw", "Draw", "Draw (D)"],
      ["erase", "Erase", "Erase (E), or the right button"],
    ],
    (value) => {
      look.tool = value;
      board.show();
    },
  );
  const brush = choice(
    "Length of the brush",
    [1, 2, 3, 4].map((n) => [n, String(n), `Brush of ${n} ${n === 1 ? "cell" : "cells"} (${n})`]),
    (value) => {
      look.brush = value;
      board.show();
    },
  );
  const grid = el("select", { "aria-label": "Grid", onchange: () => set({ grid: Number(grid.value) }) });
  const bars = el("select", { "aria-label": "Length of the sheet", onchange: () => set({ bars: Number(bars.value) }) });
  const velocity = slider("Velocity", {
    min: 1,
    max: 127,
    step: 1,
    onslide: (value) => {
      look.velocity = value;
      board.shape(() => ({ velocity: value }));
    },
  });
  const undo = button("Undo", "Undo (Ctrl Z)", () => history.undo());
  const redo = button("Redo", "Redo (Ctrl Shift Z)", () => history.redo());
  const element = el(
    "div",
    { class: "tools", role: "toolbar", "aria-label": "Tools" },
    el("div", { class: "group" }, tool.element, el("span", { class: "name" }, "Brush"), brush.element),
    el("div", { class: "group" }, grid, bars, velocity.element),
    el("div", { class: "group" }, undo, redo),
    el(
      "div",
      { class: "group" },
      button("♭", "Half a tone down (Shift ,)", () => board.change((drawing) => transpose(drawing, -1))),
      button("♯", "Half a tone up (Shift .)", () => board.change((drawing) => transpose(drawing, 1))),
      button("Quantise", "Snap all notes to the grid (Q)", () => board.change(quantise)),
    ),
    el(
      "div",
      { class: "group" },
      button("−", "Zoom out (−)", () => board.grid.zoomTo(board.grid.perStep / 1.3)),
      el("span", { class: "name" }, "Zoom"),
      button("+", "Zoom in (+)", () => board.grid.zoomTo(board.grid.perStep * 1.3)),
    ),
  );
  const show = () => {
    tool.show(look.tool);
    brush.show(look.brush);
    velocity.show(look.selected?.velocity ?? look.velocity);
    options(grid, GRIDS, String(history.value.grid));
    options(
      bars,
      Array.from({ length: MAX_BARS }, (_, i) => [String(i + 1), i ? `${i + 1} bars` : "1 bar"]),
      String(history.value.bars),
    );
    undo.disabled = !history.past.length;
    redo.disabled = !history.future.length;
  };
  return { element, show };
}
