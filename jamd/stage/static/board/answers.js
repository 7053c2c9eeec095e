// What the models wrote after a drawing: ask, ask again, compare two answers, accept one.

import { Emitter } from "../emitter.js";
import { MAX_BARS, STEPS, barLength, endOf, withNotes, withNotesThatFit, withSettings } from "./drawing.js";

/** @import { ContinueAnswer, ContinueRequest, Refusal } from "../api.js" */
/** @import { Note } from "./drawing.js" */
/** @import { History } from "./history.js" */

/** @typedef {Pick<ContinueRequest, "part" | "bars" | "temperature" | "scale" | "chart">} Wanted */
/** @typedef {{ notes: Note[], seed: number, ms: number, wanted: Wanted }} Answer */

const MAX_SEED = 2 ** 31;

/** @extends {Emitter<{ change: undefined }>} */
export class Answers extends Emitter {
  /** @type {Answer[]} */
  all = []; // none, one, or two to compare
  shown = 0;
  busy = false;

  /** @param {History} history */
  constructor(history) {
    super();
    this.history = history;
    this.base = history.value; // the drawing that was asked about
  }

  get open() {
    return this.all.length > 0;
  }

  /** @param {Wanted} wanted */
  async ask(wanted) {
    await this.whileBusy(async () => {
      this.accept();
      this.base = this.history.value;
      this.all = [await this.fetch(wanted)];
      this.show(0);
    });
  }

  async again() {
    if (!this.open) return;
    await this.whileBusy(async () => {
      const shown = this.all[this.shown]; // kept, to compare
      this.all = [shown, await this.fetch(shown.wanted)];
      this.show(1);
    });
  }

  /** @param {() => Promise<void>} act */
  async whileBusy(act) {
    if (this.busy) return;
    this.busy = true;
    this.emit("change", undefined);
    try {
      await act();
    } finally {
      this.busy = false;
      this.emit("change", undefined);
    }
  }

  /**
   * @param {Wanted} wanted
   * @returns {Promise<Answer>}
   */
  async fetch(wanted) {
    const given = this.base.notes.filter((note) => note.part === wanted.part);
    const bar = barLength(this.base);
    const offset = given.length ? Math.floor(given[0].start / bar) * bar : 0; // the request counts from its first bar
    const room = MAX_BARS - Math.floor(endOf(given) / bar);
    if (room < 1) throw new Error(`The sheet is full: it holds at most ${MAX_BARS} bars.`);
    /** @type {ContinueRequest} */
    const request = {
      ...wanted,
      bars: Math.min(wanted.bars, room),
      bpm: this.base.bpm,
      steps_per_beat: STEPS,
      seed: Math.floor(Math.random() * MAX_SEED),
      notes: given.map(({ pitch, start, end, velocity }) => ({
        pitch,
        start: start - offset,
        end: end - offset,
        velocity,
      })),
    };
    const answer = await askDaemon(request);
    const notes = answer.notes.map((note) => ({
      ...note,
      start: note.start + offset,
      end: note.end + offset,
      part: wanted.part,
      generated: true,
      pending: true,
    }));
    return { notes, seed: answer.seed, ms: answer.ms, wanted };
  }

  /** @param {number} index */
  show(index) {
    this.shown = index;
    const { notes } = this.all[index];
    const { value } = this.history;
    const drawn = value.notes.filter((note) => !note.pending);
    this.history.commit(withNotesThatFit({ ...value, bars: this.base.bars }, [...drawn, ...notes]));
    this.emit("change", undefined);
  }

  // Pending notes become part of the drawing; their colour still shows who wrote them.
  accept() {
    if (!this.open) return;
    this.all = [];
    const { value } = this.history;
    const notes = value.notes.map(({ pending: _, ...note }) => note);
    this.history.commit(withNotes(value, notes));
    this.emit("change", undefined);
  }

  discard() {
    if (!this.open) return;
    this.all = [];
    const { value } = this.history;
    const notes = value.notes.filter((note) => !note.pending);
    this.history.commit(withSettings(withNotes(value, notes), { bars: this.base.bars }));
    this.emit("change", undefined);
  }

  // Undo may remove the pending notes; then there is nothing left to accept.
  check() {
    if (!this.open || this.busy || this.history.value.notes.some((note) => note.pending)) return;
    if (this.all[this.shown].notes.length > 0) this.all = []; // an empty answer shows no notes anyway
    this.emit("change", undefined);
  }
}

/**
 * @param {ContinueRequest} request
 * @returns {Promise<ContinueAnswer>}
 */
async function askDaemon(request) {
  const answer = await fetch("api/continue", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  if (!answer.ok) throw new Error(await refusalOf(answer));
  return answer.json();
}

/** @param {Response} answer */
async function refusalOf(answer) {
  /** @type {Refusal | null} */
  const refusal = await answer.json().catch(() => null);
  return refusal?.error ?? `The daemon refused (status ${answer.status}).`;
}
