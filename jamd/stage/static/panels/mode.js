// What the band does: its mode, and how trading goes.

import { barOptions, buttonGroup, el, setOptions } from "../dom.js";
import { commandSelect } from "./controls.js";

/** @import { Panel, PanelApp } from "./index.js" */

/** @type {Record<string, [label: string, hint: string]>} */
const MODES = {
  accompany: ["Accompany", "Drums keep time, the piano comps"],
  trade: ["Trade", "You and the piano, or the drums, take turns"],
  continue: ["Continue", "When you rest, the piano continues your phrase"],
  solo: ["Solo", "The piano takes the solo, you comp"],
  drums: ["Drums", "Drums only"],
  piano: ["Piano", "Piano only"],
};
/** @type {[string, string][]} */
const FIRST = [
  ["you", "you first"],
  ["band", "band first"],
];

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function mode(app) {
  const { connection, commands } = app;
  const entries = commands.choices("mode").map(modeEntry);
  const modes = buttonGroup(commands.label("mode"), entries, (value) => connection.command("mode", value));
  const lengths = barOptions(commands.choices("trade_bars").map(Number));
  const bars = commandSelect(app, "trade_bars", Number);
  const first = commandSelect(app, "you_first", (value) => value === "you");
  const trade = el("div", { class: "trade" }, bars, first);
  /** @type {Panel["show"]} */
  const show = ({ jam }) => {
    modes.show(jam.mode);
    trade.hidden = jam.mode !== "trade";
    setOptions(bars, lengths, String(jam.trade_bars));
    setOptions(first, FIRST, jam.you_first ? "you" : "band");
  };
  return { element: el("div", {}, modes.element, trade), show };
}

/**
 * @param {string | number} value
 * @returns {[value: string, label: string, hint: string]}
 */
function modeEntry(value) {
  const name = String(value);
  return [name, ...(MODES[name] ?? [name, ""])];
}
