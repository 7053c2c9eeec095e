// The chart: the bar that sounds, the next ones, and another chart, from the list or written by hand.

import { el, options, put } from "../dom.js";

const OWN = "own";
const NONE = "none";

export function chart({ line, clock }) {
  const pick = el("select", { "aria-label": "Chart", onchange: () => choose(pick.value) });
  const bars = el("ol", { class: "bars" });
  const text = el("textarea", { rows: 8, spellcheck: "false", "aria-label": "The chart as text" });
  const fault = el("p", { class: "fault", role: "alert" });
  const dialog = el(
    "dialog",
    { class: "sheet", "aria-label": "Write a chart" },
    el("h2", {}, "Write a chart"),
    el("p", { class: "quiet" }, "One bar between strokes, % repeats a bar: | Dm7 | G7 | Cmaj7 | % |"),
    text,
    fault,
    el(
      "div",
      { class: "row" },
      el("button", { type: "button", class: "strong", onclick: use }, "Use this chart"),
      el("button", { type: "button", onclick: () => dialog.close() }, "Close"),
    ),
  );
  let shown = null;
  let lit = -1;

  function choose(value) {
    if (value === OWN) {
      text.value = line.snapshot.chart?.text ?? "";
      put(fault, "");
      pick.value = pick.dataset.shown;
      dialog.showModal();
    } else line.wish("chart", value === NONE ? null : value);
  }

  async function use() {
    try {
      await line.wish("chart", text.value);
      dialog.close();
    } catch (wrong) {
      put(fault, wrong.message);
    }
  }

  const show = ({ chart: now, charts }) => {
    const known = charts.find((each) => each.title === now?.title)?.name;
    const entries = charts.map((each) => [each.name, each.title]);
    options(
      pick,
      [...entries, ...(now && !known ? [["now", now.title || "Your chart"]] : []), [NONE, "No chart"], [OWN, "Write or edit …"]],
      known ?? (now ? "now" : NONE),
    );
    const wanted = JSON.stringify(now?.bars ?? []);
    if (wanted === shown) return;
    shown = wanted;
    lit = -1;
    const names = new Map((now?.sections ?? []).map((section) => [section.first, section.name]));
    bars.replaceChildren(...(now?.bars ?? []).map((bar, i) => cell(now, bar, names.get(i))));
  };

  const frame = () => {
    const count = bars.children.length;
    const number = clock.running && count ? Math.floor(clock.now() / clock.bar) : -1;
    const here = number < 0 ? -1 : number % count;
    if (here === lit) return;
    bars.querySelectorAll("[data-when]").forEach((each) => each.removeAttribute("data-when"));
    bars.querySelectorAll("[aria-current]").forEach((each) => each.removeAttribute("aria-current"));
    lit = here;
    if (here < 0) return;
    bars.children[(here + 1) % count].dataset.when = "next";
    bars.children[here].dataset.when = "now";
    bars.children[here].setAttribute("aria-current", "true");
    const [box, own] = [bars.getBoundingClientRect(), bars.children[here].getBoundingClientRect()];
    if (own.bottom > box.bottom || own.top < box.top) bars.scrollTop += own.top - box.top - 8;
  };
  return { element: el("div", {}, pick, bars, dialog), show, frame };
}

function cell(chart, bar, section) {
  const chords = bar.map(({ chord }) => el("span", {}, chord));
  return el("li", {}, section ? el("b", {}, section) : null, chords.length ? chords : el("span", { class: "quiet" }, "%"));
}
