// The notes that were played and that are planned, in ticks: the roll draws them, the synth plays them. Old bars are
// dropped.

import { BEAT } from "./clock.js";
import { Emitter } from "./emitter.js";
import { readNote } from "./midi.js";
import { BAND, EVERYBODY } from "./parts.js";

/** @import { BandPart, Heard, Plan, Played } from "./api.js" */
/** @import { Clock } from "./clock.js" */
/** @import { Connection } from "./connection.js" */

/** @typedef {{ start: number, end: number, pitch: number, velocity: number, unplanned?: true }} BandNote */
/** @typedef {{ start: number, end: number | null, pitch: number, velocity: number }} YourNote end: null while held */
/**
 * @typedef {{ plan: { start: number, parts: BandPart[] },
 *   unplanned: { part: BandPart, data: number[] } }} ScoreEvents
 */

const MEMORY = 64 * BEAT;
const ON_KEYS = BAND.filter((part) => part !== "drums");

/** @extends {Emitter<ScoreEvents>} */
export class Score extends Emitter {
  notes = noNotes();
  /** @type {Map<number, YourNote>} */
  held = new Map(); // your keys that are down, by pitch
  lead = BEAT / 2; // how far ahead of now the plan is fixed

  /**
   * @param {Connection} connection
   * @param {Clock} clock
   */
  constructor(connection, clock) {
    super();
    this.connection = connection;
    this.clock = clock;
    connection.on("plan", (plan) => this.onPlan(plan));
    connection.on("heard", (message) => this.onHeard(message));
    connection.on("played", (message) => this.onPlayed(message));
    connection.on("lost", () => this.clear());
    connection.on("change", (sections) => {
      if (sections.has("clock") && !clock.running) this.clear(); // the next start begins at the count-in
    });
  }

  clear() {
    this.notes = noNotes();
    this.held.clear();
    this.lead = BEAT / 2;
  }

  /**
   * The keys that the band holds: of each pitch the part.
   * @param {number} tick
   */
  soundingAt(tick) {
    /** @type {Map<number, BandPart>} */
    const sounding = new Map();
    for (const part of ON_KEYS) {
      for (const note of this.notes[part]) if (note.start <= tick && note.end > tick) sounding.set(note.pitch, part);
    }
    return sounding;
  }

  /** @param {Plan} plan */
  onPlan({ t, start, parts }) {
    this.lead = Math.max(0, start - this.clock.tickAt(t - this.connection.offset));
    const oldest = start - MEMORY;
    const named = BAND.filter((part) => parts[part]);
    for (const part of named) {
      const planned = parts[part] ?? [];
      const listed = new Set(planned.map(([first, pitch]) => `${first}:${pitch}`));
      const past = this.notes[part].filter(
        (note) => note.start < start && note.end > oldest && !listed.has(`${note.start}:${note.pitch}`),
      );
      for (const note of past) note.end = Math.min(note.end, start);
      const coming = planned.map(([first, pitch, end, velocity]) => ({ start: first, pitch, end, velocity }));
      this.notes[part] = [...past, ...coming];
    }
    this.notes.you = this.notes.you.filter((note) => note.end === null || note.end > oldest);
    this.emit("plan", { start, parts: named });
  }

  /** @param {Heard} message */
  onHeard({ tick, data }) {
    const key = readNote(data);
    if (tick === null || !key) return;
    const held = this.held.get(key.pitch);
    if (held) held.end = Math.max(tick, held.start + 1);
    this.held.delete(key.pitch);
    if (!key.on) return;
    const note = { start: tick, pitch: key.pitch, end: null, velocity: key.velocity };
    this.held.set(key.pitch, note);
    this.notes.you.push(note);
  }

  /**
   * Looks for notes that were sent but are in no plan we know: a vamp, or a plan from before this page was opened.
   * @param {Played} message
   */
  onPlayed({ tick, part, data }) {
    const key = readNote(data);
    if (part === "you" || tick === null || !key) return;
    const { on, pitch, velocity } = key;
    const planned = this.notes[part].some(
      (note) => note.pitch === pitch && (on ? note.start === tick : note.end === tick && !note.unplanned),
    );
    if (planned) return;
    const last = this.notes[part].findLast((note) => note.pitch === pitch && note.unplanned && note.end > tick);
    if (!on && last) last.end = Math.max(tick, last.start + 1);
    if (on) this.notes[part].push({ start: tick, pitch, end: tick + BEAT / 2, velocity, unplanned: true });
    if (on || last) this.emit("unplanned", { part, data });
  }
}

/** @returns {{ you: YourNote[] } & Record<BandPart, BandNote[]>} */
const noNotes = () => /** @type {any} */ (Object.fromEntries(EVERYBODY.map((part) => [part, []])));
