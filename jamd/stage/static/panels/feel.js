// How the band plays: style, intensity and swing, how busily the drums play and how they answer, the keyboard's split
// point, which chords the band follows, and how their symbols are written.

import { buttonGroup, el, percent, setOptions } from "../dom.js";
import { HIGHEST, LOWEST } from "../keyboard.js";
import { pitchName } from "../pitch.js";
import { choicesInWords, commandSelect, commandSlider } from "./controls.js";
import { intensity } from "./intensity.js";

/** @import { JamState, Style } from "../api.js" */
/** @import { Panel, PanelApp } from "./index.js" */

/** @type {[JamState["harmony"], string, string][]} */
const HARMONIES = [
  ["chart", "Chart", "The chart's chords"],
  ["follow", "Yours", "The chords you play"],
];
/** @type {Record<JamState["spelling"], string>} */
const SPELLINGS = {
  Cm7: "Cm7, Cmaj7, Cm7b5",
  "C-7": "C-7, CΔ7, Cø7",
  Cmi7: "Cmi7, Cma7, Cmi7(b5)",
};
/** @type {Record<Style, string>} */
const STYLES = {
  swing: "Swing",
  ballad: "Ballad",
  waltz: "Jazz waltz",
  bossa: "Bossa nova",
  samba: "Samba",
  funk: "Funk",
  shuffle: "Shuffle",
  even: "Even eighths",
};

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function feel(app) {
  const { connection, commands } = app;
  const style = commandSelect(app, "style");
  const hardness = intensity(app);
  const busy = commandSlider(app, "busy", { step: 0.05, format: percent });
  const follow = commandSlider(app, "follow", { step: 0.05, format: percent });
  const swing = commandSlider(app, "swing", {
    step: 0.05,
    format: (value) => (value === 0 ? "straight" : percent(value)),
  });
  const split = commandSlider(app, "split", {
    min: LOWEST,
    max: HIGHEST,
    step: 1,
    format: (value) => (value >= HIGHEST ? "all keys" : pitchName(value)),
  });
  const spelling = commandSelect(app, "spelling");
  const harmony = buttonGroup("Chords", HARMONIES, (value) => connection.command("harmony", value));
  const element = el(
    "div",
    {},
    el("label", { class: "pick" }, el("span", {}, commands.label("style")), style),
    hardness.elements,
    busy.element,
    follow.element,
    swing.element,
    split.element,
    harmony.element,
    el("label", { class: "pick" }, el("span", {}, commands.label("spelling")), spelling),
  );
  /** @type {Panel["show"]} */
  const show = (snapshot) => {
    const { jam, place } = snapshot;
    hardness.show(snapshot);
    const words = { ...STYLES, auto: `Auto (${STYLES[place.style]})` };
    setOptions(style, choicesInWords(app, "style", words), jam.style);
    busy.show(jam.busy);
    follow.show(jam.follow);
    swing.show(jam.swing);
    split.show(jam.split);
    harmony.show(jam.harmony);
    setOptions(spelling, choicesInWords(app, "spelling", SPELLINGS), jam.spelling);
  };
  return { element, show };
}
