// Play, stop and ending; tempo, tap and nudge; the clock source.

import { rangeOf } from "../commands.js";
import { el, setOptions, setText } from "../dom.js";

/** @import { ClockSource, Snapshot } from "../api.js" */
/** @import { Connection } from "../connection.js" */
/** @import { Panel, PanelApp } from "./index.js" */

const NUDGE_MS = 10;
const BPM = rangeOf("tempo");
/** @type {Record<ClockSource, string>} */
const SOURCES = { internal: "jamd's clock", midi: "MIDI clock", link: "Ableton Link", follow: "Follow me" };
/** @typedef {{ word: string, sentence: string }} SourceState */
// Shown behind the name of the source while it does not lead; the sentence is for the tooltip and screen readers.
/** @type {Record<string, SourceState>} */
const SOURCE_STATES = {
  "midi waiting": { word: "waiting", sentence: "Waiting for a MIDI clock" },
  "midi lost": { word: "lost", sentence: "The MIDI clock is lost; the band plays on" },
  "link waiting": { word: "alone", sentence: "Nobody else is in the Link session" },
  "link lost": { word: "lost", sentence: "Link is silent; the band plays on" },
  "follow waiting": { word: "count off", sentence: "Count off one bar: tap evenly, or play one key" },
};

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function transport({ connection }) {
  const buttons = playButtons(connection);
  const tempo = tempoControls(connection);
  const source = sourceSelect(connection);
  const element = el(
    "div",
    {},
    buttons.element,
    el("div", { class: "tempo" }, tempo.elements, source.select, source.status),
  );
  /** @type {Panel["show"]} */
  const show = (snapshot) => {
    buttons.show(snapshot);
    tempo.show(snapshot);
    source.show(snapshot);
  };
  return { element, show };
}

/** @param {Connection} connection */
function playButtons(connection) {
  const play = el("button", { class: "play", type: "button", onclick: () => togglePlay(connection) }, "Play");
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

/** @param {Connection} connection */
function tempoControls(connection) {
  const bpm = el("input", {
    class: "bpm",
    type: "number",
    min: String(BPM.min),
    max: String(BPM.max),
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
      title: "Tap the beat: three taps or more set the tempo",
      onpointerdown: tap, // not on click, which comes when the finger is lifted
      onkeydown: (event) => event.key === "Enter" && tap(),
    },
    "Tap",
  );
  /** @type {(area: string, symbol: string, label: string, key: string, onclick: () => void) => HTMLElement} */
  const small = (area, symbol, label, key, onclick) =>
    el("button", { class: area, type: "button", "aria-label": label, title: label + key, onclick }, symbol);
  const elements = [
    small("slower", "−", "Slower", " (−)", () => changeTempo(connection, -2)),
    el("label", {}, bpm, el("span", { class: "unit" }, "bpm")),
    small("faster", "+", "Faster", " (+)", () => changeTempo(connection, 2)),
    small("later", "‹", "Nudge the beat later", "", () => connection.command("nudge", -NUDGE_MS)),
    tapButton,
    small("earlier", "›", "Nudge the beat earlier", "", () => connection.command("nudge", NUDGE_MS)),
  ];
  /** @param {Snapshot} snapshot */
  const show = ({ clock }) => {
    const isForeign = clock.source === "midi" || clock.source === "link";
    if (document.activeElement !== bpm) bpm.value = clock.bpm.toFixed(isForeign ? 1 : 0);
    bpm.classList.toggle("fine", isForeign);
    bpm.disabled = clock.source === "midi";
  };
  return { elements, show };
}

/** @param {Connection} connection */
function sourceSelect(connection) {
  const select = el("select", {
    class: "source",
    "aria-label": "Clock source",
    onchange: () => connection.command("source", select.value),
  });
  const status = el("span", { class: "unseen", role: "status" });
  /** @param {Snapshot} snapshot */
  const show = ({ clock }) => {
    const state = SOURCE_STATES[`${clock.source} ${clock.hold}`];
    /** @type {(source: ClockSource) => string} */
    const label = (source) => SOURCES[source] + (state && source === clock.source ? `: ${state.word}` : "");
    setOptions(
      select,
      clock.sources.map((source) => [source, label(source)]),
      clock.source,
    );
    select.title = state?.sentence ?? "The clock that the band plays to";
    select.dataset.hold = clock.hold;
    setText(status, state?.sentence ?? "");
  };
  return { select, status, show };
}

/** @param {Connection} connection */
export function togglePlay(connection) {
  if (connection.snapshot) connection.command(connection.snapshot.clock.running ? "stop" : "start");
}

/**
 * @param {Connection} connection
 * @param {number} change in bpm
 */
export function changeTempo(connection, change) {
  if (!connection.snapshot) return;
  const bpm = Math.round(connection.snapshot.clock.bpm) + change;
  connection.command("tempo", Math.min(BPM.max, Math.max(BPM.min, bpm)));
}
