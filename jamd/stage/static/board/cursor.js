// The sheet's cursor, for drawing with the computer's keyboard alone.

import { el, setText } from "../dom.js";
import { drumName } from "../drums.js";
import { pitchName } from "../pitch.js";
import { STEPS, add, barLength, cell, remove } from "./drawing.js";

/** @import { Board, View } from "./board.js" */
/** @import { Note } from "./drawing.js" */

export class Cursor {
  /** @param {Board} board */
  constructor(board) {
    this.board = board;
    this.announcement = el("p", { class: "unseen", "aria-live": "polite" }); // for screen readers
  }

  // The note under the cursor.
  get note() {
    const { part, pitch, step } = this.board.view.cursor;
    /** @param {Note} note */
    const isUnder = (note) => note.part === part && note.pitch === pitch && note.start <= step && step < note.end;
    return this.board.history.value.notes.find(isUnder) ?? null;
  }

  /** @param {Partial<View["cursor"]>} change */
  move(change) {
    const { view, sheet } = this.board;
    view.cursor = { ...view.cursor, ...change };
    if (view.cursor.shown) {
      view.selected = this.note;
      sheet.scrollTo(view.cursor);
      this.announce();
    }
    sheet.redraw();
  }

  // Draws a note, or erases the one that is there.
  draw() {
    const { board, note } = this;
    const { brush, velocity, cursor } = board.view;
    const { part, pitch, step } = cursor;
    if (note) board.change((drawing) => remove(drawing, note));
    else {
      const end = step + brush * cell(board.history.value);
      board.change((drawing) => add(drawing, { part, pitch, start: step, end, velocity, generated: false }));
      board.playNote(part, pitch);
    }
    this.move({ shown: true });
  }

  announce() {
    const { view, history } = this.board;
    const { part, pitch, step } = view.cursor;
    const bar = barLength(history.value);
    const beat = Math.round((1 + (step % bar) / STEPS) * 100) / 100;
    const name = part === "drums" ? drumName(pitch) : pitchName(pitch);
    const what = this.note ? `, note, velocity ${this.note.velocity}` : "";
    setText(this.announcement, `${name}, bar ${Math.floor(step / bar) + 1}, beat ${beat}${what}`);
  }
}
