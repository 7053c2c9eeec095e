// The band's players: on or off, mute, solo, volume, freedom, who plays; and how pianist and bassist play.

import { el, percent, setOptions, setText } from "../dom.js";
import { BAND, titleOf } from "../parts.js";
import { commandSelect, commandSlider, commandTick } from "./controls.js";

/** @import { BandPart, PartState, PianistState } from "../api.js" */
/** @import { Panel, PanelApp } from "./index.js" */

/** @type {Record<string, string>} */
const PLAYERS = { drummer: "Drummer", pianist: "Pianist", bassist: "Bassist", seed: "Simpler", rules: "By the book" };
/** @typedef {{ name: keyof PianistState, label: string, step: number, format: (value: number) => string }} Own */
/** @type {Own[]} */
const BASSIST = [
  { name: "busy", label: "Busy", step: 0.05, format: percent },
  { name: "follow", label: "Answers you", step: 0.05, format: percent },
];
/** @type {Own[]} */
const PIANIST = [
  ...BASSIST,
  { name: "register", label: "Register", step: 1, format: (value) => (value > 0 ? `+${value}` : String(value)) },
  { name: "restless", label: "Restless", step: 0.05, format: percent },
  { name: "outside", label: "Outside", step: 0.05, format: percent },
];
/** @type {Partial<Record<BandPart, { title: string, sliders: Own[] }>>} */
const OWN = {
  piano: { title: "How the pianist plays", sliders: PIANIST },
  bass: { title: "How the bassist plays", sliders: BASSIST },
};

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function parts(app) {
  const strips = BAND.map((part) => ({ part, ...strip(app, part) }));
  /** @type {Panel["show"]} */
  const show = ({ parts: states }) => strips.forEach(({ part, show: showStrip }) => showStrip(states[part]));
  const elements = strips.map((each) => each.element);
  return { element: el("div", {}, elements), show };
}

/**
 * @param {PanelApp} app
 * @param {BandPart} part
 */
function strip(app, part) {
  const { connection } = app;
  const title = titleOf(part);
  const plays = commandTick(app, `${part}.enabled`, `${title} plays`, title);
  plays.element.classList.add("title");
  const mute = toggle("mute", "M", `Mute ${title.toLowerCase()}`, (on) => connection.command(`${part}.mute`, on));
  const solo = toggle("solo", "S", `Solo ${title.toLowerCase()}`, (on) => connection.command(`${part}.solo`, on));
  const player = commandSelect(app, `${part}.player`);
  const volume = commandSlider(app, `${part}.volume`, { label: "Volume", step: 0.05, format: percent });
  const freedom = commandSlider(app, `${part}.temperature`, {
    label: "Freedom",
    step: 0.05,
    format: (value) => value.toFixed(2),
  });
  const own = OWN[part];
  const more = (own?.sliders ?? []).map(({ name, ...look }) => ({
    name,
    slider: commandSlider(app, `${part}.${name}`, look),
  }));
  const sliders = more.map(({ slider }) => slider.element);
  const note = el("span", { class: "quiet" });
  const element = el(
    "div",
    { class: "strip", role: "group", "aria-label": title, "data-part": part },
    el("div", { class: "row" }, plays.element, player, mute, solo),
    volume.element,
    freedom.element,
    own ? el("details", { class: "fold" }, el("summary", {}, own.title), sliders) : null,
    note,
  );
  /** @param {PartState} state */
  const show = (state) => {
    plays.show(state.enabled);
    mute.setAttribute("aria-pressed", String(state.mute));
    solo.setAttribute("aria-pressed", String(state.solo));
    setOptions(
      player,
      state.players.map((name) => [name, PLAYERS[name] ?? name]),
      state.player ?? "",
    );
    volume.show(state.volume);
    freedom.show(state.temperature);
    more.forEach(({ name, slider }) => slider.show(state[name] ?? 0));
    setText(note, state.enabled ? "" : "switched off");
    element.classList.toggle("silent", state.mute || !state.enabled);
  };
  return { element, show };
}

/**
 * @param {string} kind
 * @param {string} letter
 * @param {string} label
 * @param {(on: boolean) => void} onpress
 */
function toggle(kind, letter, label, onpress) {
  const button = el(
    "button",
    {
      type: "button",
      class: `switch ${kind}`,
      "aria-pressed": "false",
      "aria-label": label,
      title: label,
      onclick: () => onpress(button.getAttribute("aria-pressed") !== "true"),
    },
    letter,
  );
  return button;
}
