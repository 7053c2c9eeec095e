// The form that learns a control: it listens for one that is moved, then asks what it is to do.

import { button, el, messageOf, setOptions, setText } from "../dom.js";
import { request } from "../library/library.js";

/** @import { Command, Gesture, MovedControl } from "../api.js" */
/** @import { PanelApp } from "./index.js" */

const KEEP_LEARNING_MS = 10_000; // the daemon stops listening by itself when no page asks it to go on
const FIRST = ["fill", "ending", "next tune", "tap", "start", "mode", "intensity", "tempo"]; // in the list of commands

/** @type {Record<Gesture, string>} */
export const GESTURES = {
  tap: "tap",
  "double tap": "double tap",
  hold: "hold",
  "while held": "while held",
  knob: "knob",
  "relative twos complement": "encoder (two's complement)",
  "relative signed bit": "encoder (signed bit)",
  "relative binary offset": "encoder (binary offset)",
};

export class LearnForm {
  /** @param {PanelApp} app */
  constructor({ commands, notify }) {
    this.commands = commands;
    this.notify = notify;
    this.moved = /** @type {MovedControl | null} */ (null);
    this.timer = 0;
    this.start = button("Learn a control", "Listen for a pedal, pad, knob or key", () => void this.listen(true));
    this.heard = el("p", { class: "heard-control", role: "status" });
    this.does = el("select", { "aria-label": "What it does", onchange: () => this.refresh() });
    this.how = el("select", { "aria-label": "How it is moved", onchange: () => this.refresh() });
    this.value = el("span", { class: "value" });
    this.toggle = el("input", { type: "checkbox" });
    this.back = el("label", { class: "row" }, this.toggle, "press again to take it back");
    this.add = button("Add", "It acts at once", () => void this.bind());
    const cancel = button("Cancel", "Stop listening", () => void this.listen(false));
    const last = el("div", { class: "row" }, this.add, cancel);
    this.fields = el("div", { class: "learn-fields" }, this.does, this.how, this.value, this.back, last);
    this.element = el("div", { class: "learn" }, this.start, this.heard, this.fields);
    this.offer();
    this.refresh();
  }

  /** The commands, those first that a foot or a hand wants. */
  offer() {
    const rows = [...this.commands.rows.values()].filter(({ kind }) => kind !== "pair");
    const first = FIRST.flatMap((name) => rows.filter((each) => each.name === name));
    const all = [...first, ...rows.filter((each) => !first.includes(each))];
    setOptions(this.does, pairs(all), all[0].name);
  }

  /** @param {boolean} on */
  async listen(on) {
    clearInterval(this.timer);
    const asked = () => request("POST", "learn", JSON.stringify({ on }));
    const ask = () => asked().catch((error) => this.notify(messageOf(error), true));
    if (on) this.timer = setInterval(ask, KEEP_LEARNING_MS);
    await ask();
  }

  async bind() {
    if (!this.moved) return;
    const { midi, channel } = this.moved;
    const value = valueIn(this.commands.row(this.does.value), this.value);
    const entry = {
      ...{ midi, channel, does: this.does.value, gesture: this.how.value },
      ...(this.toggle.checked && !this.back.hidden ? { toggle: true } : {}),
      ...(value === null ? {} : { value }),
    };
    try {
      await request("POST", "controls", JSON.stringify(entry));
      await this.listen(false);
    } catch (error) {
      this.notify(messageOf(error), true);
    }
  }

  /** The fields that belong to the command, and to how it is given. */
  refresh() {
    const command = this.commands.row(this.does.value);
    const gestures = gesturesFor(command, this.moved);
    const chosen = gestures.find((each) => each === this.how.value) ?? gestures[0] ?? "";
    const words = /** @type {[string, string][]} */ (gestures.map((each) => [each, GESTURES[each]]));
    setOptions(this.how, words, chosen);
    this.how.value = chosen;
    const lasts = isTurn(chosen) || chosen === "while held";
    const field = lasts ? "" : command.name;
    if (this.value.dataset.of !== field) this.value.replaceChildren(...(field ? valueField(command) : []));
    this.value.dataset.of = field;
    this.back.hidden = lasts || !(command.sticky || ["start", "stop"].includes(command.name));
    this.add.disabled = !this.moved || gestures.length === 0;
  }

  /**
   * @param {boolean} learning
   * @param {MovedControl | null} moved
   */
  show(learning, moved) {
    this.start.hidden = learning;
    this.fields.hidden = this.heard.hidden = !learning;
    if (!learning) clearInterval(this.timer);
    setText(this.heard, moved ? `${moved.midi}, channel ${moved.channel}` : "Move a pedal, pad, knob or key …");
    if (JSON.stringify(moved) === JSON.stringify(this.moved)) return;
    this.moved = moved;
    if (moved) this.suit(moved.gesture);
    this.refresh();
  }

  /**
   * Where a knob was turned and the command takes none, the first one that does; then how it was moved.
   * @param {Gesture} gesture
   */
  suit(gesture) {
    const fits = () => this.commands.row(this.does.value).gestures.includes(gesture);
    if (!fits()) this.does.value = FIRST.find((name) => this.commands.row(name).gestures.includes(gesture)) ?? "fill";
    setOptions(this.how, [[gesture, GESTURES[gesture]]], gesture);
    this.how.value = gesture;
  }
}

/**
 * @param {Command[]} rows
 * @returns {[string, string][]}
 */
const pairs = (rows) => rows.map(({ name, label }) => [name, label]);

/** @param {string} gesture */
const isTurn = (gesture) => gesture === "knob" || gesture.startsWith("relative");

/**
 * What the control can do and the command can be given by.
 * @param {Command} command
 * @param {MovedControl | null} moved
 */
function gesturesFor({ gestures }, moved) {
  if (!moved) return gestures;
  if (moved.midi === "bend") return gestures.filter((each) => each === "knob");
  if (moved.midi.startsWith("program")) return gestures.filter((each) => each.endsWith("tap"));
  return moved.midi.startsWith("cc") ? gestures : gestures.filter((each) => !isTurn(each));
}

/**
 * A field for the command's value.
 * @param {Command} command
 * @returns {HTMLElement[]}
 */
function valueField({ kind, label, choices = [], min, max, unit, nullable, default: usual }) {
  const name = { "aria-label": `${label}: value` };
  if (kind === "none") return [];
  if (kind === "choice" || kind === "switch") {
    const all = kind === "switch" ? [true, false] : choices;
    const options = all.map((each) => el("option", { value: JSON.stringify(each) }, inWords(each)));
    return [el("select", name, nullable ? el("option", { value: "null" }, "as usual") : null, options)];
  }
  if (kind === "text") return [el("input", { ...name, type: "text", placeholder: label })];
  const value = String(typeof usual === "number" ? usual : nullable ? "" : min);
  const range = { min: String(min), max: String(max), step: "any" };
  return [el("input", { ...name, type: "number", ...range, value }), el("span", { class: "quiet" }, unit ?? "")];
}

/** @param {string | number | boolean} value */
const inWords = (value) => (value === true ? "on" : value === false ? "off" : String(value));

/**
 * The value in the field; null: none.
 * @param {Command} command
 * @param {HTMLElement} place
 */
function valueIn({ kind }, place) {
  const field = place.querySelector("select, input");
  if (field instanceof HTMLSelectElement) return JSON.parse(field.value);
  if (!(field instanceof HTMLInputElement) || field.value === "") return null;
  return kind === "text" ? field.value : Number(field.value);
}
