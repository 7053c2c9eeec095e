// Beside the sheet: hear it, let the band go on with it, take it away.

import { choice, el, options, put, slider } from "../dom.js";
import { SCALES } from "../pitch.js";
import { withSetting } from "./drawing.js";

const JAM = "jam";

export function side(board) {
  const { look, history, answers, player } = board;
  const action = (label, hint, act, kind = "") => el("button", { type: "button", title: hint, class: kind, onclick: act }, label);
  const set = (setting) => board.change((drawing) => withSetting(drawing, setting));

  const play = action("Play", "Play or stop (Space)", () => board.toggle(), "strong wide");
  const loop = action("Loop", "Play again and again (L)", () => board.loop());
  const bpm = slider("Tempo", { min: 40, max: 320, step: 1, say: (v) => `${v} bpm`, onslide: (v) => set({ bpm: v }) });
  const swing = slider("Swing", {
    min: 0,
    max: 1,
    step: 0.05,
    say: (v) => (v ? `${Math.round(v * 100)}%` : "straight"),
    onslide: (v) => set({ swing: v }),
  });

  let heat = 1;
  const temperature = slider("Temperature", { min: 0, max: 2, step: 0.05, say: (v) => v.toFixed(2), onslide: (v) => (heat = v) });
  temperature.show(heat);
  const bars = el("select", { "aria-label": "How many bars to go on" });
  options(
    bars,
    [1, 2, 4, 8, 16].map((n) => [String(n), n === 1 ? "1 bar" : `${n} bars`]),
    "4",
  );
  const scale = el("select", {
    "aria-label": "Scale",
    onchange: () => {
      look.scale = scale.value;
      board.grid.ask();
    },
  });
  options(
    scale,
    [["", "All notes"], ...SCALES.map((each) => [each, each.endsWith("m") ? `${each[0]} minor` : `${each} major`])],
    "",
  );
  const chart = el("select", { "aria-label": "Chart", onchange: () => pickChart() });
  const piano = action("Continue piano", "The piano goes on (C)", () => board.ask("piano"), "strong");
  const drums = action("Continue drums", "The drums go on (Shift C)", () => board.ask("drums"), "strong");
  const compare = choice(
    "Answers",
    [
      [0, "A", "First answer"],
      [1, "B", "Second answer"],
    ],
    (index) => answers.all[index] && answers.show(index),
  );
  const again = action("Again", "Another answer (G)", () => board.again());
  const told = el("p", { class: "quiet", role: "status" });
  const answer = el(
    "div",
    { class: "answer" },
    el("div", { class: "row" }, compare.element, again),
    el(
      "div",
      { class: "row" },
      action("Accept", "Take this answer (A)", () => answers.accept(), "strong"),
      action("Discard", "Away with it (Backspace)", () => answers.discard()),
    ),
  );

  function pickChart() {
    look.chart = chart.value === JAM ? (board.desk.line.snapshot?.chart ?? null) : null;
    board.grid.ask();
  }

  const charts = () => {
    const { snapshot } = board.desk.line;
    if (!snapshot) return;
    options(
      chart,
      [
        ["", "No chart"],
        ...(snapshot.chart ? [[JAM, `The jam's: ${snapshot.chart.title}`]] : []),
        ...snapshot.charts.map((each) => [each.name, each.title]),
      ],
      chart.value,
    );
    pickChart();
  };
  options(chart, [["", "No chart"]], "");

  const wish = (which) => {
    const text = chart.value === JAM ? board.desk.line.snapshot.chart.text : chart.value || null;
    return { part: which, bars: Number(bars.value), temperature: heat, scale: scale.value || null, chart: text };
  };

  const element = el(
    "aside",
    { class: "side", "aria-label": "Play, continue, save" },
    el("section", { class: "panel" }, el("div", { class: "row" }, play, loop), bpm.element, swing.element),
    el(
      "section",
      { class: "panel" },
      el("h2", {}, "Let the band go on"),
      el("label", { class: "pick" }, el("span", {}, "For"), bars),
      el("label", { class: "pick" }, el("span", {}, "Scale"), scale),
      el("label", { class: "pick" }, el("span", {}, "Chart"), chart),
      temperature.element,
      el("div", { class: "pair" }, piano, drums),
      told,
      answer,
    ),
    el(
      "section",
      { class: "panel ways" },
      action("Save MIDI", "Save as a MIDI file (Ctrl S)", () => board.files.save()),
      action("Load MIDI", "Load a MIDI file (Ctrl O)", () => board.files.choose()),
      action("Text", "The drawing and the answer as text (T)", () => board.dialogs.text()),
      action("Copy link", "A link that carries the drawing", () => board.link()),
      action("Send to the jam", "Plays the drawing into the jam, from its next bar on (J)", () => board.sender.toggle()),
      action("Reset", "Empty the sheet", () => board.reset()),
      action("Help", "Help (H)", () => board.dialogs.help()),
    ),
  );

  const show = () => {
    put(play, player.playing ? "Stop" : "Play");
    loop.setAttribute("aria-pressed", String(player.loop));
    bpm.show(history.value.bpm);
    swing.show(history.value.swing);
    for (const each of [piano, drums, again]) each.disabled = answers.busy;
    answer.hidden = !answers.open;
    compare.show(answers.shown);
    compare.element.hidden = answers.all.length < 2;
    const one = answers.all[answers.shown];
    put(
      told,
      answers.busy
        ? "The band is thinking …"
        : one
          ? `${one.notes.length} notes in ${Math.round(one.ms)} ms, seed ${one.seed}`
          : "It goes on where your last note ends.",
    );
  };
  return { element, show, charts, wish };
}
