// Play and stop; tempo, tap and nudge; whose the tempo is.

import { el, options, put } from "../dom.js";

const NUDGE = 10; // ms
const SOURCES = { internal: "jamd's clock", midi: "MIDI clock", link: "Ableton Link", follow: "Follow me" };
const HOLDS = {
  midi: { waiting: "waiting for a clock", lost: "clock lost, going on" },
  link: { waiting: "nobody else is there", lost: "Link is silent, going on" },
  follow: { waiting: "count one bar: four taps or keys" },
};

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
  const tap = () => line.wish("tap");
  const push = (label, title, ms) =>
    el("button", { type: "button", "aria-label": title, title, onclick: () => line.wish("nudge", ms) }, label);
  const source = el("select", { "aria-label": "Whose clock", onchange: () => line.wish("source", source.value) });
  const hold = el("span", { class: "hold", role: "status" });
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
      push("‹", "The beat a little later", -NUDGE),
      el(
        "button",
        {
          type: "button",
          title: "Tap the beat: three times or more sets the tempo",
          onpointerdown: tap,
          onkeydown: (event) => event.key === "Enter" && tap(),
        },
        "Tap",
      ),
      push("›", "The beat a little earlier", NUDGE),
      source,
      hold,
    ),
  );
  const show = ({ clock }) => {
    const foreign = clock.source === "midi" || clock.source === "link";
    put(play, clock.running ? "Stop" : "Play");
    play.classList.toggle("on", clock.running);
    if (document.activeElement !== bpm) bpm.value = foreign ? clock.bpm.toFixed(1) : Math.round(clock.bpm);
    bpm.classList.toggle("fine", foreign);
    bpm.disabled = clock.source === "midi";
    options(source, clock.sources.map((name) => [name, SOURCES[name] ?? name]), clock.source);
    put(hold, HOLDS[clock.source]?.[clock.hold] ?? "");
    hold.classList.toggle("bad", clock.hold === "lost");
  };
  return { element, show };
}

export function toggle(line) {
  if (line.snapshot) line.wish(line.snapshot.clock.running ? "stop" : "start");
}

export function nudge(line, change) {
  if (line.snapshot) line.wish("tempo", Math.min(400, Math.max(30, Math.round(line.snapshot.clock.bpm) + change)));
}
