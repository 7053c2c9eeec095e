// The pointer on the sheet. A press on an empty spot draws a note as long as the brush, and a drag makes it longer; a
// press on a note moves it, at its end stretches it; the right button, the eraser or a long press deletes. Two fingers,
// or one on the ruler or the keys, scroll.

import { add, cell, length, remove, replace } from "./drawing.js";

/** @import { DrawnPart } from "../api.js" */
/** @import { View } from "./board.js" */
/** @import { Drawing, Note } from "./drawing.js" */
/** @import { Grid, Spot } from "./grid.js" */
/** @import { History } from "./history.js" */

/**
 * A note that is being drawn ("length") or stretched; `end` is its end so far.
 * @typedef {{ kind: "length" | "stretch", before: Drawing, note: Note, end: number }} Stretching
 */
/** @typedef {{ kind: "move", before: Drawing, note: Note, spot: Spot, from: Point, moved: boolean }} Moving */
/** @typedef {{ kind: "erase", before: Drawing }} Erasing */
/** @typedef {Stretching | Moving | Erasing | { kind: "scroll" } | { kind: "none" }} Gesture */
/** @typedef {[x: number, y: number]} Point */

const LONG_PRESS_MS = 500;
const STILL = 6; // px that a resting finger may move
const EDGE = 7; // px at a note's end that stretch it

export class Pencil {
  /** @type {Map<number, Point>} */
  pointers = new Map();
  /** @type {Gesture | null} */
  gesture = null;
  longPressTimer = 0;

  /**
   * @param {Grid} grid
   * @param {History} history
   * @param {View} view
   * @param {(part: DrawnPart, pitch: number, velocity?: number) => void} playNote
   */
  constructor(grid, history, view, playNote) {
    this.grid = grid;
    this.history = history;
    this.view = view;
    this.playNote = playNote;
    const { canvas } = grid;
    canvas.addEventListener("pointerdown", (event) => this.onDown(event));
    canvas.addEventListener("pointermove", (event) => this.onMove(event));
    canvas.addEventListener("pointerup", (event) => this.onUp(event));
    canvas.addEventListener("pointercancel", (event) => this.onUp(event));
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  /** @param {PointerEvent} event */
  spotOf(event) {
    const box = this.grid.canvas.getBoundingClientRect();
    return this.grid.spotAt(event.clientX - box.left, event.clientY - box.top);
  }

  /** @param {PointerEvent} event */
  onDown(event) {
    event.preventDefault();
    this.grid.canvas.focus({ preventScroll: true });
    this.grid.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.pointers.size > 1) {
      this.scrollInstead();
      return;
    }
    const spot = this.spotOf(event);
    if (spot.zone === "labels") this.playNote(spot.part, spot.pitch);
    if (spot.zone === "ruler" || spot.zone === "labels") this.gesture = { kind: "scroll" };
    else this.gesture = this.begin(event, spot);
  }

  // A second finger came down: what the first one began was not meant.
  scrollInstead() {
    clearTimeout(this.longPressTimer);
    if (this.gesture && "before" in this.gesture) this.history.preview(this.gesture.before);
    this.gesture = { kind: "scroll" };
  }

  /**
   * @param {PointerEvent} event
   * @param {Spot} spot
   * @returns {Gesture}
   */
  begin(event, spot) {
    const { history, grid, view } = this;
    const before = history.value;
    const note = grid.noteAt(spot);
    const { part, pitch } = spot;
    view.cursor = { ...view.cursor, part, pitch, step: this.snap(spot.step), shown: false };
    if (event.button === 2 || view.tool === "erase") {
      this.eraseAt(spot);
      return { kind: "erase", before };
    }
    if (!note) return this.beginNote(spot, before);
    view.selected = note;
    this.playNote(note.part, note.pitch, note.velocity);
    if (event.pointerType !== "mouse") this.longPressTimer = setTimeout(() => this.onLongPress(), LONG_PRESS_MS);
    grid.redraw();
    const isLong = (note.end - note.start) * grid.perStep > 2 * EDGE;
    if (note.part === "piano" && isLong && this.isNearEnd(note, spot)) {
      return { kind: "stretch", before, note, end: note.end };
    }
    return { kind: "move", before, note, spot, from: [event.clientX, event.clientY], moved: false };
  }

  /**
   * @param {Note} note
   * @param {Spot} spot
   */
  isNearEnd(note, spot) {
    return (note.end - spot.step) * this.grid.perStep < EDGE;
  }

  /**
   * @param {Spot} spot
   * @param {Drawing} before
   * @returns {Gesture}
   */
  beginNote(spot, before) {
    const { history, view } = this;
    const start = this.snap(spot.step);
    if (start < 0 || start >= length(before)) return { kind: "none" };
    const end = Math.min(length(before), start + view.brush * cell(before));
    const note = { pitch: spot.pitch, start, end, velocity: view.velocity, part: spot.part, generated: false };
    view.selected = note;
    history.preview(add(before, note));
    this.playNote(note.part, note.pitch, note.velocity);
    return { kind: "length", before, note, end };
  }

  /** @param {number} step */
  snap(step) {
    const unit = cell(this.history.value);
    return Math.floor(step / unit) * unit;
  }

  onLongPress() {
    if (this.gesture?.kind !== "move") return;
    this.view.selected = null;
    this.history.commit(remove(this.gesture.before, this.gesture.note));
    this.gesture = { kind: "none" };
    navigator.vibrate?.(12);
  }

  /** @param {Spot} spot */
  eraseAt(spot) {
    const note = this.grid.noteAt(spot);
    if (!note) return;
    if (note === this.view.selected) this.view.selected = null;
    this.history.preview(remove(this.history.value, note));
  }

  /** @param {PointerEvent} event */
  onMove(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) {
      this.showPointer(event);
      return;
    }
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    const { gesture } = this;
    if (gesture?.kind === "scroll") {
      const share = this.pointers.size; // each of two fingers does half of the way
      this.grid.scroller.scrollBy((last[0] - event.clientX) / share, (last[1] - event.clientY) / share);
    } else if (gesture?.kind === "erase") this.eraseAt(this.spotOf(event));
    else if (gesture?.kind === "length" || gesture?.kind === "stretch") this.stretch(gesture, this.spotOf(event));
    else if (gesture?.kind === "move") this.drag(gesture, event);
  }

  /**
   * The shape of the mouse pointer says what a press would do.
   * @param {PointerEvent} event
   */
  showPointer(event) {
    const spot = this.spotOf(event);
    const note = this.view.tool === "erase" || spot.zone !== "piano" ? null : this.grid.noteAt(spot);
    const onNote = note && (this.isNearEnd(note, spot) ? "ew-resize" : "grab");
    this.grid.canvas.style.cursor = onNote ?? "crosshair";
  }

  /**
   * @param {Stretching} gesture
   * @param {Spot} spot
   */
  stretch(gesture, spot) {
    const { before, note, kind } = gesture;
    if (note.part === "drums") return;
    const unit = cell(before);
    const least = kind === "length" ? this.view.brush * unit : unit;
    const end = Math.min(length(before), Math.max(note.start + least, Math.ceil(spot.step / unit) * unit));
    if (end === gesture.end) return;
    gesture.end = end;
    const stretched = { ...note, end };
    this.view.selected = stretched;
    this.history.preview(kind === "length" ? add(before, stretched) : replace(before, note, stretched));
  }

  /**
   * @param {Moving} gesture
   * @param {PointerEvent} event
   */
  drag(gesture, event) {
    const { before, note, spot, from } = gesture;
    if (!gesture.moved && Math.hypot(event.clientX - from[0], event.clientY - from[1]) < STILL) return;
    clearTimeout(this.longPressTimer);
    gesture.moved = true;
    const here = this.spotOf(event);
    const unit = cell(before);
    const size = note.end - note.start;
    const shift = Math.round((here.step - spot.step) / unit) * unit;
    const start = Math.min(length(before) - size, Math.max(0, note.start + shift));
    const pitch = here.part === note.part ? draggedPitch(note, spot, here) : note.pitch;
    const { selected } = this.view;
    if (selected?.start === start && selected.pitch === pitch) return;
    if (selected?.pitch !== pitch) this.playNote(note.part, pitch, note.velocity);
    const moved = { ...note, start, end: start + size, pitch };
    this.view.selected = moved;
    this.history.preview(replace(before, note, moved));
  }

  /** @param {PointerEvent} event */
  onUp(event) {
    clearTimeout(this.longPressTimer);
    this.pointers.delete(event.pointerId);
    if (this.pointers.size) return;
    this.gesture = null;
    this.history.commit();
  }
}

/**
 * A drum goes to the row under the pointer, a piano note as far as the pointer went.
 * @param {Note} note
 * @param {Spot} from
 * @param {Spot} here
 */
function draggedPitch(note, from, here) {
  return note.part === "drums" ? here.pitch : note.pitch + here.pitch - from.pitch;
}
