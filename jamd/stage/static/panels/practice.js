// Practising: what changes each time that the loop, or the chorus, comes round, and the metronome.

import { el, setOptions, setText } from "../dom.js";
import { BAND } from "../parts.js";
import { choicesInWords, commandSelect, commandTick } from "./controls.js";

/** @import { Snapshot } from "../api.js" */
/** @import { Panel, PanelApp } from "./index.js" */

const CLICKS = { none: "off", beside: "2 and 4, and drums", instead: "2 and 4, no drums" };
const LAYING_OUT = {
  none: "nobody",
  ...Object.fromEntries(BAND.map((part) => [part, `${part} every other`])),
  band: "all every other",
};
/** @type {[value: string, words: string][]} */
const KEYS = [
  ["0", "the same"],
  ["1", "half a step up"],
  ["2", "a step up"],
  ["3", "a minor third up"],
  ["5", "a fourth up"],
  ["7", "a fifth up"],
  ["-1", "half a step down"],
  ["-2", "a step down"],
];

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function practice(app) {
  const round = el("p", { class: "round" });
  const step = tempoField(app, "tempo_step", (value) => value ?? 0);
  const goal = tempoField(app, "tempo_goal", (value) => value);
  const key = commandSelect(app, "modulate", Number);
  const layOut = commandSelect(app, "lay_out");
  const click = commandSelect(app, "click");
  const count = commandTick(app, "count_each");
  /** @type {(words: string, control: HTMLElement) => HTMLElement} */
  const line = (words, control) => el("label", { class: "pick" }, el("span", {}, words), control);
  const element = el(
    "div",
    {},
    round,
    el("div", { class: "steps" }, line("Faster by", step.input), line("up to", goal.input)),
    line("Key", key),
    line("Silent", layOut),
    count.element,
    line("Click", click),
  );
  /** @param {Snapshot} snapshot */
  const show = ({ jam, place }) => {
    setText(round, place.loop ? "Each time round the loop:" : "Each chorus:");
    step.show(jam.tempo_step);
    goal.show(jam.tempo_goal);
    setOptions(key, withKey(place.step), String(place.step));
    setOptions(layOut, choicesInWords(app, "lay_out", LAYING_OUT), jam.lay_out);
    setOptions(click, choicesInWords(app, "click", CLICKS), jam.click);
    count.show(jam.count_each);
  };
  return { element, show };
}

/**
 * The keys to choose from, with one that was set elsewhere.
 * @param {number} step
 */
function withKey(step) {
  const known = KEYS.some(([value]) => Number(value) === step);
  return known ? KEYS : [...KEYS, /** @type {[string, string]} */ ([String(step), `${step} half steps`])];
}

/**
 * A number of bpm that is sent when it was typed; an empty field is no number.
 * @param {PanelApp} app
 * @param {string} name
 * @param {(value: number | null) => number | null} sent
 */
function tempoField({ connection, commands }, name, sent) {
  const { min, max } = commands.range(name);
  const input = el("input", {
    type: "number",
    min: String(min),
    max: String(max),
    step: "1",
    "aria-label": commands.label(name),
    onchange: () => {
      const value = sent(input.value === "" ? null : Number(input.value));
      connection.command(name, value).catch(() => show(last));
      input.blur();
    },
  });
  let last = /** @type {number | null} */ (null);
  /** @param {number | null} value */
  const show = (value) => {
    last = value;
    const text = value === null ? "" : String(value);
    if (document.activeElement !== input && input.value !== text) input.value = text;
  };
  return { input, show };
}
