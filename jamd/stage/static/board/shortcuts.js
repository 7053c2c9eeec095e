// The board's shortcuts: one table, from which the help is made too.

import { cell, length, quantise, transpose } from "./drawing.js";
import { DRUMS, drumRow } from "../pitch.js";
import { BOTTOM, TOP } from "./grid.js";

const cursor = (board, change) => board.moveCursor({ ...change, shown: true });
const onSheet = (event) => event.target.tagName === "CANVAS";

export const SHORTCUTS = [
  { keys: " ", shown: "Space", does: "play, stop", act: (board) => board.toggle() },
  { keys: "l", shown: "L", does: "loop", act: (board) => board.loop() },
  { keys: "d", shown: "D", does: "draw", act: (board) => tool(board, "draw") },
  { keys: "e", shown: "E", does: "erase", act: (board) => tool(board, "erase") },
  { keys: "1234", shown: "1 2 3 4", does: "length of the brush", act: (board, event) => brush(board, Number(event.key)) },
  { keys: "c", shown: "C", does: "continue the piano", act: (board) => board.ask("piano") },
  { keys: "C", shown: "Shift C", does: "continue the drums", act: (board) => board.ask("drums") },
  { keys: "g", shown: "G", does: "another answer", act: (board) => board.again() },
  {
    keys: "v",
    shown: "V",
    does: "compare both answers",
    act: ({ answers }) => answers.all.length === 2 && answers.show(1 - answers.shown),
  },
  { keys: "a", shown: "A", does: "accept the answer", act: ({ answers }) => answers.accept() },
  { keys: "q", shown: "Q", does: "quantise", act: (board) => board.change(quantise) },
  { keys: "<;", shown: "Shift ,", does: "half a tone down", act: (board) => board.change((drawing) => transpose(drawing, -1)) },
  { keys: ">:", shown: "Shift .", does: "half a tone up", act: (board) => board.change((drawing) => transpose(drawing, 1)) },
  { keys: "t", shown: "T", does: "text", act: (board) => board.dialogs.text() },
  { keys: "j", shown: "J", does: "send to the jam", act: (board) => board.sender.toggle() },
  { keys: "+=", shown: "+", does: "zoom in", act: ({ grid }) => grid.zoomTo(grid.perStep * 1.3) },
  { keys: "-", shown: "−", does: "zoom out", act: ({ grid }) => grid.zoomTo(grid.perStep / 1.3) },
  { keys: "h?", shown: "H", does: "help", act: (board) => board.dialogs.help() },
];

const WITH_CTRL = {
  z: (board, event) => (event.shiftKey ? board.history.redo() : board.history.undo()),
  y: (board) => board.history.redo(),
  s: (board) => board.files.save(),
  o: (board) => board.files.choose(),
};

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

// true where the key meant something here.
export function keyPressed(board, event) {
  if (event.ctrlKey || event.metaKey) {
    const act = WITH_CTRL[event.key.toLowerCase()];
    act?.(board, event);
    return Boolean(act);
  }
  if (event.key in ARROWS && onSheet(event)) return arrow(board, event, ...ARROWS[event.key]);
  if (event.key === "Enter" && onSheet(event)) {
    board.drawAtCursor();
    return true;
  }
  if (event.key === "Delete" || event.key === "Backspace") {
    if (board.look.selected || !board.answers.open) board.erase();
    else board.answers.discard();
    return true;
  }
  const shortcut = !event.altKey && event.key.length === 1 && SHORTCUTS.find(({ keys }) => keys.includes(event.key));
  if (shortcut && !event.repeat) shortcut.act(board, event);
  return Boolean(shortcut);
}

// Plain: the cursor. Shift: length and velocity. Alt: the note itself.
function arrow(board, event, right, up) {
  const unit = cell(board.history.value);
  if (event.shiftKey) return board.shape((note) => ({ end: note.end + right * unit, velocity: note.velocity + up * 8 })) || true;
  if (event.altKey) {
    return (
      board.shape((note) => ({ start: note.start + right * unit, end: note.end + right * unit, pitch: stepped(note, up) })) ||
      true
    );
  }
  const { step, part, pitch } = board.look.cursor;
  const last = length(board.history.value) - unit;
  const next = Math.min(last, Math.max(0, Math.round(step / unit) * unit + right * unit));
  const below = part === "piano" && pitch === BOTTOM && up < 0;
  const above = part === "drums" && drumRow(pitch) === 0 && up > 0;
  if (below) cursor(board, { part: "drums", pitch: DRUMS[0].pitch, step: next });
  else if (above) cursor(board, { part: "piano", pitch: BOTTOM, step: next });
  else cursor(board, { pitch: stepped({ part, pitch }, up), step: next });
  return true;
}

function stepped({ part, pitch }, up) {
  if (part === "piano") return Math.min(TOP, Math.max(BOTTOM, pitch + up));
  return DRUMS[Math.min(DRUMS.length - 1, Math.max(0, drumRow(pitch) - up))].pitch;
}

function tool(board, name) {
  board.look.tool = name;
  board.show();
}

function brush(board, size) {
  board.look.brush = size;
  board.show();
}
