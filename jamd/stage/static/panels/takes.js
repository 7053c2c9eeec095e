// The takes: listen, download, rename, delete. Everything is recorded anyway; "New take" only begins another one.

import { deleteButton, el, messageOf, setText } from "../dom.js";
import { BAND_PLAYS, TakeView, clockTime } from "../take-view.js";

/** @import { Refusal, Take } from "../api.js" */
/** @import { Panel, PanelApp } from "./index.js" */

const MAX_SHOWN = 50;
const MAX_NAME = 80; // characters

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function takes(app) {
  const { connection, clock, notify } = app;
  const list = el("ul", { class: "takes" });
  const note = el("p", { class: "quiet", "aria-live": "polite" });
  const warning = el("p", { class: "warning", role: "status" });
  const view = new TakeView(app);
  let edition = -1; // of the list that is shown

  async function refresh() {
    const answer = await fetch("api/takes");
    if (!answer.ok) return;
    const all = /** @type {Take[]} */ ((await answer.json()).takes);
    list.replaceChildren(...all.slice(0, MAX_SHOWN).map((take) => row(take, actions)));
    setText(note, all.length ? kept() : "No takes yet. Everything you play is recorded by itself.");
  }

  function kept() {
    const keep = connection.snapshot?.tape.keep;
    return keep ? `The last ${keep} are kept. A take that you rename is kept for good.` : "";
  }

  /** @type {(name: string, options: RequestInit) => Promise<void>} */
  async function request(name, options) {
    const answer = await fetch(addressOf(name), options);
    if (!answer.ok) throw new Error(/** @type {Refusal} */ (await answer.json()).error);
    await refresh();
  }

  /** @param {Promise<void>} action */
  const report = (action) => action.catch((error) => notify(messageOf(error), true));

  /** @type {Actions} */
  const actions = {
    newTake: () => connection.command("new take"),
    rename: (take, name) => report(request(take.name, renaming(name))),
    remove: (take) => report(request(take.name, { method: "DELETE" })),
    listen: (take) => (clock.running ? notify(BAND_PLAYS, true) : report(view.open(take, addressOf(take.name)))),
  };

  /** @type {Panel["show"]} */
  const show = ({ tape }) => {
    setText(warning, tape.warning);
    if (tape.edition === edition) return;
    edition = tape.edition;
    refresh().catch(() => {});
  };
  return { element: el("div", {}, warning, note, list, view.element), show };
}

/**
 * @typedef {object} Actions
 * @property {() => void} newTake
 * @property {(take: Take, name: string) => void} rename
 * @property {(take: Take) => void} remove
 * @property {(take: Take) => void} listen
 */

/** @param {string} name */
const addressOf = (name) => `api/takes/${encodeURIComponent(name)}`;

/**
 * @param {string} name
 * @returns {RequestInit}
 */
const renaming = (name) => ({
  method: "PATCH",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ name }),
});

/**
 * Tune, tempo and length.
 * @param {Take} take
 */
function facts({ tune, bpm, seconds, recording }) {
  const length = seconds === null ? "" : clockTime(seconds);
  return [tune, bpm ? `${Math.round(bpm)} bpm` : "", recording ? "recording" : length].filter(Boolean).join(", ");
}

/**
 * @param {Take} take
 * @param {Actions} actions
 */
function row(take, actions) {
  const name = el("input", {
    class: "take-name",
    value: take.name,
    "aria-label": "Name of the take",
    disabled: take.recording,
    maxlength: String(MAX_NAME),
    onchange: () => actions.rename(take, name.value.trim()),
  });
  const listen = el("button", { type: "button", class: "listen", onclick: () => actions.listen(take) }, "Listen");
  const download = el(
    "a",
    {
      class: "button",
      href: `${addressOf(take.name)}.mid?download`,
      download: `${take.name}.mid`,
      "aria-label": `Download ${take.name}`,
    },
    "Download",
  );
  const last = take.recording
    ? el("button", { type: "button", onclick: actions.newTake }, "New take")
    : deleteButton(`Delete ${take.name}`, () => actions.remove(take));
  return el(
    "li",
    {},
    take.recording ? el("span", { class: "recording", title: "recording" }, "●") : null,
    name,
    el("span", { class: "take-facts" }, facts(take)),
    el("div", { class: "row" }, listen, download, last),
  );
}
