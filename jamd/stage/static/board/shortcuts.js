// The board's shortcuts: one table, from which the help is made too.

import { DRUMS, drumRow } from "../drums.js";
import { cell, length, quantise, transpose } from "./drawing.js";
import { BOTTOM, TOP, ZOOM } from "./grid.js";

/** @import { DrawnPart } from "../api.js" */
/** @import { Board } from "./board.js" */

/** @typedef {(board: Board, event: KeyboardEvent) => void} Action */
/**
 * `keys` are the characters that trigger it.
 * @typedef {{ keys: string, shown: string, does: string, act: Action }} Shortcut
 */

const VELOCITY_STEP = 8;

/** @type {Shortcut[]} */
export const SHORTCUTS = [
  { keys: " ", shown: "Space", does: "play, stop", act: (board) => board.togglePlay() },
  { keys: "l", shown: "L", does: "loop", act: (board) => board.toggleLoop() },
  { keys: "d", shown: "D", does: "draw", act: (board) => board.setView({ tool: "draw" }) },
  { keys: "e", shown: "E", does: "erase", act: (board) => board.setView({ tool: "erase" }) },
  {
    keys: "1234",
    shown: "1 2 3 4",
    does: "length of the brush",
    act: (board, event) => board.setView({ brush: Number(event.key) }),
  },
  { keys: "c", shown: "C", does: "continue the piano", act: (board) => board.ask("piano") },
  { keys: "C", shown: "Shift C", does: "continue the drums", act: (board) => board.ask("drums") },
  { keys: "g", shown: "G", does: "another answer", act: (board) => board.again() },
  { keys: "v", shown: "V", does: "hear the other answer", act: (board) => board.showOtherAnswer() },
  { keys: "a", shown: "A", does: "accept the answer", act: ({ answers }) => answers.accept() },
  { keys: "q", shown: "Q", does: "quantise", act: (board) => board.change(quantise) },
  { keys: "<;", shown: "Shift ,", does: "semitone down", act: (board) => board.change((d) => transpose(d, -1)) },
  { keys: ">:", shown: "Shift .", does: "semitone up", act: (board) => board.change((d) => transpose(d, 1)) },
  { keys: "r", shown: "R", does: "show or fold the drum lane", act: (board) => board.foldLane() },
  { keys: "t", shown: "T", does: "text", act: (board) => board.dialogs.openText() },
  { keys: "j", shown: "J", does: "send to the jam", act: (board) => board.sender.toggle() },
  { keys: "+=", shown: "+", does: "zoom in", act: ({ sheet }) => sheet.zoomTo(sheet.perStep * ZOOM) },
  { keys: "-", shown: "−", does: "zoom out", act: ({ sheet }) => sheet.zoomTo(sheet.perStep / ZOOM) },
  { keys: "h?", shown: "H", does: "help", act: (board) => board.dialogs.openHelp() },
];

/** @type {Record<string, Action>} */
const WITH_CTRL = {
  z: ({ history }, event) => (event.shiftKey ? history.redo() : history.undo()),
  y: ({ history }) => history.redo(),
  s: ({ files }) => files.save(),
  o: ({ files }) => files.choose(),
};

/** @type {Record<string, [right: number, up: number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * True where the key meant something on the board.
 * @param {Board} board
 * @param {KeyboardEvent} event
 */
export function onKeyDown(board, event) {
  if (event.ctrlKey || event.metaKey) {
    const act = WITH_CTRL[event.key.toLowerCase()];
    act?.(board, event);
    return Boolean(act);
  }
  if (event.target === board.canvas && onCanvasKey(board, event)) return true;
  if (event.key === "Delete" || event.key === "Backspace") {
    if (board.view.selected || !board.answers.open) board.erase();
    else board.answers.discard();
    return true;
  }
  if (event.altKey || event.key.length > 1) return false;
  const shortcut = SHORTCUTS.find(({ keys }) => keys.includes(event.key));
  if (shortcut && !event.repeat) shortcut.act(board, event);
  return Boolean(shortcut);
}

/**
 * A key while the sheet has the focus.
 * @param {Board} board
 * @param {KeyboardEvent} event
 */
function onCanvasKey(board, event) {
  const direction = ARROWS[event.key];
  if (direction) onArrow(board, event, direction);
  else if (event.key === "Enter") board.cursor.draw();
  else return false;
  return true;
}

/**
 * An arrow alone moves the cursor; with Shift it changes length and velocity, with Alt it moves the note.
 * @param {Board} board
 * @param {KeyboardEvent} event
 * @param {[right: number, up: number]} direction
 */
function onArrow(board, event, [right, up]) {
  const steps = right * cell(board.history.value);
  if (event.shiftKey) {
    board.reshape((note) => ({ end: note.end + steps, velocity: note.velocity + up * VELOCITY_STEP }));
  } else if (event.altKey) {
    board.reshape((note) => ({ start: note.start + steps, end: note.end + steps, pitch: nextPitch(note, up) }));
  } else moveCursor(board, steps, up);
}

/**
 * @param {Board} board
 * @param {number} steps
 * @param {number} up
 */
function moveCursor(board, steps, up) {
  const { step, part, pitch } = board.view.cursor;
  const unit = cell(board.history.value);
  const last = length(board.history.value) - unit;
  const next = Math.min(last, Math.max(0, Math.round(step / unit) * unit + steps));
  const intoDrums = !board.sheet.laneFolded && part === "piano" && pitch === BOTTOM && up < 0;
  const intoPiano = part === "drums" && drumRow(pitch) === 0 && up > 0;
  if (intoDrums) board.cursor.move({ part: "drums", pitch: DRUMS[0].pitch, step: next, shown: true });
  else if (intoPiano) board.cursor.move({ part: "piano", pitch: BOTTOM, step: next, shown: true });
  else board.cursor.move({ pitch: nextPitch({ part, pitch }, up), step: next, shown: true });
}

/**
 * The pitch or the drum in the next row up or down.
 * @param {{ part: DrawnPart, pitch: number }} place
 * @param {number} up
 */
function nextPitch({ part, pitch }, up) {
  if (part === "piano") return Math.min(TOP, Math.max(BOTTOM, pitch + up));
  return DRUMS[Math.min(DRUMS.length - 1, Math.max(0, drumRow(pitch) - up))].pitch;
}
