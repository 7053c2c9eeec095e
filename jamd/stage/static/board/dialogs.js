// The board's dialogs: the drawing as text, and help.

import { el, messageOf, setText } from "../dom.js";
import { closeButton, helpDialog } from "../help.js";
import { withNotesThatFit } from "./drawing.js";
import { SHORTCUTS } from "./shortcuts.js";
import { formatNotes, parseNotes } from "./text-format.js";

/** @import { Board } from "./board.js" */

/** @type {[string, string][]} */
const HANDS = [
  ["Press empty space", "draws a note as long as the brush; drag to make it longer"],
  ["Press a note", "moves it; its right end stretches it"],
  ["Right button, long press", "deletes a note"],
  ["Two fingers", "scroll; so does one on the ruler or the keys"],
  ["Arrows, Enter", "move the cursor on the sheet, draw or erase there"],
  ["Shift and arrows", "length and velocity of the selected note"],
  ["Alt and arrows", "move the selected note"],
  ["Delete", "delete it"],
  ["Ctrl Z, Ctrl Shift Z", "undo, redo"],
  ["Ctrl S, Ctrl O", "save and load MIDI"],
];
const TEXT_HINT =
  "One note per line: pitch, bar:beat, length in beats, velocity. “drum 51 2:3 0.5 90” is a ride cymbal; " +
  "a * marks what the band wrote.";
const HELP =
  "Draw a few notes, let the piano or the drums continue, listen, and keep what you like. " +
  "Amber is yours, blue is the band's; dashed is an answer that you have not accepted yet.";

/** @param {Board} board */
export function dialogs(board) {
  const text = textDialog(board);
  const keys = SHORTCUTS.map(({ shown, does }) => /** @type {[string, string]} */ ([shown, does]));
  const help = helpDialog(HELP, [...HANDS, ...keys]);
  return { elements: [text.element, help], openText: text.open, openHelp: () => help.showModal() };
}

/** @param {Board} board */
function textDialog({ history, answers }) {
  const drawn = el("textarea", { rows: 10, spellcheck: "false", "aria-label": "The drawing as text" });
  const generated = el("textarea", { rows: 6, readonly: "", "aria-label": "What the band wrote, as text" });
  const error = el("p", { class: "error", role: "alert" });
  const element = el(
    "dialog",
    { class: "sheet", "aria-label": "The drawing as text" },
    el("h2", {}, "The drawing as text"),
    el("p", { class: "quiet" }, TEXT_HINT),
    drawn,
    el("p", { class: "quiet" }, "Written by the band:"),
    generated,
    error,
    el(
      "div",
      { class: "row" },
      el("button", { type: "button", class: "strong", onclick: use }, "Use this text"),
      closeButton(),
    ),
  );

  function use() {
    try {
      const notes = parseNotes(drawn.value, history.value.beats);
      answers.discard();
      history.commit(withNotesThatFit(history.value, notes));
      element.close();
    } catch (wrong) {
      setText(error, messageOf(wrong));
    }
  }

  const open = () => {
    drawn.value = formatNotes(history.value, (note) => !note.pending);
    generated.value = formatNotes(history.value, (note) => note.generated);
    setText(error, "");
    element.showModal();
  };
  return { element, open };
}
