// What the models made of a drawing: ask, ask again, hold two answers against each other, take one.

import { MAX_BARS, STEPS, endOf, withNotes, withSetting } from "./drawing.js";

export class Answers extends EventTarget {
  constructor(history) {
    super();
    this.history = history;
    this.all = []; // {notes, seed, ms, wish}
    this.shown = -1;
    this.busy = false;
  }

  get open() {
    return this.all.length > 0;
  }

  // wish: {part, bars, temperature, scale, chart}
  async ask(wish) {
    if (this.busy) return;
    this.busy = true;
    this.tell();
    try {
      this.accept();
      this.base = this.history.value;
      this.all = [await this.fetch(wish)];
      this.show(0);
    } finally {
      this.busy = false;
      this.tell();
    }
  }

  async again() {
    if (this.busy || !this.open) return;
    this.busy = true;
    this.tell();
    try {
      this.all = [this.all[this.shown], await this.fetch(this.all[0].wish)]; // the one that is shown is kept to compare
      this.show(1);
    } finally {
      this.busy = false;
      this.tell();
    }
  }

  async fetch(wish) {
    const given = this.base.notes.filter((note) => note.part === wish.part);
    const bar = this.base.beats * STEPS;
    const first = given.length ? Math.floor(given[0].start / bar) * bar : 0;
    const room = MAX_BARS - Math.floor(endOf(given) / bar);
    if (room < 1) throw new Error(`The sheet is full: it has ${MAX_BARS} bars at the most.`);
    const body = {
      ...wish,
      bars: Math.min(wish.bars, room),
      bpm: this.base.bpm,
      steps_per_beat: STEPS,
      seed: Math.floor(Math.random() * 2 ** 31),
      notes: given.map((note) => ({
        pitch: note.pitch,
        start: note.start - first,
        end: note.end - first,
        velocity: note.velocity,
      })),
    };
    const answer = await fetch("api/continue", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const found = await answer.json().catch(() => ({ error: "The daemon's answer cannot be read." }));
    if (!answer.ok) throw new Error(found.error);
    const notes = found.notes.map((note) => ({
      ...note,
      start: note.start + first,
      end: note.end + first,
      part: wish.part,
      made: true,
      pending: true,
    }));
    return { notes, seed: body.seed, ms: found.ms, wish };
  }

  show(index) {
    this.shown = index;
    const { notes } = this.all[index];
    const bar = this.base.beats * STEPS;
    const bars = Math.min(MAX_BARS, Math.max(this.base.bars, Math.ceil(endOf(notes) / bar)));
    const drawn = this.history.value.notes.filter((note) => !note.pending);
    this.history.commit(withSetting(withNotes({ ...this.history.value, bars }, [...drawn, ...notes]), {}));
    this.tell();
  }

  // Pending notes become part of the drawing; they are still told apart by their colour.
  accept() {
    if (!this.open) return;
    this.all = [];
    const { value } = this.history;
    this.history.commit(
      withNotes(
        value,
        value.notes.map(({ pending, ...note }) => note),
      ),
    );
    this.tell();
  }

  discard() {
    if (!this.open) return;
    this.all = [];
    const { value } = this.history;
    this.history.commit(
      withSetting(
        withNotes(
          value,
          value.notes.filter((note) => !note.pending),
        ),
        { bars: this.base.bars },
      ),
    );
    this.tell();
  }

  // Undo may take away what was asked about; then there is nothing to accept.
  check() {
    if (this.open && !this.busy && !this.history.value.notes.some((note) => note.pending)) {
      const empty = this.all[this.shown].notes.length === 0;
      if (!empty) this.all = [];
      this.tell();
    }
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }
}
