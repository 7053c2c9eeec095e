// How the band plays: intensity and swing, the keyboard's split point, and which chords it follows.

import { rangeOf } from "../commands.js";
import { buttonGroup, el, percent, slider } from "../dom.js";
import { pitchName } from "../pitch.js";

/** @import { JamState } from "../api.js" */
/** @import { Panel, PanelApp } from "./index.js" */

/** @type {[JamState["harmony"], string, string][]} */
const HARMONIES = [
  ["chart", "Chart", "The chart's chords"],
  ["follow", "Left hand", "The chords you play below the split"],
];

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function feel({ connection }) {
  const follow = el("input", {
    type: "checkbox",
    onchange: () => connection.command("intensity", follow.checked ? null : Number(intensity.input.value)),
  });
  const intensity = slider("Intensity", {
    ...rangeOf("intensity"),
    step: 0.05,
    format: percent,
    onmove: (value) => connection.command("intensity", value),
  });
  const swing = slider("Swing", {
    ...rangeOf("swing"),
    step: 0.05,
    format: (value) => (value === 0 ? "straight" : percent(value)),
    onmove: (value) => connection.command("swing", value),
  });
  const split = slider("Split", {
    min: 21,
    max: 108,
    step: 1,
    format: pitchName,
    onmove: (value) => connection.command("split", value),
  });
  const harmony = buttonGroup("Chords", HARMONIES, (value) => connection.command("harmony", value));
  const element = el(
    "div",
    {},
    intensity.element,
    el("label", { class: "tick" }, follow, "As I play"),
    swing.element,
    split.element,
    harmony.element,
  );
  /** @type {Panel["show"]} */
  const show = ({ jam, place }) => {
    follow.checked = jam.intensity === null;
    intensity.show(jam.intensity ?? place.intensity);
    swing.show(jam.swing);
    split.show(jam.split);
    harmony.show(jam.harmony);
  };
  return { element, show };
}
