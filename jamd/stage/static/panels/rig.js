// The ports and how well the machine holds up.

import { el, options, put } from "../dom.js";

const SENDINGS = [
  ["never", "not sent"],
  ["playing", "sent while playing"],
  ["always", "sent always"],
];
const BEATS = { 1: "beat", 2: "2 beats" };
const RED_MS = 5000; // so long a fallback is shown as a new one

export function rig({ line, roll }) {
  const port = (which, label) => {
    const select = el("select", { onchange: () => line.wish(which, select.value) });
    return { select, element: el("label", { class: "pick" }, el("span", {}, label), select) };
  };
  const [input, output] = [port("input", "From"), port("output", "To")];
  const sending = el("select", { "aria-label": "MIDI clock out", onchange: () => line.wish("clock.send", sending.value) });
  const delay = el("input", {
    "aria-label": "Sent earlier by, in ms",
    type: "number",
    min: "-500",
    max: "500",
    step: "1",
    title: "How much earlier all is sent, for a synth that is slow",
    onchange: () => line.wish("latency", Number(delay.value)),
  });
  const late = el("strong", { class: "late" });
  const rows = new Map(["Latest", "p99", "Headroom", "Planning", "Ahead", "Ready", "Vamps", "Frames"].map((label) => [label, el("dd", {})]));
  const list = el(
    "dl",
    { class: "figures" },
    [...rows].map(([label, value]) => [el("dt", {}, label), value]),
  );
  const wiring = el(
    "div",
    { class: "wiring" },
    input.element,
    output.element,
    el("label", { class: "pick", title: "MIDI clock out" }, el("span", {}, "Clock"), sending),
    el("label", { class: "pick" }, el("span", {}, "Early"), el("span", { class: "row" }, delay, "ms")),
    el("button", { type: "button", onclick: () => line.wish("ports") }, "Look again"),
  );
  const bare = el("p", { class: "quiet" }, "No MIDI here: this page is keyboard and loudspeaker.");
  const fallbacks = el("p", { class: "quiet fallbacks", title: "Times that something went another way than it should" });
  const element = el("div", {}, late, list, fallbacks, wiring, bare);
  const hint = (label, title) => (rows.get(label).previousSibling.title = title);
  hint("Planning", "What a plan takes (p99), and how often there is one");
  hint("Ahead", "How long before it sounds the music is decided");
  hint("Ready", "Share of the bars that a plan was there for in time");
  let fallen = null;
  let fellAt = -RED_MS;
  const milliseconds = (value) => (value === null ? "–" : `${value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0)} ms`);

  const choices = (own, names, virtual) => [
    virtual ? [own, `${own} (our own)`] : ["auto", "automatic"],
    ...names.map((each) => [each, each]),
  ];
  const show = ({ clock, ports, health }) => {
    options(sending, SENDINGS, clock.sending);
    if (document.activeElement !== delay) delay.value = ports.latency_ms.all ?? 0;
    bare.hidden = ports.backend !== "none";
    wiring.hidden = !bare.hidden;
    options(input.select, choices("jamd in", ports.inputs, ports.virtual), ports.input || (ports.virtual ? "jamd in" : "auto"));
    options(
      output.select,
      choices("jamd out", ports.outputs, ports.virtual),
      ports.output || (ports.virtual ? "jamd out" : "auto"),
    );
    put(late, health.band ? `late: ${health.dropped}` : "The band is away.");
    late.classList.toggle("bad", health.dropped > 0 || !health.band);
    put(rows.get("Latest"), milliseconds(health.late_ms.max));
    put(rows.get("p99"), milliseconds(health.late_ms.p99));
    put(rows.get("Headroom"), health.headroom === null ? "–" : `${Math.round(health.headroom * 100)}%`);
    put(rows.get("Planning"), `${milliseconds(health.planning_ms.p99)} / ${BEATS[health.replan_beats] ?? "bar"}`);
    put(rows.get("Ahead"), milliseconds(health.commit_ms));
    put(rows.get("Ready"), health.ready === null ? "–" : `${(health.ready * 100).toFixed(health.ready === 1 ? 0 : 2)}%`);
    const happened = Object.entries(health.fallbacks).filter(([, times]) => times > 0);
    const times = happened.reduce((sum, [, each]) => sum + each, 0);
    if (fallen !== null && times > fallen) fellAt = performance.now();
    fallen = times;
    put(fallbacks, happened.map(([what, each]) => `${what} ${each}`).join(" · "));
    fallbacks.hidden = happened.length === 0;
    put(rows.get("Vamps"), String(health.vamped));
  };
  let beat = 0;
  const frame = () => {
    beat += 1;
    fallbacks.classList.toggle("bad", performance.now() - fellAt < RED_MS);
    if (beat % 60 === 0) put(rows.get("Frames"), `${Math.round(roll.rate)} / s`);
  };
  return { element, show, frame };
}
