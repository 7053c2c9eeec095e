// What everybody played and will play, in ticks, as the roll shows it and the synth sounds it. Memory is bounded: old bars are dropped.

import { BEAT } from "./clock.js";

const MEMORY = 64 * BEAT;
const PARTS = ["drums", "piano"];

export class Score extends EventTarget {
  constructor(line, clock) {
    super();
    this.clock = clock;
    this.clear();
    line.addEventListener("plan", ({ detail }) => this.plan(detail));
    line.addEventListener("heard", ({ detail }) => this.heard(detail));
    line.addEventListener("played", ({ detail }) => this.played(detail));
    line.addEventListener("lost", () => this.clear());
    line.addEventListener("change", ({ detail }) => {
      if (detail.has("clock") && !clock.running) this.clear(); // the next start begins at the count-in
    });
  }

  clear() {
    this.notes = { you: [], piano: [], drums: [] }; // {start, end, pitch, velocity}; end is null while a key is down
    this.down = new Map(); // keys that you hold: pitch -> note
    this.lead = BEAT / 2; // how far ahead of now a plan is fixed
  }

  plan({ t, start, parts }) {
    this.lead = Math.max(0, start - this.clock.tickAt(t - this.clock.line.offset));
    const oldest = start - MEMORY;
    for (const part of PARTS.filter((name) => name in parts)) {
      const listed = new Set(parts[part].map(([first, pitch]) => `${first}:${pitch}`));
      const past = this.notes[part].filter(
        (note) => note.start < start && note.end > oldest && !listed.has(`${note.start}:${note.pitch}`),
      );
      for (const note of past) note.end = Math.min(note.end, start);
      this.notes[part] = [
        ...past,
        ...parts[part].map(([first, pitch, end, velocity]) => ({ start: first, pitch, end, velocity })),
      ];
    }
    this.notes.you = this.notes.you.filter((note) => note.end === null || note.end > oldest);
    this.dispatchEvent(new CustomEvent("plan", { detail: { start, parts: Object.keys(parts) } }));
  }

  heard({ tick, data: [status, pitch, velocity] }) {
    if (tick === null) return;
    const kind = status >> 4;
    if (kind !== 8 && kind !== 9) return;
    const begun = this.down.get(pitch);
    if (begun) begun.end = Math.max(tick, begun.start + 1);
    this.down.delete(pitch);
    if (kind === 8 || velocity === 0) return;
    const note = { start: tick, pitch, end: null, velocity };
    this.down.set(pitch, note);
    this.notes.you.push(note);
  }

  // What left for the output and was in no plan that we know: the vamp, or a plan from before this page was opened.
  played({ tick, part, data: [status, pitch, velocity] }) {
    if (part === "you" || tick === null) return;
    const on = status >> 4 === 9 && velocity > 0;
    const known = this.notes[part].some(
      (note) => note.pitch === pitch && (on ? note.start === tick : note.end === tick && !note.stray),
    );
    if (known) return;
    const last = this.notes[part].findLast((note) => note.pitch === pitch && note.stray && note.end > tick);
    if (!on && last) last.end = Math.max(tick, last.start + 1);
    if (on) this.notes[part].push({ start: tick, pitch, end: tick + BEAT / 2, velocity, stray: true });
    if (on || last) this.dispatchEvent(new CustomEvent("stray", { detail: { part, data: [status, pitch, velocity] } }));
  }
}
