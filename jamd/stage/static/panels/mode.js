// What the band does: its mode, and how trading goes.

import { choicesOf } from "../commands.js";
import { barOptions, buttonGroup, el, setOptions } from "../dom.js";

/** @import { JamState } from "../api.js" */
/** @import { Panel, PanelApp } from "./index.js" */

/** @type {[JamState["mode"], string, string][]} */
const MODES = [
  ["accompany", "Accompany", "Drums keep time, the piano comps"],
  ["trade", "Trade", "You and the piano take turns"],
  ["continue", "Continue", "When you rest, the piano continues your phrase"],
  ["drums", "Drums", "Drums only"],
  ["piano", "Piano", "Piano only"],
];
/** @type {[string, string][]} */
const FIRST = [
  ["you", "you first"],
  ["band", "band first"],
];
const TRADE_BARS = choicesOf("trade_bars").map(Number);

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function mode({ connection }) {
  const modes = buttonGroup("Mode", MODES, (value) => connection.command("mode", value));
  const bars = el("select", {
    "aria-label": "Length of a trade",
    onchange: () => connection.command("trade_bars", Number(bars.value)),
  });
  const first = el("select", {
    "aria-label": "Who trades first",
    onchange: () => connection.command("you_first", first.value === "you"),
  });
  const trade = el("div", { class: "trade" }, bars, first);
  /** @type {Panel["show"]} */
  const show = ({ jam }) => {
    modes.show(jam.mode);
    trade.hidden = jam.mode !== "trade";
    setOptions(bars, barOptions(TRADE_BARS), String(jam.trade_bars));
    setOptions(first, FIRST, jam.you_first ? "you" : "band");
  };
  return { element: el("div", {}, modes.element, trade), show };
}
