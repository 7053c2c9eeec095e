// The ports and how well the machine holds up.

import { el, options, put } from "../dom.js";

export function rig({ line, roll }) {
  const port = (which, label) => {
    const select = el("select", { onchange: () => line.wish(which, select.value) });
    return { select, element: el("label", { class: "pick" }, el("span", {}, label), select) };
  };
  const [input, output] = [port("input", "Plays in"), port("output", "Goes out")];
  const late = el("strong", { class: "late" });
  const rows = new Map(["Latest note", "Headroom", "Left out", "Vamps", "Pictures"].map((label) => [label, el("dd", {})]));
  const list = el("dl", { class: "figures" }, [...rows].map(([label, value]) => [el("dt", {}, label), value]));
  const element = el("div", {}, input.element, output.element,
    el("button", { type: "button", onclick: () => line.wish("ports") }, "Look again"), late, list);

  const choices = (own, names, virtual, none) => {
    const mine = virtual ? [[own, `our own port “${own}”`]] : none ? [["auto", "none (this page only)"]] : [["auto", "automatic"]];
    return [...mine, ...names.map((each) => [each, each])];
  };
  const show = ({ ports, health }) => {
    const none = ports.backend === "none";
    options(input.select, choices("jamd in", ports.inputs, ports.virtual, none), ports.input || (ports.virtual ? "jamd in" : "auto"));
    options(output.select, choices("jamd out", ports.outputs, ports.virtual, none), ports.output || (ports.virtual ? "jamd out" : "auto"));
    put(late, health.band ? `late: ${health.dropped}` : "the band is away, wire vamps");
    late.classList.toggle("bad", health.dropped > 0 || !health.band);
    put(rows.get("Latest note"), health.late_ms.max === null ? "–" : `${health.late_ms.max.toFixed(1)} ms, p99 ${health.late_ms.p99.toFixed(2)}`);
    put(rows.get("Headroom"), health.headroom === null ? "–" : `${Math.round(health.headroom * 100)}%, a plan takes ${Math.round(health.plan_ms)} ms`);
    put(rows.get("Left out"), String(health.dropped));
    put(rows.get("Vamps"), String(health.vamped));
  };
  let beat = 0;
  const frame = () => {
    beat += 1;
    if (beat % 60 === 0) put(rows.get("Pictures"), `${Math.round(roll.rate)} a second`);
  };
  return { element, show, frame };
}
