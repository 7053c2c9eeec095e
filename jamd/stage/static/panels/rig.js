// MIDI ports, and how well the machine keeps up.

import { el, setOptions, setText } from "../dom.js";
import { choicesInWords, commandSelect } from "./controls.js";

/** @import { Health, Snapshot } from "../api.js" */
/** @import { Panel, PanelApp } from "./index.js" */

const SENDING = { never: "not sent", playing: "sent while playing", always: "always sent" };
const RED_MS = 5000; // how long a new fallback is shown in red
const IN_TIME = "Everything is in time.";
const FRAMES = 60; // between two readings of the frame rate

/**
 * @param {PanelApp} app
 * @returns {Panel}
 */
export function rig(app) {
  const ports = portSettings(app);
  const health = healthFigures();
  const noMidi = el("p", { class: "quiet" }, "No MIDI: play on this page.");
  const details = el("details", {}, el("summary", {}, "Details"), health.list, health.fallbacks);
  const element = el("div", {}, health.verdict, ports.element, noMidi, details);

  /** @type {Panel["show"]} */
  const show = (snapshot) => {
    noMidi.hidden = snapshot.ports.backend !== "none";
    ports.element.hidden = !noMidi.hidden;
    ports.show(snapshot);
    health.show(snapshot);
  };
  let frames = 0;
  const onFrame = () => {
    frames += 1;
    health.fade();
    if (frames % FRAMES === 0) setText(health.frames, `${Math.round(app.roll.rate)} / s`);
  };
  return { element, show, onFrame };
}

/** @param {PanelApp} app */
function portSettings(app) {
  const { connection, commands } = app;
  const input = commandSelect(app, "input");
  const output = commandSelect(app, "output");
  const sending = commandSelect(app, "clock.send");
  const sendings = choicesInWords(app, "clock.send", SENDING);
  const { min, max } = commands.range("latency");
  const early = el("input", {
    "aria-label": `${commands.label("latency")}, in ms`,
    type: "number",
    min: String(min),
    max: String(max),
    step: "1",
    title: "How much earlier everything is sent, for a synth that is slow to sound",
    onchange: () => connection.command("latency", Number(early.value)),
    onblur: () => connection.snapshot && showEarly(connection.snapshot), // what was refused is taken back
  });
  /** @param {Snapshot} snapshot */
  const showEarly = ({ ports }) => {
    if (document.activeElement !== early) early.value = String(ports.latency_ms.all ?? 0);
  };
  const element = el(
    "div",
    { class: "wiring" },
    el("label", { class: "pick" }, el("span", {}, "In"), input),
    el("label", { class: "pick" }, el("span", {}, "Out"), output),
    el("label", { class: "pick", title: "MIDI clock out" }, el("span", {}, "Clock"), sending),
    el("label", { class: "pick" }, el("span", {}, "Early"), el("span", { class: "row" }, early, "ms")),
    el("button", { type: "button", onclick: () => connection.command("ports") }, "Rescan ports"),
  );

  /** @param {Snapshot} snapshot */
  const show = (snapshot) => {
    const { clock, ports } = snapshot;
    setOptions(sending, sendings, clock.sending);
    showEarly(snapshot);
    const [ownIn, ownOut] = ports.virtual ? ["jamd in", "jamd out"] : ["auto", "auto"];
    setOptions(input, portOptions(ownIn, ports.own[0], ports.inputs), ports.input || ownIn);
    setOptions(output, portOptions(ownOut, ports.own[1], ports.outputs), ports.output || ownOut);
  };
  return { element, show };
}

/**
 * @param {string} own the word for a port of jamd's, or "auto"
 * @param {string} name of that port, as others see it
 * @param {string[]} names
 * @returns {[string, string][]}
 */
function portOptions(own, name, names) {
  return [[own, own === "auto" ? "automatic" : `${name} (jamd's own)`], ...pairs(names)];
}

/** @type {(names: string[]) => [string, string][]} */
const pairs = (names) => names.map((name) => [name, name]);

function healthFigures() {
  const verdict = el("p", { class: "verdict", role: "status" });
  const fallbacks = el("p", { class: "quiet fallbacks", title: "How often jamd had to fall back on something else" });
  const list = el("dl", { class: "figures" });
  /** @type {(label: string, hint?: string) => HTMLElement} */
  const row = (label, hint = "") => {
    const value = el("dd", {});
    list.append(el("dt", { title: hint }, label), value);
    return value;
  };
  const rows = {
    max: row("Latest note", "The latest of the last 500 messages"),
    p99: row("99 of 100 notes", "99 percent of the last 500 messages were less late than this"),
    headroom: row("Time to spare", "The share of a beat that planning leaves free"),
    planning: row("Planning", "How long a plan takes (p99), and how often one is made"),
    ahead: row("Ahead", "How long before it sounds the music is decided"),
    ready: row("Ready", "The share of bars whose plan came in time"),
    vamps: row("Repeated", "How often no plan came and the last bar of drums was repeated"),
    dropped: row("Left out", "Notes that would have been late"),
    frames: row("Frames"),
  };
  let known = /** @type {number | null} */ (null); // fallbacks so far
  let lastFallback = -RED_MS;

  /** @param {Snapshot} snapshot */
  const show = ({ health, clock }) => {
    const said = clock.running ? verdictOn(health) : ""; // a band that has not begun sends no plans
    setText(verdict, said);
    verdict.classList.toggle("bad", said !== IN_TIME);
    setText(rows.dropped, String(health.dropped));
    setText(rows.max, milliseconds(health.late_ms.max));
    setText(rows.p99, milliseconds(health.late_ms.p99));
    setText(rows.headroom, `${Math.round(health.headroom * 100)}%`);
    setText(rows.planning, `${milliseconds(health.planning_ms.p99)} / ${interval(health.replan_beats)}`);
    setText(rows.ahead, milliseconds(health.commit_ms));
    setText(rows.ready, health.ready === null ? "–" : `${(health.ready * 100).toFixed(health.ready === 1 ? 0 : 2)}%`);
    setText(rows.vamps, String(health.vamped));
    const happened = Object.entries(health.fallbacks).filter(([, times]) => times > 0);
    const total = happened.reduce((sum, [, times]) => sum + times, 0);
    if (known !== null && total > known) lastFallback = performance.now();
    known = total;
    setText(fallbacks, happened.map(([what, times]) => `${what} ${times}`).join(" · "));
    fallbacks.hidden = happened.length === 0;
  };
  const fade = () => fallbacks.classList.toggle("bad", performance.now() - lastFallback < RED_MS);
  return { verdict, list, fallbacks, show, fade, frames: rows.frames };
}

/** @param {Health} health */
function verdictOn({ band, dropped }) {
  if (!band) return "The band does not answer: the drums repeat their last bar.";
  if (dropped === 0) return IN_TIME;
  return `${dropped === 1 ? "1 note was" : `${dropped} notes were`} too late for this machine, and left out.`;
}

/** @param {number} beats */
const interval = (beats) => (beats === 1 ? "beat" : beats === 2 ? "2 beats" : "bar");

/** @param {number | null} value */
const milliseconds = (value) => (value === null ? "–" : `${value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0)} ms`);
