// What this page sounds like. Nothing here reaches the daemon.

import { el, percent, setText, slider } from "../dom.js";
import { KITS, PROGRAMS } from "../synth.js";

/** @import { Voice } from "../synth.js" */
/** @import { Panel, PanelApp } from "./index.js" */

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function sounds({ synth, bandPlayer }) {
  const volume = slider("Volume", {
    min: 0,
    max: 1.5,
    step: 0.05,
    format: percent,
    onmove: (value) => synth.setVolume(value),
  });
  volume.show(synth.volume);
  /** @type {(label: string, voice: Voice, programs: Record<string, number>) => HTMLElement} */
  const pick = (label, voice, programs) => {
    const select = el(
      "select",
      { onchange: () => synth.setProgram(voice, Number(select.value)) },
      Object.entries(programs).map(([name, program]) =>
        el("option", { value: String(program), selected: program === synth.programs[voice] }, name),
      ),
    );
    return el("label", { class: "pick" }, el("span", {}, label), select);
  };
  const midiInput = el("input", {
    type: "checkbox",
    checked: bandPlayer.playsMidiInput,
    onchange: () => (bandPlayer.playsMidiInput = midiInput.checked),
  });
  const midiInputLabel = el("label", { class: "tick" }, midiInput, "MIDI keys sound here");
  const level = el("meter", { min: "0", max: "1", "aria-label": "Level" });
  const state = el("p", { class: "quiet" });
  const element = el(
    "div",
    {},
    volume.element,
    level,
    pick("You", "you", PROGRAMS),
    pick("Piano", "piano", PROGRAMS),
    pick("Drums", "drums", KITS),
    midiInputLabel,
    state,
  );
  /** @type {Panel["show"]} */
  const show = ({ ports }) => {
    midiInputLabel.hidden = ports.backend === "none";
  };
  const onFrame = () => {
    level.value = synth.peak;
    const late = synth.counts.late + synth.counts.dropped;
    setText(state, synth.ready ? `Late notes on this page: ${late}` : "Audio is off.");
  };
  return { element, show, onFrame };
}
