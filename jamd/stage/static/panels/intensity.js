// How hard the band plays, at the head of the panel Feel: an intensity that is set, or the player's, and how the band
// follows that; and whether it builds over the choruses.

import { el, percent } from "../dom.js";
import { commandSlider, commandTick } from "./controls.js";

/** @import { Snapshot } from "../api.js" */
/** @import { PanelApp } from "./index.js" */

const LONGEST = 32; // beats: longer ones can be set in config.yaml

/** @param {PanelApp} app */
export function intensity(app) {
  const { connection } = app;
  const set = commandSlider(app, "intensity", { step: 0.05, format: percent });
  const asPlayed = el("input", {
    type: "checkbox",
    onchange: () => connection.command("intensity", asPlayed.checked ? null : Number(set.input.value)),
  });
  const build = commandTick(app, "build", "More with every chorus");
  const ticks = el("div", { class: "row" }, el("label", { class: "tick" }, asPlayed, "As I play"), build.element);
  const follows = following(app);
  /** @param {Snapshot} snapshot */
  const show = ({ jam, place }) => {
    asPlayed.checked = jam.intensity === null;
    build.show(jam.build);
    set.show(jam.intensity ?? place.intensity);
    follows.show(jam);
  };
  return { elements: [set.element, ticks, follows.element], show };
}

/** @param {PanelApp} app */
function following(app) {
  const share = { step: 0.05, format: percent };
  const sliders = {
    arc: commandSlider(app, "arc", { step: 1, format: (value) => (value === 0 ? "up alone" : `${value} choruses`) }),
    intensity_attack: commandSlider(app, "intensity_attack", { step: 1, max: LONGEST, format: inBeats }),
    intensity_release: commandSlider(app, "intensity_release", { step: 1, max: LONGEST, format: inBeats }),
    intensity_amount: commandSlider(app, "intensity_amount", share),
    intensity_register: commandSlider(app, "intensity_register", share),
  };
  const names = /** @type {(keyof typeof sliders)[]} */ (Object.keys(sliders));
  const element = el(
    "details",
    { class: "fold" },
    el("summary", {}, "How it follows"),
    ...names.map((name) => sliders[name].element),
  );
  /** @param {Snapshot["jam"]} jam */
  const show = (jam) => {
    for (const name of names) sliders[name].show(jam[name]);
    sliders.arc.element.hidden = !jam.build;
  };
  return { element, show };
}

/** @param {number} value */
function inBeats(value) {
  if (value === 0) return "at once";
  return value === 1 ? "1 beat" : `${value} beats`;
}
