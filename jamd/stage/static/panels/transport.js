// Play, stop and ending; fill, break and solos; tempo, tap and nudge; the clock source.

import { button, el, setOptions, setText } from "../dom.js";
import { commandSelect } from "./controls.js";

/** @import { ClockSource, Snapshot } from "../api.js" */
/** @import { Connection } from "../connection.js" */
/** @import { App } from "../main.js" */
/** @import { Panel, PanelApp } from "./index.js" */

const NUDGE_MS = 10;

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function transport(app) {
  const buttons = playButtons(app);
  const once = onceButtons(app.connection);
  const tempo = tempoControls(app);
  const source = sourceSelect(app);
  const element = el(
    "div",
    {},
    buttons.element,
    once.element,
    el("div", { class: "tempo" }, tempo.elements, source.select, source.status),
  );
  /** @type {Panel["show"]} */
  const show = (snapshot) => {
    buttons.show(snapshot);
    once.show(snapshot);
    tempo.show(snapshot);
    source.show(snapshot);
  };
  return { element, show };
}

/** @param {App} app */
function playButtons(app) {
  const { connection } = app;
  const play = el("button", { class: "play", type: "button", onclick: () => togglePlay(app) }, "Play");
  const end = () => connection.command("ending");
  const ending = el("button", { class: "ending", type: "button", onclick: end }, "Ending");
  /** @param {Snapshot} snapshot */
  const show = ({ clock, place }) => {
    setText(play, clock.running ? "Stop" : "Play");
    play.classList.toggle("on", clock.running);
    const isEnding = place.last_hit !== null;
    setText(ending, isEnding ? "End now" : "Ending");
    ending.title = isEnding
      ? "The band ends with the form; press again to end at the next bar line"
      : "Play to the end of the form, and stop";
    ending.hidden = !clock.running;
  };
  return { element: el("div", { class: "plays" }, play, ending), show };
}

/**
 * What the band plays once.
 * @param {Connection} connection
 */
function onceButtons(connection) {
  /** @type {(name: string, label: string, hint: string) => HTMLButtonElement} */
  const once = (name, label, hint) => button(label, hint, () => void connection.command(name));
  const buttons = [
    once("fill", "Fill", "The drums fill the bar and land on the next one"),
    once("break", "Break", "The band strikes the next bar and is silent until the one after it"),
    once("piano solo", "Piano solo", "The piano plays a solo over the next chorus"),
    once("bass solo", "Bass solo", "The bass plays a solo over the next chorus"),
    once("drum solo", "Drum solo", "The drums play alone for four bars"),
  ];
  /** @param {Snapshot} snapshot */
  const show = ({ clock }) => buttons.forEach((each) => (each.disabled = !clock.running));
  return { element: el("div", { class: "once" }, buttons), show };
}

/** @param {App} app */
function tempoControls(app) {
  const { connection, commands } = app;
  const { min, max } = commands.range("tempo");
  const bpm = el("input", {
    class: "bpm",
    type: "number",
    min: String(min),
    max: String(max),
    step: "1",
    "aria-label": "Tempo in beats per minute",
    onchange: () => connection.command("tempo", Number(bpm.value)),
  });
  const tap = () => connection.command("tap");
  const tapButton = el(
    "button",
    {
      class: "tap",
      type: "button",
      title: "Tap tempo: three taps or more",
      onpointerdown: tap, // not on click, which comes when the finger is lifted
      onkeydown: (event) => event.key === "Enter" && tap(),
    },
    "Tap",
  );
  /** @type {(area: string, symbol: string, label: string, key: string, onclick: () => void) => HTMLElement} */
  const small = (area, symbol, label, key, onclick) =>
    el("button", { class: area, type: "button", "aria-label": label, title: label + key, onclick }, symbol);
  const elements = [
    small("slower", "−", "Slower", " (−)", () => changeTempo(app, -2)),
    el("label", {}, bpm, el("span", { class: "unit" }, "bpm")),
    small("faster", "+", "Faster", " (+)", () => changeTempo(app, 2)),
    small("later", "‹", "Nudge the beat later", "", () => connection.command("nudge", -NUDGE_MS)),
    tapButton,
    small("earlier", "›", "Nudge the beat earlier", "", () => connection.command("nudge", NUDGE_MS)),
  ];
  /** @param {Snapshot} snapshot */
  const show = ({ clock }) => {
    const isExternal = clock.source === "midi" || clock.source === "link";
    if (document.activeElement !== bpm) bpm.value = clock.bpm.toFixed(isExternal ? 1 : 0);
    bpm.classList.toggle("fine", isExternal);
    bpm.disabled = clock.source === "midi";
  };
  return { elements, show };
}

/** @param {App} app */
function sourceSelect(app) {
  const select = commandSelect(app, "source");
  select.className = "source";
  const status = el("span", { class: "unseen", role: "status" });
  /** @param {Snapshot} snapshot */
  const show = ({ clock }) => {
    /** @type {(source: ClockSource) => [ClockSource, string]} */
    const option = (source) => {
      const state = source === clock.source && clock.hold_word ? `: ${clock.hold_word}` : "";
      return [source, (clock.labels[source] ?? source) + state];
    };
    setOptions(select, clock.sources.map(option), clock.source);
    select.title = clock.hold_sentence || "The clock that the band plays to";
    select.dataset.hold = clock.hold;
    setText(status, clock.hold_sentence);
  };
  return { select, status, show };
}

/** @param {App} app */
export function togglePlay({ connection, firstSound }) {
  if (connection.snapshot?.clock.running) connection.command("stop");
  else if (connection.snapshot) firstSound.play();
}

/**
 * @param {App} app
 * @param {number} change in bpm
 */
export function changeTempo({ connection, commands }, change) {
  if (!connection.snapshot) return;
  const { min, max } = commands.range("tempo");
  const bpm = Math.round(connection.snapshot.clock.bpm) + change;
  connection.command("tempo", Math.min(max, Math.max(min, bpm)));
}
