// The layout of the sheet: where each step and pitch lies on the canvas. The canvas is as large as the window onto the
// sheet and stays in place while the browser scrolls the space behind it. Piano rows scroll; the ruler, the names of
// the keys and the drum lane stay.

import { DRUMS, drumRow } from "../drums.js";
import { el } from "../dom.js";
import { cell, length } from "./drawing.js";

/** @import { DrawnPart } from "../api.js" */
/** @import { View } from "./board.js" */
/** @import { Note } from "./drawing.js" */
/** @import { History } from "./history.js" */

/** @typedef {{ zone: "ruler" | "labels" | "piano" | "drums", part: DrawnPart, pitch: number, step: number }} Spot */

export const TOP = 96; // highest pitch shown
export const BOTTOM = 33;
export const RULER = 28; // px
export const LABELS = 66; // px
export const ZOOM = 1.3; // the factor of a press on a zoom button
const MIN_PER_STEP = 1; // px
const MAX_PER_STEP = 14;
const FINGER = 24; // px, the least that a finger hits
const ROW = 17; // px, with a mouse
const TALL_ENOUGH = 420; // px: a lower window begins without the drum lane
const FIRST_PITCH = 74; // near the top of the window at first

export class Grid {
  width = 0; // px, of the window
  height = 0;
  perStep = 4; // px
  row = ROW; // px
  laneFolded = false;
  fitted = false;
  redrawPending = false;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {History} history
   * @param {View} view
   */
  constructor(canvas, history, view) {
    this.canvas = canvas;
    this.history = history;
    this.view = view;
    this.space = el("div", { class: "space" });
    this.scroller = el("div", { class: "sheet-window" }, canvas, this.space);
    this.ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    new ResizeObserver(() => this.resize()).observe(this.scroller);
    this.scroller.addEventListener("scroll", () => this.redraw(), { passive: true });
    history.on("change", () => this.resizeSpace());
  }

  get drawing() {
    return this.history.value;
  }

  // Draws in the next frame.
  redraw() {
    if (this.redrawPending) return;
    this.redrawPending = true;
    requestAnimationFrame(() => {
      this.redrawPending = false;
      if (this.width && this.canvas.offsetParent) this.draw();
    });
  }

  draw() {}

  get laneHeight() {
    return this.laneFolded ? 0 : DRUMS.length * this.row + 4;
  }

  /** @param {boolean} folded */
  foldLane(folded) {
    this.laneFolded = folded;
    this.resizeSpace();
  }

  resize() {
    const scale = devicePixelRatio || 1;
    this.width = this.scroller.clientWidth;
    this.height = this.scroller.clientHeight;
    if (!this.width) return;
    this.canvas.width = Math.round(this.width * scale);
    this.canvas.height = Math.round(this.height * scale);
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    this.ctx.setTransform(scale, 0, 0, scale, 0, 0);
    this.resizeSpace();
    if (this.fitted) return;
    this.fitted = true;
    const isFinger = matchMedia("(pointer: coarse)").matches;
    this.row = isFinger ? FINGER : ROW;
    this.laneFolded = this.height < TALL_ENOUGH;
    const least = isFinger ? FINGER / cell(this.drawing) : 2.2;
    this.zoomTo(Math.max(least, (this.width - LABELS - 12) / length(this.drawing)));
    this.scroller.scrollLeft = 0;
    this.scroller.scrollTop = (TOP - FIRST_PITCH) * this.row - this.height * 0.1;
  }

  // The scrolled space is as large as the whole sheet.
  resizeSpace() {
    this.space.style.width = `${LABELS + length(this.drawing) * this.perStep + 12}px`;
    this.space.style.height = `${RULER + (TOP - BOTTOM + 1) * this.row + this.laneHeight}px`;
    this.redraw();
  }

  /** @param {number} perStep px */
  zoomTo(perStep) {
    const middle = (this.scroller.scrollLeft + (this.width - LABELS) / 2) / this.perStep;
    this.perStep = Math.min(MAX_PER_STEP, Math.max(MIN_PER_STEP, perStep));
    this.resizeSpace();
    this.scroller.scrollLeft = middle * this.perStep - (this.width - LABELS) / 2;
  }

  /**
   * Zooms out, if need be, and scrolls until these steps are in view.
   * @param {number} first
   * @param {number} last
   */
  showSteps(first, last) {
    const room = this.width - LABELS - 12;
    if ((last - first) * this.perStep > room) this.zoomTo(room / (last - first));
    if (this.x(first) < LABELS || this.x(last) > this.width) this.scroller.scrollLeft = first * this.perStep;
  }

  // -- coordinates, px of the canvas ----------------------------------------------------------------------------------

  /** @param {number} step */
  x(step) {
    return LABELS + step * this.perStep - this.scroller.scrollLeft;
  }

  /** @param {number} pitch */
  y(pitch) {
    return RULER + (TOP - pitch) * this.row - this.scroller.scrollTop;
  }

  get laneTop() {
    return this.height - this.laneHeight;
  }

  /** @param {number} row */
  laneY(row) {
    return this.laneTop + 4 + row * this.row;
  }

  /**
   * What lies under a point of the canvas.
   * @param {number} x
   * @param {number} y
   * @returns {Spot}
   */
  spotAt(x, y) {
    const step = (x - LABELS + this.scroller.scrollLeft) / this.perStep;
    const inLane = !this.laneFolded && y >= this.laneTop;
    const rowInLane = Math.min(DRUMS.length - 1, Math.max(0, Math.floor((y - this.laneTop - 4) / this.row)));
    const part = inLane ? "drums" : "piano";
    const pitch = inLane ? DRUMS[rowInLane].pitch : TOP - Math.floor((y - RULER + this.scroller.scrollTop) / this.row);
    const zone = y < RULER ? "ruler" : x < LABELS ? "labels" : part;
    return { zone, part, pitch: Math.min(TOP, Math.max(BOTTOM, pitch)), step };
  }

  /**
   * @param {Spot} spot
   * @returns {Note | null}
   */
  noteAt({ part, pitch, step }) {
    const row = drumRow(pitch);
    const hitLength = cell(this.drawing); // drums are drawn as wide as a cell, however long they are
    /** @param {Note} note */
    const isUnder = (note) =>
      part === "drums"
        ? drumRow(note.pitch) === row && note.start <= step && step < note.start + hitLength
        : note.pitch === pitch && note.start <= step && step < note.end;
    return this.drawing.notes.findLast((note) => note.part === part && isUnder(note)) ?? null;
  }

  /**
   * Scrolls until the cursor is in view.
   * @param {View["cursor"]} cursor
   */
  scrollTo(cursor) {
    const [x, y] = [this.x(cursor.step), this.y(cursor.pitch)];
    if (x < LABELS) this.scroller.scrollLeft -= LABELS - x + 40;
    if (x > this.width - 40) this.scroller.scrollLeft += x - this.width + 80;
    if (cursor.part === "drums") return;
    if (y < RULER) this.scroller.scrollTop -= RULER - y + 20;
    if (y > this.laneTop - this.row) this.scroller.scrollTop += y - this.laneTop + this.row + 20;
  }
}
