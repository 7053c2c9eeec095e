// Beside the sheet: play the drawing, let the band continue it, save and share it.

import { button, el, percent, setText, slider } from "../dom.js";
import { continuePanel } from "./continue-panel.js";
import { MAX_BPM, MIN_BPM, withSettings } from "./drawing.js";

/** @import { Board } from "./board.js" */
/** @import { Drawing } from "./drawing.js" */

/** @param {Board} board */
export function sidePanel(board) {
  const playback = playbackPanel(board);
  const continuation = continuePanel(board);
  const element = el(
    "aside",
    { class: "side", "aria-label": "Play, continue, save" },
    playback.element,
    continuation.element,
    sharePanel(board),
  );
  const show = () => {
    playback.show();
    continuation.show();
  };
  return { element, show, showCharts: continuation.showCharts, wanted: continuation.wanted };
}

/** @param {Board} board */
function playbackPanel(board) {
  const { history, player } = board;
  /** @param {Partial<Drawing>} settings */
  const set = (settings) => board.change((drawing) => withSettings(drawing, settings));
  const play = button("Play", "Play or stop (Space)", () => board.togglePlay(), "strong wide");
  const loop = button("Loop", "Repeat (L)", () => board.toggleLoop());
  const tempo = slider("Tempo", {
    min: MIN_BPM,
    max: MAX_BPM,
    step: 1,
    format: (value) => `${value} bpm`,
    onmove: (bpm) => set({ bpm }),
  });
  const swing = slider("Swing", {
    min: 0,
    max: 1,
    step: 0.05,
    format: (value) => (value ? percent(value) : "straight"),
    onmove: (value) => set({ swing: value }),
  });
  const element = el(
    "section",
    { class: "panel" },
    el("div", { class: "row" }, play, loop),
    tempo.element,
    swing.element,
  );
  const show = () => {
    setText(play, player.playing ? "Stop" : "Play");
    loop.setAttribute("aria-pressed", String(player.loop));
    tempo.show(history.value.bpm);
    swing.show(history.value.swing);
  };
  return { element, show };
}

/** @param {Board} board */
function sharePanel(board) {
  return el(
    "section",
    { class: "panel ways" },
    button("Save MIDI", "Save as a MIDI file (Ctrl S)", () => board.files.save()),
    button("Load MIDI", "Load a MIDI file (Ctrl O)", () => board.files.choose()),
    button("Text", "The drawing and the answer as text (T)", () => board.dialogs.openText()),
    button("Copy link", "A link that carries the drawing", () => board.copyLink()),
    button("Send to the jam", "Play the drawing into the jam, from its next bar (J)", () => board.sender.toggle()),
    button("Reset", "Clear the sheet", () => board.reset()),
    button("Help", "Help (H)", () => board.dialogs.openHelp()),
  );
}
