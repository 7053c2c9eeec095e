// What this page sounds like. Nothing here reaches the daemon.

import { el, put, slider } from "../dom.js";
import { KITS, SOUNDS } from "../synth.js";

export function sounds({ synth, bandSound }) {
  const volume = slider("Loudness", {
    min: 0,
    max: 1.5,
    step: 0.05,
    say: (v) => `${Math.round(v * 100)}%`,
    onslide: (v) => synth.setVolume(v),
  });
  volume.show(synth.volume);
  const pick = (label, who, sounds) =>
    el(
      "label",
      { class: "pick" },
      el("span", {}, label),
      el(
        "select",
        { onchange: (event) => synth.sound(who, Number(event.target.value)) },
        Object.entries(sounds).map(([name, program]) =>
          el("option", { value: String(program), selected: program === synth.programs[who] }, name),
        ),
      ),
    );
  const keyboard = el("input", {
    type: "checkbox",
    checked: bandSound.ownKeyboard,
    onchange: () => (bandSound.ownKeyboard = keyboard.checked),
  });
  const level = el("meter", { min: "0", max: "1", "aria-label": "Level" });
  const state = el("p", { class: "quiet" });
  const own = el("label", { class: "tick" }, keyboard, "MIDI keys sound here");
  const show = ({ ports }) => {
    own.hidden = ports.backend === "none"; // nothing to be plugged in
  };
  const frame = () => {
    level.value = synth.peak;
    put(state, synth.ready ? `Notes late in this page: ${synth.tally.late + synth.tally.dropped}` : "The sound is off.");
  };
  return {
    element: el(
      "div",
      {},
      volume.element,
      level,
      pick("You", "you", SOUNDS),
      pick("Piano", "piano", SOUNDS),
      pick("Drums", "drums", KITS),
      own,
      state,
    ),
    show,
    frame,
  };
}
