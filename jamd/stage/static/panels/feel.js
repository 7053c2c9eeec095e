// How the band plays: intensity and swing, the keyboard's split point, and which chords it follows.

import { buttonGroup, el, percent } from "../dom.js";
import { HIGHEST, LOWEST } from "../keyboard.js";
import { pitchName } from "../pitch.js";
import { commandSlider } from "./controls.js";

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
export function feel(app) {
  const { connection } = app;
  const follow = el("input", {
    type: "checkbox",
    onchange: () => connection.command("intensity", follow.checked ? null : Number(intensity.input.value)),
  });
  const intensity = commandSlider(app, "intensity", { step: 0.05, format: percent });
  const swing = commandSlider(app, "swing", {
    step: 0.05,
    format: (value) => (value === 0 ? "straight" : percent(value)),
  });
  const split = commandSlider(app, "split", { min: LOWEST, max: HIGHEST, step: 1, format: pitchName });
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
