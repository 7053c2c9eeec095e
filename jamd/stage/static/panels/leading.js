// How the form is led: from the top, a loop, a vamp, another key, and when these take effect.

import { button, el, setOptions, setText } from "../dom.js";
import { choicesInWords, commandSelect } from "./controls.js";

/** @import { Snapshot } from "../api.js" */
/** @import { PanelApp } from "./index.js" */

const WHEN = { now: "at once", beat: "next beat", bar: "next bar", section: "next section", chorus: "next chorus" };

/**
 * `choose` is called with a bar of the chart that was pressed.
 * @param {PanelApp} app
 */
export function leading(app) {
  const { connection } = app;
  const when = commandSelect(app, "when");
  const whens = choicesInWords(app, "when", WHEN);
  when.title = "When a command of the form takes effect";
  const loop = loopButton(app);
  const key = keyButtons(app);
  const top = button("Top", "Begin a new chorus", () => connection.command("from the top"));
  const vamp = button("Vamp", "The next four bars go round until Play on", () => connection.command("vamp"));
  const on = button("Play on", "Leave the loop or the vamp, and let nothing else come", () =>
    connection.command("play on"),
  );
  const next = button("Next solo", "The next one of the order takes over", () => connection.command("next solo"));
  const out = button("Head out", "The head once more, from its top, and the end", () => connection.command("head out"));
  const element = el("div", { class: "leading" }, top, loop.element, vamp, on, next, out, key.element, when);

  /** @param {Snapshot} snapshot */
  const show = (snapshot) => {
    const { chart, place, jam } = snapshot;
    element.hidden = !chart;
    setOptions(when, whens, jam.when);
    next.hidden = out.hidden = jam.mode !== "tune";
    next.disabled = place.part === "head out";
    on.disabled = place.loop === null && place.coming.length === 0;
    loop.show(snapshot);
    key.show(snapshot);
  };

  /** @param {number} bar from 0 */
  const choose = (bar) => {
    if (!loop.choose(bar)) connection.command("go to", String(bar + 1)).catch(() => {});
  };
  return { element, show, choose };
}

/**
 * Loops the bars that are pressed next, the first and the last; pressed in a loop, it leaves that.
 * @param {PanelApp} app
 */
function loopButton({ connection }) {
  const element = button("Loop", "Loop some bars: press the first and the last one", () => press());
  let isLooping = false;
  let first = /** @type {number | null} */ (null);
  let isChoosing = false;

  function press() {
    if (isLooping) connection.command("loop", null).catch(() => {});
    isChoosing = !isLooping && !isChoosing;
    first = null;
    label();
  }

  function label() {
    setText(element, isChoosing ? (first === null ? "First bar?" : "Last bar?") : "Loop");
    element.setAttribute("aria-pressed", String(isLooping || isChoosing));
  }

  /** @param {Snapshot} snapshot */
  const show = ({ place }) => {
    isLooping = place.loop !== null;
    label();
  };

  // True where the bar was one of the loop's.
  /** @param {number} bar */
  const choose = (bar) => {
    if (!isChoosing) return false;
    if (first === null) first = bar;
    else {
      const [from, to] = [Math.min(first, bar) + 1, Math.max(first, bar) + 1];
      connection.command("loop", from === to ? String(from) : `${from}-${to}`).catch(() => {});
      isChoosing = false;
    }
    label();
    return true;
  };
  label();
  return { element, show, choose };
}

/** @param {PanelApp} app */
function keyButtons({ connection, commands }) {
  const { min, max } = commands.range("transpose");
  const name = el("span", { class: "key-now" });
  /** @param {number} step */
  const move = (step) => {
    const semitones = (connection.snapshot?.place.semitones ?? 0) + step;
    connection.command("transpose", semitones > max || semitones < min ? 0 : semitones).catch(() => {});
  };
  /** @type {(symbol: string, label: string, step: number) => HTMLElement} */
  const by = (symbol, label, step) =>
    el("button", { type: "button", "aria-label": label, title: label, onclick: () => move(step) }, symbol);
  const down = by("−", "Half a step lower", -1);
  const up = by("+", "Half a step higher", 1);
  const element = el("div", { class: "key-buttons", role: "group", "aria-label": "Key" }, down, name, up);

  /** @param {Snapshot} snapshot */
  const show = ({ place: { key, semitones } }) => {
    const moved = semitones ? `${semitones > 0 ? "+" : ""}${semitones}` : "key";
    setText(name, key || moved);
  };
  return { element, show };
}
