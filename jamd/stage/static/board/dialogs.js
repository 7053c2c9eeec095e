// Text in and out, and help.

import { el, put } from "../dom.js";
import { MAX_BARS, STEPS, endOf, withNotes, withSetting } from "./drawing.js";
import { SHORTCUTS } from "./shortcuts.js";
import { hear, say } from "./words.js";

const HANDS = [
  ["Press on nothing", "draws a note as long as the brush; drag to make it longer"],
  ["Press on a note", "moves it; at its right end stretches it"],
  ["Right button, long press", "takes it away"],
  ["Two fingers", "scroll; so does one on the ruler or the keys"],
  ["Arrows, Enter", "move the cursor on the sheet, draw or erase there"],
  ["Shift and arrows", "length and velocity of the selected note"],
  ["Alt and arrows", "move the selected note"],
  ["Delete", "take it away"],
  ["Ctrl Z, Ctrl Shift Z", "undo, redo"],
  ["Ctrl S, Ctrl O", "save and load MIDI"],
];

export class Dialogs {
  constructor(board) {
    this.board = board;
    this.drawn = el("textarea", { rows: 10, spellcheck: "false", "aria-label": "The drawing as text" });
    this.made = el("textarea", { rows: 6, readonly: "", "aria-label": "What the band wrote, as text" });
    this.fault = el("p", { class: "fault", role: "alert" });
    this.words = el(
      "dialog",
      { class: "sheet", "aria-label": "The drawing as text" },
      el("h2", {}, "The drawing as text"),
      el(
        "p",
        { class: "quiet" },
        "One note a line: pitch, bar:beat, length in beats, velocity. “drum 51 2:3 0.5 90” is a ride cymbal; a * marks what the band wrote.",
      ),
      this.drawn,
      el("p", { class: "quiet" }, "Written by the band:"),
      this.made,
      this.fault,
      el(
        "div",
        { class: "row" },
        el("button", { type: "button", class: "strong", onclick: () => this.use() }, "Use this text"),
        this.close(),
      ),
    );
    const keys = SHORTCUTS.map(({ shown, does }) => [shown, does]);
    this.helped = el(
      "dialog",
      { class: "sheet wide-sheet", "aria-label": "Help" },
      el("h2", { tabindex: "-1", autofocus: "" }, "Help"),
      el(
        "p",
        {},
        "Draw a few notes, let the piano or the drums go on, listen, and keep what you like. Amber is yours, blue is the band's; dashed is an answer that you have not accepted yet.",
      ),
      el(
        "dl",
        { class: "help" },
        [...HANDS, ...keys].map(([what, does]) => el("div", {}, el("dt", {}, what), el("dd", {}, does))),
      ),
      this.close(),
    );
    this.elements = [this.words, this.helped];
  }

  close() {
    return el("button", { type: "button", onclick: (event) => event.target.closest("dialog").close() }, "Close");
  }

  text() {
    const { value } = this.board.history;
    this.drawn.value = say(value, (note) => !note.pending);
    this.made.value = say(value, (note) => note.made);
    put(this.fault, "");
    this.words.showModal();
  }

  use() {
    const { history, answers } = this.board;
    try {
      const notes = hear(this.drawn.value, history.value.beats);
      const bars = Math.min(MAX_BARS, Math.max(history.value.bars, Math.ceil(endOf(notes) / (history.value.beats * STEPS))));
      answers.discard();
      history.commit(withSetting(withNotes({ ...history.value, bars }, notes), {}));
      this.words.close();
    } catch (fault) {
      put(this.fault, fault.message);
    }
  }

  help() {
    this.helped.showModal();
  }
}
