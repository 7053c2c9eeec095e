// Where we are, to be read from two metres: bar and beat, the chord and the next one, whose turn it is and for how long.

import { BEAT } from "../clock.js";
import { el, put } from "../dom.js";

const WHOSE = { you: "You", band: "Band", both: "Together" };

export function place({ line, clock }) {
  const [bar, section] = [el("span", { class: "bar" }), el("span", { class: "section" })];
  const beats = el("span", { class: "beats", "aria-hidden": "true" });
  const chord = el("strong", { class: "chord" });
  const next = el("span", { class: "next" });
  const who = el("strong", { class: "who", "aria-live": "polite" });
  const count = el("span", { class: "count" });
  const turn = el("div", { class: "turn" }, who, count);
  const element = el(
    "div",
    {},
    el("div", { class: "where" }, bar, beats, section),
    el("div", { class: "harmony" }, chord, next),
    turn,
  );
  let dots = [];

  const frame = () => {
    const snapshot = line.snapshot;
    if (!snapshot) return;
    const { clock: time, jam } = snapshot;
    if (dots.length !== time.beats) {
      dots = Array.from({ length: time.beats }, () => el("i", {}));
      beats.replaceChildren(...dots);
    }
    const now = clock.running ? clock.now() : 0;
    const beat = Math.floor(now / BEAT);
    const here = ((beat % time.beats) + time.beats) % time.beats;
    const number = Math.floor(beat / time.beats);
    put(
      bar,
      !clock.running
        ? "–"
        : number < 0
          ? `${here + 1}`
          : `${(number % (snapshot.chart?.bars.length || Infinity)) + 1}.${here + 1}`,
    );
    dots.forEach((dot, i) => dot.classList.toggle("on", clock.running && i <= here));
    showHarmony(snapshot, clock.running ? number : 0, here);
    showTurn(snapshot, jam, number, here);
  };

  function showHarmony({ chart, place: where }, number, beat) {
    const [now, then] = chart?.bars.length ? chordsAt(chart, Math.max(0, number), beat) : [where.chord, where.next_chord];
    put(chord, now || "–");
    put(next, then && then !== now ? then : "");
    const chorus = chart?.bars.length ? `chorus ${Math.floor(Math.max(0, number) / chart.bars.length) + 1}` : "";
    const name = [where.section, chorus].filter(Boolean).join(", ");
    put(section, clock.running ? (number < 0 ? "count-in" : name) : (chart?.title ?? "no chart"));
  }

  function showTurn({ place: where, clock: time }, jam, number, beat) {
    element.dataset.turn = clock.running ? where.turn : "both";
    if (!clock.running || number < 0 || jam.mode !== "trade") {
      put(who, clock.running && jam.mode === "continue" ? "You lead, the piano carries on" : "");
      put(count, "");
      return;
    }
    const round = Math.floor(number / jam.trade_bars);
    const yours = (round % 2 === 0) === jam.you_first;
    const left = jam.trade_bars - (number % jam.trade_bars);
    put(who, WHOSE[yours ? "you" : "band"]);
    element.dataset.turn = yours ? "you" : "band";
    put(count, left === 1 ? `${WHOSE[yours ? "band" : "you"].toLowerCase()} in ${time.beats - beat}` : `${left} bars`);
  }
  return { element, frame, show: () => {} };
}

// The chord at a beat and the next other one.
function chordsAt(chart, number, beat) {
  const total = chart.bars.length;
  let now = "";
  for (let back = 0; back < total && !now; back += 1) {
    const bar = chart.bars[(number - back + total * 2) % total];
    now = bar.filter((each) => back > 0 || each.beat <= beat).at(-1)?.chord ?? "";
  }
  for (let ahead = 0; ahead < total; ahead += 1) {
    const found = chart.bars[(number + ahead) % total].find((each) => each.chord !== now && (ahead > 0 || each.beat > beat));
    if (found) return [now, found.chord];
  }
  return [now, ""];
}
