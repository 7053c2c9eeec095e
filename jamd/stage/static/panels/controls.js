// Controls that send a command: a slider for a number, a select for one of a few values. Their ranges and choices are
// those of the daemon's table.

import { el, slider } from "../dom.js";

/** @import { App } from "../main.js" */

/**
 * @param {App} app
 * @param {string} name
 * @param {{ label?: string, step: number, format: (value: number) => string, min?: number, max?: number }} look
 */
export function commandSlider({ connection, commands }, name, { label, ...look }) {
  const onmove = /** @param {number} value */ (value) => void connection.command(name, value);
  return slider(label ?? commands.label(name), { ...commands.range(name), ...look, onmove });
}

const HOLD_MS = 600; // a tick ignores the server's value for this long after it was set

/**
 * A checkbox for a command that is on or off. It does not jump back while the server's answer is on its way.
 * @param {App} app
 * @param {string} name
 * @param {string} [title]
 * @param {string} [label]
 */
export function commandTick({ connection, commands }, name, title, label = commands.label(name)) {
  let heldUntil = 0;
  const input = el("input", {
    type: "checkbox",
    onchange: () => {
      heldUntil = performance.now() + HOLD_MS;
      connection.command(name, input.checked);
    },
  });
  const element = el("label", { class: "tick", title }, input, label);
  /** @param {boolean} value */
  const show = (value) => {
    if (performance.now() >= heldUntil) input.checked = value;
  };
  return { element, show };
}

/**
 * A select without options: those come with the snapshot.
 * @param {App} app
 * @param {string} name
 * @param {(value: string) => unknown} [parse]
 */
export function commandSelect({ connection, commands }, name, parse = String) {
  const select = el("select", {
    "aria-label": commands.label(name),
    onchange: () => connection.command(name, parse(select.value)),
  });
  return select;
}

/**
 * [value, words] for each choice of a command, in the table's order; a value without words stands for itself.
 * @param {App} app
 * @param {string} name
 * @param {Record<string, string>} words
 * @returns {[value: string, words: string][]}
 */
export function choicesInWords({ commands }, name, words) {
  return commands.choices(name).map((choice) => [String(choice), words[choice] ?? String(choice)]);
}
