// How it should feel: intensity and swing, where your hands divide, whose chords count.

import { choice, el, slider } from "../dom.js";
import { name } from "../pitch.js";

export function feel({ line }) {
  const follow = el("input", {
    type: "checkbox",
    onchange: () => line.wish("intensity", follow.checked ? null : Number(intensity.input.value)),
  });
  const intensity = slider("Intensity", {
    min: 0,
    max: 1,
    step: 0.05,
    say: (v) => `${Math.round(v * 100)}%`,
    onslide: (v) => line.wish("intensity", v),
  });
  const swing = slider("Swing", {
    min: 0,
    max: 2,
    step: 0.05,
    say: (v) => (v === 0 ? "straight" : `${Math.round(v * 100)}%`),
    onslide: (v) => line.wish("swing", v),
  });
  const split = slider("Split", { min: 21, max: 108, step: 1, say: name, onslide: (v) => line.wish("split", v) });
  const harmony = choice(
    "Chords",
    [
      ["chart", "Chart", "The chart's chords"],
      ["follow", "Left hand", "The chords you play below the split"],
    ],
    (value) => line.wish("harmony", value),
  );
  const element = el(
    "div",
    {},
    intensity.element,
    el("label", { class: "tick" }, follow, "As I play"),
    swing.element,
    split.element,
    harmony.element,
  );
  const show = ({ jam, place }) => {
    follow.checked = jam.intensity === null;
    intensity.show(jam.intensity ?? place.intensity);
    swing.show(jam.swing);
    split.show(jam.split);
    harmony.show(jam.harmony);
  };
  return { element, show };
}
