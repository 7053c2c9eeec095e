// A dialog that lists keys and what they do.

import { el } from "./dom.js";

/**
 * @param {string} intro
 * @param {[keys: string, does: string][]} rows
 */
export function helpDialog(intro, rows) {
  return el(
    "dialog",
    { class: "sheet wide-sheet", "aria-label": "Help" },
    el("h2", { tabindex: "-1", autofocus: "" }, "Help"),
    el("p", {}, intro),
    el(
      "dl",
      { class: "help" },
      rows.map(([keys, does]) => el("div", {}, el("dt", {}, keys), el("dd", {}, does))),
    ),
    closeButton(),
  );
}

/** A button that closes the dialog that it stands in. */
export function closeButton() {
  const close = () => button.closest("dialog")?.close();
  const button = el("button", { type: "button", onclick: close }, "Close");
  return button;
}
