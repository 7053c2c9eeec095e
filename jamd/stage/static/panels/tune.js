// Above the chart's bars: the tune's title, its key and style, the way to the library, and the open set list.

import { button, el, setText } from "../dom.js";
import { fittedText } from "../fit.js";
import { factsOf } from "../library/selection.js";

/** @import { OpenSetList } from "../api.js" */
/** @import { Panel, PanelApp } from "./index.js" */

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function tune(app) {
  const { connection, library, libraryDialog: dialog } = app;
  const title = fittedText(el("strong", { class: "tune-title" }));
  const facts = fittedText(el("span", { class: "tune-facts" }));
  const edit = button("Edit", "Edit this chart, or save it", () => editCurrent());
  const step = setListStep(app);
  const element = el(
    "div",
    { class: "tune-head" },
    el(
      "div",
      { class: "tune-buttons" },
      button("Library", "All charts (/)", () => dialog.open()),
      edit,
    ),
    title.element,
    facts.element,
    step.element,
  );

  // The library's chart of that title, or this one where it is another: then it has not been saved.
  function editCurrent() {
    const { chart } = connection.snapshot ?? {};
    const known = library.titled(chart?.title);
    if (known || !chart) dialog.edit(known ?? null).catch(() => {});
    else dialog.editor.open({ name: "", title: chart.title, text: chart.text, own: false });
  }

  /** @type {Panel["show"]} */
  const show = ({ chart, library: { set_list: open } }) => {
    title.show(chart ? chart.title || "Untitled" : "No chart");
    facts.show(chart ? factsOf({ ...chart, bpm: null, meter: `${chart.beats}/4`, bars: chart.bars.length }) : "");
    edit.disabled = !chart;
    step.show(open);
  };
  return { element, show };
}

/**
 * The tune of the set list, and the way to the one before and the next.
 * @param {PanelApp} app
 */
function setListStep({ connection }) {
  const name = el("span", {});
  const before = button("‹", "Previous tune ([)", () => connection.command("previous tune"));
  const next = button("›", "Next tune (])", () => connection.command("next tune"));
  const element = el("div", { class: "set-step" }, before, name, next);

  /** @param {OpenSetList | null} open */
  const show = (open) => {
    element.hidden = !open;
    if (!open) return;
    const at = open.at ?? -1;
    const coming = open.tunes[at + 1]?.chart;
    setText(name, `${at + 1}/${open.tunes.length}${coming ? `, next: ${coming}` : ""}`);
    name.title = open.title;
    before.disabled = at < 1;
    next.disabled = !coming;
  };
  return { element, show };
}
