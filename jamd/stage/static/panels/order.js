// An order of solos: each name is taken out when it is pressed, others are added behind; the one that plays is lit.

import { el, setOptions } from "../dom.js";
import { BAND, titleOf } from "../parts.js";
import { commandSelect } from "./controls.js";

/** @import { Snapshot } from "../api.js" */
/** @import { PanelApp } from "./index.js" */

/** @param {PanelApp} app */
export function order(app) {
  const { connection, commands } = app;
  const { choices = [], max_names: most = 1 } = commands.row("solo_order");
  /** @type {string[]} */
  let names = [];
  /** @param {string[]} wanted */
  const ask = (wanted) => void connection.command("solo_order", wanted.join(", "));

  const list = el("ol", { class: "order-names" });
  const add = el("select", { class: "add", "aria-label": "Add a solo", onchange: () => ask([...names, add.value]) });
  const choruses = commandSelect(app, "solo_choruses", Number);
  choruses.title = commands.label("solo_choruses");
  const { min, max } = commands.range("solo_choruses");
  const counts = Array.from({ length: max - min + 1 }, (_, i) => min + i);
  const element = el("div", { class: "order", role: "group", "aria-label": commands.label("solo_order") });
  element.append(list, add, choruses);

  /** @param {Snapshot} snapshot */
  const show = ({ jam, place, parts, clock }) => {
    const wanted = jam.solo_order.split(", ");
    if (wanted.join() !== names.join()) {
      names = wanted;
      list.replaceChildren(...names.map((name, i) => el("li", {}, chip(name, i))));
    }
    const off = BAND.filter((part) => !parts[part].enabled).map(String);
    const isOff = (/** @type {string} */ name) => off.includes(name);
    let slot = 0; // who is switched off has none
    [...list.children].forEach((item, i) => {
      slot += Number(!isOff(names[i]));
      const plays = clock.running && place.slot === slot && !isOff(names[i]);
      item.toggleAttribute("aria-current", plays);
      if (plays) item.setAttribute("aria-current", "true");
    });
    setOptions(add, [["", "+"], ...choices.map(optionOf)], "");
    add.value = "";
    add.disabled = names.length >= most;
    setOptions(choruses, counts.map(chorusesOf), String(jam.solo_choruses));
  };

  /** @type {(name: string, at: number) => HTMLButtonElement} */
  const chip = (name, at) =>
    el(
      "button",
      {
        type: "button",
        title: `Take out: ${titleOf(name)}`,
        disabled: names.length === 1,
        onclick: () => ask(names.filter((_, i) => i !== at)),
      },
      titleOf(name),
    );
  return { element, show };
}

/** @type {(choice: string | number) => [value: string, words: string]} */
const optionOf = (choice) => [String(choice), titleOf(choice)];

/** @type {(count: number) => [value: string, words: string]} */
const chorusesOf = (count) => [String(count), `×${count}`];
