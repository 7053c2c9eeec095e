// What the band does: its mode, and how trades go.

import { choice, el, options } from "../dom.js";

const MODES = [
  ["accompany", "Accompany", "Drums keep time, the piano comps"],
  ["trade", "Trade", "You and the piano take turns"],
  ["continue", "Continue", "When you rest, the piano carries your phrase on"],
  ["drums", "Drums", "Drums alone"],
  ["piano", "Piano", "Piano alone"],
];

export function mode({ line }) {
  const modes = choice("Mode", MODES, (value) => line.wish("mode", value));
  const bars = el("select", { "aria-label": "Length of a trade", onchange: () => line.wish("trade_bars", Number(bars.value)) });
  const first = el("select", { "aria-label": "Who trades first", onchange: () => line.wish("you_first", first.value === "you") });
  const trade = el("div", { class: "trade" }, bars, first);
  const show = ({ jam }) => {
    modes.show(jam.mode);
    trade.hidden = jam.mode !== "trade";
    options(
      bars,
      [1, 2, 4, 8, 12].map((n) => [String(n), n === 1 ? "1 bar" : `${n} bars`]),
      String(jam.trade_bars),
    );
    options(
      first,
      [
        ["you", "you first"],
        ["band", "band first"],
      ],
      jam.you_first ? "you" : "band",
    );
  };
  return { element: el("div", {}, modes.element, trade), show };
}
