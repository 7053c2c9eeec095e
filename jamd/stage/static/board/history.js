// Undo and redo over drawings. A gesture of many small changes is one entry: `preview` shows a change, `commit` records
// it.

import { Emitter } from "../emitter.js";

/** @import { Drawing } from "./drawing.js" */

const DEPTH = 200;

/** @extends {Emitter<{ change: undefined }>} */
export class History extends Emitter {
  /** @type {Drawing[]} */
  past = [];
  /** @type {Drawing[]} */
  future = [];

  /** @param {Drawing} first */
  constructor(first) {
    super();
    this.committed = first;
    this.value = first; // what is shown
  }

  /** @param {Drawing} value */
  preview(value) {
    if (value === this.value) return;
    this.value = value;
    this.emit("change", undefined);
  }

  commit(value = this.value) {
    if (value !== this.committed) {
      this.past = [...this.past.slice(-DEPTH), this.committed];
      this.future = [];
      this.committed = value;
    }
    this.value = value;
    this.emit("change", undefined);
  }

  undo() {
    this.step(this.past, this.future);
  }

  redo() {
    this.step(this.future, this.past);
  }

  /**
   * @param {Drawing[]} from
   * @param {Drawing[]} to
   */
  step(from, to) {
    const value = from.pop();
    if (!value) return;
    to.push(this.committed);
    this.committed = this.value = value;
    this.emit("change", undefined);
  }
}
