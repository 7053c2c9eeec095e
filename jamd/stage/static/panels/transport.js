// Play and stop, tempo and tap, panic.

import { el, put } from "../dom.js";

const TAP_LAPSE = 2000; // ms of silence after which a tap begins anew
const TAPS = 5;

export function transport({ line }) {
  const play = el("button", { class: "play", type: "button", onclick: () => toggle(line) }, "Play");
  const bpm = el("input", {
    class: "bpm",
    type: "number",
    min: "30",
    max: "400",
    step: "1",
    "aria-label": "Tempo in beats a minute",
    onchange: () => line.wish("tempo", Number(bpm.value)),
  });
  const taps = [];
  const tap = () => {
    const now = performance.now();
    if (now - (taps.at(-1) ?? now) > TAP_LAPSE) taps.length = 0;
    taps.push(now);
    if (taps.length > TAPS) taps.shift();
    if (taps.length > 2) line.wish("tempo", Math.round(((taps.length - 1) * 60_000) / (taps.at(-1) - taps[0])));
  };
  const element = el(
    "div",
    {},
    play,
    el(
      "div",
      { class: "tempo" },
      el("button", { type: "button", "aria-label": "Slower", title: "Slower (−)", onclick: () => nudge(line, -2) }, "−"),
      el("label", {}, bpm, el("span", { class: "unit" }, "bpm")),
      el("button", { type: "button", "aria-label": "Faster", title: "Faster (+)", onclick: () => nudge(line, 2) }, "+"),
      el(
        "button",
        {
          type: "button",
          title: "Tap the tempo, three times or more",
          onpointerdown: tap,
          onkeydown: (event) => event.key === "Enter" && tap(),
        },
        "Tap",
      ),
    ),
  );
  const show = ({ clock }) => {
    put(play, clock.running ? "Stop" : "Play");
    play.classList.toggle("on", clock.running);
    if (document.activeElement !== bpm) bpm.value = Math.round(clock.bpm);
  };
  return { element, show };
}

export function toggle(line) {
  if (line.snapshot) line.wish(line.snapshot.clock.running ? "stop" : "start");
}

export function nudge(line, change) {
  if (line.snapshot) line.wish("tempo", Math.min(400, Math.max(30, Math.round(line.snapshot.clock.bpm) + change)));
}
