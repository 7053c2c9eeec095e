// Where we are, legible from two metres away: bar and beat, this chord and the next, whose turn it is and for how long.

import { BEAT } from "../clock.js";
import { bars, el, setText } from "../dom.js";

/** @import { Chart, PlaceState, Snapshot } from "../api.js" */
/** @import { Panel, PanelApp } from "./index.js" */

/**
 * Bar and beat count from 0 at the top of the form; bars below 0 are the count-in.
 * @typedef {{ running: boolean, bar: number, beat: number }} Position
 */

const TURNS = { you: "You", band: "Band" };

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function place({ connection, clock }) {
  const where = whereWeAre();
  const harmony = harmonyNow();
  const turn = whoseTurn();
  const element = el("div", {}, where.element, harmony.element, turn.element);

  const onFrame = () => {
    const { snapshot } = connection;
    if (!snapshot) return;
    const { beats } = snapshot.clock;
    const total = clock.running ? Math.floor(clock.now() / BEAT) : 0;
    const position = {
      running: clock.running,
      bar: Math.floor(total / beats),
      beat: ((total % beats) + beats) % beats,
    };
    where.show(position, snapshot);
    harmony.show(position, snapshot);
    element.dataset.turn = turn.show(position, snapshot);
  };
  return { element, onFrame, show: () => {} };
}

function whereWeAre() {
  const bar = el("span", { class: "bar" });
  const beats = el("span", { class: "beats", "aria-hidden": "true" });
  const section = el("span", { class: "section" });
  /** @type {HTMLElement[]} */
  let dots = [];

  /** @type {(position: Position, snapshot: Snapshot) => void} */
  const show = (position, { clock, chart, place: state }) => {
    if (dots.length !== clock.beats) {
      dots = Array.from({ length: clock.beats }, () => el("i", {}));
      beats.replaceChildren(...dots);
    }
    dots.forEach((dot, i) => dot.classList.toggle("on", position.running && i <= position.beat));
    setText(bar, barText(position, chart));
    setText(section, sectionText(position, chart, state));
  };
  return { element: el("div", { class: "where" }, bar, beats, section), show };
}

/** @type {(position: Position, chart: Chart | null) => string} */
function barText({ running, bar, beat }, chart) {
  if (!running) return "–";
  if (bar < 0) return String(beat + 1); // count-in
  return `${(bar % (chart?.bars.length || Infinity)) + 1}.${beat + 1}`;
}

/** @type {(position: Position, chart: Chart | null, place: PlaceState) => string} */
function sectionText({ running, bar }, chart, { section }) {
  if (!running) return chart?.title ?? "no chart";
  if (bar < 0) return "count-in";
  const chorus = chart?.bars.length ? `chorus ${Math.floor(bar / chart.bars.length) + 1}` : "";
  return [section, chorus].filter(Boolean).join(", ");
}

function harmonyNow() {
  const chord = el("strong", { class: "chord" });
  const next = el("span", { class: "next" });

  /** @type {(position: Position, snapshot: Snapshot) => void} */
  const show = ({ bar, beat }, { chart, jam, place: state }) => {
    const [now, coming] =
      chart?.bars.length && jam.harmony !== "follow"
        ? chordsAt(chart, Math.max(0, bar), beat)
        : [state.chord, state.next_chord];
    setText(chord, now || "–");
    setText(next, coming !== now ? coming : "");
  };
  return { element: el("div", { class: "harmony" }, chord, next), show };
}

function whoseTurn() {
  const who = el("strong", { class: "who", "aria-live": "polite" });
  const count = el("span", { class: "count" });

  // Returns the turn, which colours the panel.
  /** @type {(position: Position, snapshot: Snapshot) => PlaceState["turn"]} */
  const show = ({ running, bar, beat }, { jam, place: state, clock }) => {
    if (!running || bar < 0 || jam.mode !== "trade") {
      setText(who, running && jam.mode === "continue" ? "You lead, the piano continues" : "");
      setText(count, "");
      return running ? state.turn : "both";
    }
    const isYours = (Math.floor(bar / jam.trade_bars) % 2 === 0) === jam.you_first;
    const [turn, other] = isYours ? [TURNS.you, TURNS.band] : [TURNS.band, TURNS.you];
    const left = jam.trade_bars - (bar % jam.trade_bars);
    setText(who, turn);
    setText(count, left === 1 ? `${other.toLowerCase()} in ${clock.beats - beat}` : bars(left));
    return isYours ? "you" : "band";
  };
  return { element: el("div", { class: "turn" }, who, count), show };
}

/**
 * The chord at a beat, and the next different one.
 * @param {Chart} chart
 * @param {number} bar
 * @param {number} beat
 * @returns {[now: string, next: string]}
 */
function chordsAt({ bars: all }, bar, beat) {
  const total = all.length;
  let now = "";
  for (let back = 0; back < total && !now; back += 1) {
    const earlier = all[(bar - back + total * 2) % total];
    now = earlier.filter((change) => back > 0 || change.beat <= beat).at(-1)?.chord ?? "";
  }
  for (let ahead = 0; ahead < total; ahead += 1) {
    const later = all[(bar + ahead) % total];
    const found = later.find((change) => change.chord !== now && (ahead > 0 || change.beat > beat));
    if (found) return [now, found.chord];
  }
  return [now, ""];
}
