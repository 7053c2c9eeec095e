// What this page sounds like: a fader and an instrument for you and for each of the band. Nothing here reaches the
// daemon.

import { el, percent, setText, slider } from "../dom.js";
import { KITS } from "../instruments.js";
import { EVERYBODY, PARTS } from "../parts.js";
import { loadMix, saveMix } from "../saved-mix.js";
import { GAIN } from "../synth.js";

/** @import { Part, Style } from "../api.js" */
/** @import { Sound } from "../instruments.js" */
/** @import { Strip } from "../saved-mix.js" */
/** @import { Synth } from "../synth.js" */
/** @import { Panel, PanelApp } from "./index.js" */

const LOUDEST = 1.5;
const STEPS = 50; // of the level meter
const BY_STYLE = "Kit by style";

/** @type {(style: Style) => Sound} */
const kitFor = (style) => KITS[style === "ballad" ? 1 : 0]; // brushes, or the jazz kit

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function sounds({ synth, bandPlayer }) {
  const saved = loadMix();
  const strips = EVERYBODY.map((part) => strip(synth, saved, part));
  const midiInput = el("input", {
    type: "checkbox",
    checked: bandPlayer.playsMidiInput,
    onchange: () => (bandPlayer.playsMidiInput = midiInput.checked),
  });
  const midiInputLabel = el("label", { class: "tick" }, midiInput, "MIDI keys sound here");
  const level = el("meter", { min: "0", max: "1", "aria-label": "Level" });
  const state = el("p", { class: "quiet" });
  const element = el("div", {}, strips, level, midiInputLabel, state);
  /** @type {Panel["show"]} */
  const show = ({ ports, place }) => {
    midiInputLabel.hidden = ports.backend === "none";
    if ((saved.drums?.sound ?? BY_STYLE) === BY_STYLE) synth.setSound("drums", kitFor(place.style));
  };
  const onFrame = () => {
    const peak = Math.min(1, Math.round(synth.peak * GAIN * STEPS) / STEPS);
    if (peak !== level.value) level.value = peak; // each change is drawn
    const late = synth.counts.late + synth.counts.dropped;
    setText(state, synth.ready ? `Late notes on this page: ${late}` : "Audio is off.");
  };
  return { element, show, onFrame };
}

/**
 * @param {Synth} synth
 * @param {Record<string, Strip>} saved by voice; changed with the controls
 * @param {Part} part
 */
function strip(synth, saved, part) {
  const set = (saved[part] ??= {});
  const { title, sounds: choices } = PARTS[part];
  const labels = [...(choices === KITS ? [BY_STYLE] : []), ...choices.map(({ label }) => label)];
  const choose = () => {
    const sound = choices.find(({ label }) => label === select.value);
    if (sound) synth.setSound(part, sound);
  };
  const onchange = () => {
    set.sound = select.value;
    saveMix(saved);
    choose();
  };
  const select = el(
    "select",
    { "aria-label": `Sound of ${title}`, onchange },
    labels.map((label) => el("option", { value: label, selected: label === set.sound }, label)),
  );
  const fader = slider(title, {
    min: 0,
    max: LOUDEST,
    step: 0.05,
    format: percent,
    onmove: (value) => {
      set.fader = value;
      saveMix(saved);
      synth.setFader(part, value);
    },
  });
  const level = Number(set.fader ?? 1);
  synth.setFader(part, level >= 0 && level <= LOUDEST ? level : 1);
  fader.show(synth.faders[part]);
  choose();
  return el("div", { class: "voice", "data-part": part }, fader.element, labels.length > 1 ? select : null);
}
