// Hands on the sheet. A press on nothing draws a note of the brush's length and a drag makes it longer; a press on a note moves it, at its
// end stretches it; the right button, the eraser or a long press takes away. Two fingers, or one on the ruler or the keys, scroll.

import { add, cell, length, remove, replace } from "./drawing.js";

const LONG_PRESS = 500; // ms
const STILL = 6; // px that a resting finger may wander
const EDGE = 7; // px at a note's end that stretch it

export class Pencil {
  constructor(grid, history, look, sound) {
    Object.assign(this, { grid, history, look, sound });
    this.pointers = new Map();
    this.gesture = null;
    const { canvas } = grid;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const kind of ["pointerup", "pointercancel"]) canvas.addEventListener(kind, (event) => this.up(event));
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  place(event) {
    const box = this.grid.canvas.getBoundingClientRect();
    return this.grid.under(event.clientX - box.left, event.clientY - box.top);
  }

  down(event) {
    event.preventDefault();
    this.grid.canvas.focus({ preventScroll: true });
    this.grid.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.pointers.size === 2) return this.pinch();
    const spot = this.place(event);
    if (spot.zone === "labels") this.sound(spot.part, spot.pitch);
    if (spot.zone === "ruler" || spot.zone === "labels") this.gesture = { kind: "scroll" };
    else this.gesture = this.begin(event, spot);
    return undefined;
  }

  // A second finger came: what the first one began was not meant.
  pinch() {
    clearTimeout(this.timer);
    if (this.gesture?.before) this.history.preview(this.gesture.before);
    this.gesture = { kind: "scroll" };
  }

  begin(event, spot) {
    const { history, grid, look } = this;
    const before = history.value;
    const note = grid.noteUnder(spot);
    look.cursor = { ...look.cursor, part: spot.part, pitch: spot.pitch, step: this.snap(spot.step), shown: false };
    if (event.button === 2 || look.tool === "erase") {
      this.wipe(spot);
      return { kind: "erase", before };
    }
    if (!note) return this.drawNew(spot, before);
    look.selected = note;
    this.sound(note.part, note.pitch, note.velocity);
    if (event.pointerType !== "mouse") this.timer = setTimeout(() => this.longPress(), LONG_PRESS);
    const atEnd =
      note.part === "piano" && (note.end - spot.step) * grid.perStep < EDGE && (note.end - note.start) * grid.perStep > 2 * EDGE;
    grid.ask();
    return { kind: atEnd ? "stretch" : "move", before, note, spot, from: [event.clientX, event.clientY] };
  }

  drawNew(spot, before) {
    const { history, look } = this;
    const start = this.snap(spot.step);
    if (start < 0 || start >= length(before)) return { kind: "none" };
    const end = Math.min(length(before), start + look.brush * cell(before));
    const note = { pitch: spot.pitch, start, end, velocity: look.velocity, part: spot.part, made: false };
    look.selected = note;
    history.preview(add(before, note));
    this.sound(note.part, note.pitch, note.velocity);
    return { kind: "length", before, note, spot };
  }

  snap(step) {
    const unit = cell(this.history.value);
    return Math.floor(step / unit) * unit;
  }

  longPress() {
    if (this.gesture?.kind !== "move") return;
    this.look.selected = null;
    this.history.commit(remove(this.gesture.before, this.gesture.note));
    this.gesture = { kind: "none" };
    navigator.vibrate?.(12);
  }

  wipe(spot) {
    const note = this.grid.noteUnder(spot);
    if (!note) return;
    if (note === this.look.selected) this.look.selected = null;
    this.history.preview(remove(this.history.value, note));
  }

  move(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) return this.point(event);
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    const { kind } = this.gesture ?? {};
    if (kind === "scroll") {
      const share = this.pointers.size; // each of two fingers does half of the way
      this.grid.scroller.scrollBy((last[0] - event.clientX) / share, (last[1] - event.clientY) / share);
    } else if (kind === "erase") this.wipe(this.place(event));
    else if (kind === "length" || kind === "stretch") this.stretch(this.place(event));
    else if (kind === "move") this.drag(event);
    return undefined;
  }

  point(event) {
    const spot = this.place(event);
    const note = this.look.tool === "erase" || spot.zone !== "piano" ? null : this.grid.noteUnder(spot);
    const atEnd = note && (note.end - spot.step) * this.grid.perStep < EDGE;
    this.grid.canvas.style.cursor = atEnd ? "ew-resize" : note ? "grab" : "crosshair";
  }

  stretch(spot) {
    const { before, note, kind } = this.gesture;
    if (note.part === "drums") return;
    const unit = cell(before);
    const least = kind === "length" ? this.look.brush * unit : unit;
    const end = Math.min(length(before), Math.max(note.start + least, Math.ceil(spot.step / unit) * unit));
    if (end === this.gesture.end) return;
    this.gesture.end = end;
    this.look.selected = { ...note, end };
    this.history.preview(kind === "length" ? add(before, this.look.selected) : replace(before, note, this.look.selected));
  }

  drag(event) {
    const { before, note, spot, from } = this.gesture;
    if (Math.hypot(event.clientX - from[0], event.clientY - from[1]) < STILL && !this.gesture.moved) return;
    clearTimeout(this.timer);
    this.gesture.moved = true;
    const here = this.place(event);
    const unit = cell(before);
    const size = note.end - note.start;
    const shift = Math.round((here.step - spot.step) / unit) * unit;
    const start = Math.min(length(before) - size, Math.max(0, note.start + shift));
    const pitch =
      here.part === note.part ? (note.part === "drums" ? here.pitch : note.pitch + here.pitch - spot.pitch) : note.pitch;
    const moved = { ...note, start, end: start + size, pitch };
    const { selected } = this.look;
    if (selected.start === start && selected.pitch === pitch) return;
    if (selected.pitch !== pitch) this.sound(note.part, pitch, note.velocity);
    this.look.selected = moved;
    this.history.preview(replace(before, note, moved));
  }

  up(event) {
    clearTimeout(this.timer);
    this.pointers.delete(event.pointerId);
    if (this.pointers.size) return;
    this.gesture = null;
    this.history.commit();
  }
}
