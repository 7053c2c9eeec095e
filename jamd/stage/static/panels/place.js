// Where we are, legible from two metres away: bar and beat, this chord and the next, whose turn it is and for how long,
// and what people have asked for.

import { BEAT } from "../clock.js";
import { el } from "../dom.js";
import { fittedChord, fittedText } from "../fit.js";
import { titleOf } from "../parts.js";

/** @import { Chart, PlaceState, Snapshot } from "../api.js" */
/** @import { Clock } from "../clock.js" */
/** @import { Bar, Form } from "../form.js" */
/** @import { Panel, PanelApp } from "./index.js" */

/**
 * The bar that sounds, and the beat in it, from 0.
 * @typedef {{ running: boolean, now: number, bar: Bar, beat: number }} Position
 */

/** @type {Record<string, string>} */
const HEADS = { head: "Head", "head out": "Head out" };
const YOUR_BASS = "you have the bass"; // the left hand plays it, and the bassist rests
const ENDS = ["tag", "ending"]; // what is asked for and lies behind the last chorus

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function place({ connection, clock, form }) {
  const where = whereWeAre(form);
  const harmony = harmonyNow(form);
  const turn = whoseTurn(form);
  const coming = whatComes(form);
  const element = el(
    "div",
    {},
    where.element,
    harmony.element,
    el("div", { class: "ahead" }, turn.element, coming.element),
  );

  const onFrame = () => {
    const { snapshot } = connection;
    if (!snapshot) return;
    const position = positionNow(clock, form);
    where.show(position, snapshot);
    harmony.show(position, snapshot);
    coming.show(position, snapshot);
    element.dataset.turn = turn.show(position, snapshot);
  };
  return { element, onFrame, show: () => {} };
}

/**
 * @param {Clock} clock
 * @param {Form} form
 * @returns {Position}
 */
export function positionNow(clock, form) {
  const now = clock.running ? clock.now() : 0;
  const bar = form.at(now);
  return { running: clock.running, now, bar, beat: Math.floor((now - bar.line) / BEAT) };
}

/** @param {Form} form */
export function whereWeAre(form) {
  const number = fittedText(el("span", { class: "bar" }));
  const beats = el("span", { class: "beats", "aria-hidden": "true" });
  const { element: section, show: showSection } = fittedText(el("span", { class: "section" }));
  /** @type {HTMLElement[]} */
  let dots = [];

  /** @type {(position: Position, snapshot: Snapshot) => void} */
  const show = ({ running, bar, beat }, { chart, place: state }) => {
    if (dots.length !== bar.beats) {
      dots = Array.from({ length: bar.beats }, () => el("i", {}));
      beats.replaceChildren(...dots);
    }
    dots.forEach((dot, i) => dot.classList.toggle("on", running && i <= beat));
    number.show(running ? barText(bar, beat) : "–");
    showSection(running ? sectionText(bar, chart, state, form) : (chart?.title ?? "no chart"));
  };
  return { element: el("div", { class: "where" }, number.element, beats, section), show };
}

/** @type {(bar: Bar, beat: number) => string} */
function barText({ number, chartBar }, beat) {
  return number < 0 ? String(beat + 1) : `${(chartBar ?? number) + 1}.${beat + 1}`;
}

/** @type {(bar: Bar, chart: Chart | null, place: PlaceState, form: Form) => string} */
function sectionText({ number, chartBar, chorus }, chart, { section, loop, coming }, form) {
  if (number < 0) return "count-in";
  const name = chart && chartBar !== null ? chart.sections.findLast(({ first }) => first <= chartBar)?.name : section;
  if (loop) return [name, `loop ${loop[0] + 1}–${loop[1]}`].filter(Boolean).join(", ");
  if (!chart) return name ?? "";
  const end = coming.find(({ what }) => ENDS.includes(what));
  const last = end ? Math.max(chorus, form.at(end.at - 1).chorus) : null;
  return [name, `chorus ${chorus + 1}${last === null ? "" : ` of ${last + 1}`}`].filter(Boolean).join(", ");
}

/** @param {Form} form */
export function harmonyNow(form) {
  const chord = fittedChord(el("strong", { class: "chord" }));
  const next = fittedChord(el("span", { class: "next" }), "→ ");

  /** @type {(position: Position, snapshot: Snapshot) => void} */
  const show = ({ bar, beat }, { chart, place: state }) => {
    const at = bar.number < 0 ? form.first : bar.chartBar;
    const isKnown = chart !== null && chart.bars.length > 0 && at !== null;
    const [now, coming] = isKnown
      ? chordsAt(chart, at, Math.max(0, bar.number < 0 ? 0 : beat), form.round)
      : [state.chord, state.next_chord];
    chord.show(now || "–");
    next.show(coming !== now ? coming : "");
  };
  return { element: el("div", { class: "harmony" }, chord.element, next.element), show };
}

/** @param {Form} form */
export function whoseTurn(form) {
  const who = fittedText(el("strong", { class: "who", "aria-live": "polite" }));
  const count = fittedText(el("span", { class: "count" }));

  // Returns who it is, which colours the panel.
  /** @type {(position: Position, snapshot: Snapshot) => string} */
  const show = ({ running, now, bar }, { jam, place: told }) => {
    const { turn_ends: ends, left_hand_bass: yourBass } = told;
    if (!running || bar.number < 0 || !told.soloist) {
      const [lead, others] = running ? leadText(jam.mode, yourBass) : ["", ""];
      who.show(lead);
      count.show(others);
      return "";
    }
    const following = turnText(told.next_part, told.next_soloist);
    const isOver = ends !== null && now >= ends; // the band has not spoken of the next turn yet
    who.show(isOver ? following : turnText(told.part, told.soloist) + chorusText(told));
    const next = isOver ? "" : comingText(following, ends && form.until(now, ends));
    count.show(next || (yourBass ? YOUR_BASS : ""));
    return isOver ? told.next_soloist : told.soloist;
  };
  return { element: el("div", { class: "turn" }, who.element, count.element), show };
}

/** @type {(mode: string, yourBass: boolean) => [lead: string, others: string]} */
function leadText(mode, yourBass) {
  if (mode === "continue") return ["You lead", yourBass ? YOUR_BASS : "the piano continues"];
  return yourBass ? ["Left hand", YOUR_BASS] : ["", ""];
}

/** @type {(part: string, soloist: string) => string} */
const turnText = (part, soloist) => HEADS[part] ?? (soloist ? titleOf(soloist) : "");

/** @type {(place: PlaceState) => string} */
const chorusText = ({ solo_chorus: chorus }) => (chorus && chorus[1] > 1 ? ` ${chorus[0]}/${chorus[1]}` : "");

/** @type {(following: string, until: string | null | 0) => string} */
const comingText = (following, until) => following && `${following.toLowerCase()} ${until ? `in ${until}` : "next"}`;

/**
 * What people have asked for and is still ahead, and how far.
 * @param {Form} form
 */
export function whatComes(form) {
  const lines = [0, 1].map(() => fittedText(el("li", {})));
  const element = el(
    "ul",
    { class: "coming", "aria-live": "polite" },
    lines.map((line) => line.element),
  );

  /** @type {(position: Position, snapshot: Snapshot) => void} */
  const show = ({ running, now }, { place: { coming, next_part, turn_ends: ends } }) => {
    const isTold = (/** @type {number} */ at) => next_part !== "" && at === ends; // with the turn
    const ahead = running ? coming.filter(({ at }) => at > now && !isTold(at)) : [];
    lines.forEach((line, i) => line.show(ahead[i] ? `${ahead[i].what} in ${form.until(now, ahead[i].at)}` : ""));
  };
  return { element, show };
}

/**
 * The chord at a beat, and the next different one.
 * @param {Chart} chart
 * @param {number} bar
 * @param {number} beat
 * @param {[first: number, behind: number]} round the bars that go round
 * @returns {[now: string, next: string]}
 */
function chordsAt({ bars: all }, bar, beat, [first, last]) {
  let now = "";
  for (let each = bar; each >= 0 && !now; each -= 1) {
    now = all[each].filter((change) => each < bar || change.beat <= beat).at(-1)?.chord ?? "";
  }
  let later = bar;
  for (let ahead = 0; ahead <= last - first; ahead += 1) {
    const isHere = ahead === 0;
    const found = all[later].find((change) => change.chord !== now && (!isHere || change.beat > beat));
    if (found) return [now, found.chord];
    later = later + 1 === last || later + 1 === all.length ? first : later + 1;
  }
  return [now, ""];
}
