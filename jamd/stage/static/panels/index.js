// The panels of the stage, in the order in which they stand. A new one is a function from the desk (line, clock, score, synth, ...) to
// {element, show(snapshot), frame()?}, and one line here.

import { chart } from "./chart.js";
import { feel } from "./feel.js";
import { mode } from "./mode.js";
import { parts } from "./parts.js";
import { place } from "./place.js";
import { rig } from "./rig.js";
import { sounds } from "./sounds.js";
import { takes } from "./takes.js";
import { transport } from "./transport.js";

export const HEAD = [
  { name: "transport", title: "Transport", build: transport },
  { name: "place", title: "Place", build: place },
  { name: "mode", title: "Mode", build: mode },
];

export const RACK = [
  { name: "chart", title: "Chart", build: chart },
  { name: "parts", title: "Band", build: parts },
  { name: "feel", title: "Feel", build: feel },
  { name: "takes", title: "Takes", build: takes },
  { name: "sounds", title: "Sound", build: sounds },
  { name: "rig", title: "Rig", build: rig },
];
