// The controls: pedals, pads, knobs and keys that give commands. What is learned acts at once; "Save controls" keeps it
// in config.yaml, and so does "Save as my settings" with all else.

import { button, el, messageOf } from "../dom.js";
import { request } from "../library/library.js";
import { GESTURES, LearnForm } from "./learn-form.js";

/** @import { ControlEntry, SavedSettings } from "../api.js" */
/** @import { Panel, PanelApp } from "./index.js" */

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function learn(app) {
  const { notify } = app;
  const list = el("ul", { class: "controls-list" });
  const form = new LearnForm(app);
  const report = (/** @type {Promise<unknown>} */ done) => done.catch((error) => notify(messageOf(error), true));

  /** @param {string} path */
  const save = async (path) => notify(inWords(/** @type {SavedSettings} */ (await request("POST", path))));
  const saveControls = button("Save controls", "Keep these controls in config.yaml", () =>
    report(save("settings/controls")),
  );
  const saveAll = button("Save as my settings", "Keep everything as it is set now in config.yaml", () =>
    report(save("settings")),
  );
  const keepHint = "In the set list: its key, tempo, style, mode and players as they are now";
  const saveTune = button("Keep for this tune", keepHint, () => report(save("settings/tune")));
  let shown = "";

  /** @type {Panel["show"]} */
  const show = ({ controls, library }) => {
    form.show(controls.learning, controls.moved);
    saveControls.hidden = controls.is_saved;
    saveTune.hidden = (library.set_list?.at ?? null) === null;
    const now = JSON.stringify(controls.list);
    if (now === shown) return;
    shown = now;
    const remove = (/** @type {number} */ number) => report(request("DELETE", `controls/${number}`));
    list.replaceChildren(...controls.list.map((entry, number) => row(app, entry, () => remove(number))));
  };
  const element = el(
    "div",
    {},
    list,
    form.element,
    el("div", { class: "row" }, saveControls),
    el("div", { class: "row keep" }, saveAll, saveTune),
  );
  return { element, show };
}

/** @param {SavedSettings} saved */
function inWords({ file, is_new, changes, remarks }) {
  const what = changes.length ? changes.join(", ") : "nothing has changed";
  return [`${is_new ? "Written to a new file" : "Saved in"} ${file}: ${what}.`, ...remarks.map(sentence)].join(" ");
}

/** @param {string} text */
const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;

/**
 * @param {PanelApp} app
 * @param {ControlEntry} entry
 * @param {() => void} remove
 */
function row({ commands }, entry, remove) {
  const { midi, channel, does, value, gesture = "tap", toggle } = entry;
  const how = [
    channel && `channel ${channel}`,
    gesture !== "tap" && GESTURES[gesture],
    entry.when && `next ${entry.when}`,
  ];
  const what = commands.label(does) + (value === undefined ? "" : `: ${value}`) + (toggle ? ", and back" : "");
  return el(
    "li",
    {},
    el("b", {}, midi),
    el("span", {}, what),
    el("span", { class: "quiet" }, how.filter(Boolean).join(", ")),
    el(
      "button",
      {
        type: "button",
        "aria-label": `Remove ${midi}, ${what}`,
        onclick: remove,
      },
      "×",
    ),
  );
}
