// What the band does: its mode, how trading goes, and in which order solos come.

import { barOptions, buttonGroup, el, setOptions } from "../dom.js";
import { BAND, titleOf } from "../parts.js";
import { choicesInWords, commandSelect } from "./controls.js";
import { order } from "./order.js";

/** @import { Panel, PanelApp } from "./index.js" */

/** @type {Record<string, [label: string, hint: string]>} */
const MODES = {
  accompany: ["Accompany", "Bass and drums keep time, the piano comps"],
  tune: ["Tune", "Head, solos in your order, the head again, the end"],
  trade: ["Trade", "You and the piano, or the drums, take turns"],
  continue: ["Continue", "When you rest, the piano continues your phrase"],
  solo: ["Solo", "The piano takes the solo, you comp"],
  ...Object.fromEntries(BAND.map((part) => [part, [titleOf(part), `${titleOf(part)} only`]])),
};
/** @type {[string, string][]} */
const FIRST = [
  ["you", "you first"],
  ["band", "band first"],
];
const PARTNERS = { piano: "with piano", drums: "with drums", both: "with both" };

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
  const partner = commandSelect(app, "trade_with");
  const partners = choicesInWords(app, "trade_with", PARTNERS);
  const trade = el("div", { class: "trade" }, bars, first, partner);
  const solos = order(app);
  /** @type {Panel["show"]} */
  const show = (snapshot) => {
    const { jam } = snapshot;
    modes.show(jam.mode);
    solos.element.hidden = jam.mode !== "tune";
    solos.show(snapshot);
    const mayTrade = jam.mode === "tune" && jam.solo_order.includes("trade");
    trade.hidden = jam.mode !== "trade" && !mayTrade;
    setOptions(bars, lengths, String(jam.trade_bars));
    setOptions(first, FIRST, jam.you_first ? "you" : "band");
    setOptions(partner, partners, jam.trade_with);
  };
  return { element: el("div", {}, modes.element, solos.element, trade), show };
}

/**
 * @param {string | number} value
 * @returns {[value: string, label: string, hint: string]}
 */
function modeEntry(value) {
  const name = String(value);
  return [name, ...(MODES[name] ?? [name, ""])];
}
