// Play, stop and end; tempo, tap and nudge; whose the tempo is.

import { el, options, put } from "../dom.js";

const NUDGE = 10; // ms
const SOURCES = { internal: "jamd's clock", midi: "MIDI clock", link: "Ableton Link", follow: "Follow me" };
// A word behind the source's name, and the sentence for those who ask.
const HOLDS = {
  midi: { waiting: ["waiting", "Waiting for a MIDI clock"], lost: ["lost", "The MIDI clock is lost; the band goes on"] },
  link: { waiting: ["alone", "Nobody else is in the Link session"], lost: ["lost", "Link is silent; the band goes on"] },
  follow: { waiting: ["count off", "Count off one bar: even taps, or one key"] },
};

export function transport({ line }) {
  const play = el("button", { class: "play", type: "button", onclick: () => toggle(line) }, "Play");
  const ending = el("button", { class: "ending", type: "button", onclick: () => line.wish("ending") }, "Ending");
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
  const small = (where, label, title, act) =>
    el("button", { class: where, type: "button", "aria-label": title.replace(/ \(.*/, ""), title, onclick: act }, label);
  const source = el("select", { class: "source", "aria-label": "Whose clock", onchange: () => line.wish("source", source.value) });
  const hold = el("span", { class: "unseen", role: "status" });
  const element = el(
    "div",
    {},
    el("div", { class: "plays" }, play, ending),
    el(
      "div",
      { class: "tempo" },
      small("slower", "−", "Slower (−)", () => nudge(line, -2)),
      el("label", {}, bpm, el("span", { class: "unit" }, "bpm")),
      small("faster", "+", "Faster (+)", () => nudge(line, 2)),
      small("later", "‹", "The beat a little later", () => line.wish("nudge", -NUDGE)),
      el(
        "button",
        {
          class: "tap",
          type: "button",
          title: "Tap the beat: three times or more sets the tempo",
          onpointerdown: tap,
          onkeydown: (event) => event.key === "Enter" && tap(),
        },
        "Tap",
      ),
      small("earlier", "›", "The beat a little earlier", () => line.wish("nudge", NUDGE)),
      source,
      hold,
    ),
  );
  // Asked for once: to the end of the form; again: at the next bar line.
  const show = ({ clock, place }) => {
    const ends = place.last_hit !== null;
    put(ending, ends ? "End now" : "Ending");
    ending.title = ends ? "The form is played to its end; again: end at the next bar line" : "Play the form to its end, and stop";
    ending.hidden = !clock.running;
    const foreign = clock.source === "midi" || clock.source === "link";
    put(play, clock.running ? "Stop" : "Play");
    play.classList.toggle("on", clock.running);
    if (document.activeElement !== bpm) bpm.value = foreign ? clock.bpm.toFixed(1) : Math.round(clock.bpm);
    bpm.classList.toggle("fine", foreign);
    bpm.disabled = clock.source === "midi";
    const [word, sentence] = HOLDS[clock.source]?.[clock.hold] ?? ["", ""];
    const label = (name) => (SOURCES[name] ?? name) + (word && name === clock.source ? `: ${word}` : "");
    options(source, clock.sources.map((name) => [name, label(name)]), clock.source);
    source.title = sentence || "Whose clock the band plays to";
    source.dataset.hold = clock.hold;
    put(hold, sentence);
  };
  return { element, show };
}

export function toggle(line) {
  if (line.snapshot) line.wish(line.snapshot.clock.running ? "stop" : "start");
}

export function nudge(line, change) {
  if (line.snapshot) line.wish("tempo", Math.min(400, Math.max(30, Math.round(line.snapshot.clock.bpm) + change)));
}
