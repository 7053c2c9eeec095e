// The window onto the sheet: which step and pitch lie where. A canvas as large as the window stays in place while the browser scrolls the
// space behind it. Piano rows scroll; the ruler, the names of the keys and the drum lane stay.

import { DRUMS, drumRow } from "../pitch.js";
import { cell, length } from "./drawing.js";

export const TOP = 96; // highest pitch shown
export const BOTTOM = 33;
export const RULER = 28;
export const LABELS = 66;
export const LANE_ROW = 17; // px

export class Grid {
  constructor(scroller, history, look) {
    Object.assign(this, { scroller, history, look });
    this.canvas = scroller.querySelector("canvas");
    this.space = scroller.querySelector(".space");
    this.ink = this.canvas.getContext("2d");
    this.perStep = 4;
    this.row = 17;
    this.fitted = false;
    new ResizeObserver(() => this.fit()).observe(scroller);
    scroller.addEventListener("scroll", () => this.ask(), { passive: true });
    history.addEventListener("change", () => this.settle());
  }

  get drawing() {
    return this.history.value;
  }

  get lane() {
    return DRUMS.length * LANE_ROW + 4;
  }

  fit() {
    const scale = devicePixelRatio || 1;
    this.width = this.scroller.clientWidth;
    this.height = this.scroller.clientHeight;
    if (!this.width) return;
    for (const [side, size] of [
      ["width", this.width],
      ["height", this.height],
    ]) {
      this.canvas[side] = Math.round(size * scale);
      this.canvas.style[side] = `${size}px`;
    }
    this.ink.setTransform(scale, 0, 0, scale, 0, 0);
    this.settle();
    if (this.fitted) return;
    this.fitted = true;
    this.zoomTo(Math.max(2.2, (this.width - LABELS - 12) / length(this.drawing)));
    this.scroller.scrollTop = (TOP - 74) * this.row - this.height * 0.1;
  }

  settle() {
    this.space.style.width = `${LABELS + length(this.drawing) * this.perStep + 12}px`;
    this.space.style.height = `${RULER + (TOP - BOTTOM + 1) * this.row + this.lane}px`;
    this.ask();
  }

  zoomTo(perStep) {
    const middle = (this.scroller.scrollLeft + (this.width - LABELS) / 2) / this.perStep;
    this.perStep = Math.min(14, Math.max(1, perStep));
    this.settle();
    this.scroller.scrollLeft = middle * this.perStep - (this.width - LABELS) / 2;
  }

  // -- places ------------------------------------------------------------------------------------------------------------------------

  x(step) {
    return LABELS + step * this.perStep - this.scroller.scrollLeft;
  }

  y(pitch) {
    return RULER + (TOP - pitch) * this.row - this.scroller.scrollTop;
  }

  get laneTop() {
    return this.height - this.lane;
  }

  laneY(row) {
    return this.laneTop + 4 + row * LANE_ROW;
  }

  // What lies under a point of the canvas: {zone: "ruler" | "labels" | "piano" | "drums", part, pitch, step}.
  under(x, y) {
    const step = (x - LABELS + this.scroller.scrollLeft) / this.perStep;
    const inLane = y >= this.laneTop;
    const rowInLane = Math.min(DRUMS.length - 1, Math.max(0, Math.floor((y - this.laneTop - 4) / LANE_ROW)));
    const part = inLane ? "drums" : "piano";
    const pitch = inLane ? DRUMS[rowInLane].pitch : TOP - Math.floor((y - RULER + this.scroller.scrollTop) / this.row);
    const zone = y < RULER ? "ruler" : x < LABELS ? "labels" : part;
    return { zone, part, pitch: Math.min(TOP, Math.max(BOTTOM, pitch)), step };
  }

  noteUnder({ part, pitch, step }) {
    const row = drumRow(pitch);
    return (
      this.drawing.notes.findLast((note) => {
        if (note.part !== part) return false;
        if (part === "drums") return drumRow(note.pitch) === row && note.start <= step && step < note.start + cell(this.drawing);
        return note.pitch === pitch && note.start <= step && step < note.end;
      }) ?? null
    );
  }

  show(cursor) {
    const [x, y] = [this.x(cursor.step), this.y(cursor.pitch)];
    if (x < LABELS) this.scroller.scrollLeft -= LABELS - x + 40;
    if (x > this.width - 40) this.scroller.scrollLeft += x - this.width + 80;
    if (cursor.part === "drums") return;
    if (y < RULER) this.scroller.scrollTop -= RULER - y + 20;
    if (y > this.laneTop - this.row) this.scroller.scrollTop += y - this.laneTop + this.row + 20;
  }
}
