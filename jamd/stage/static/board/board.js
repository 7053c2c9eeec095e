// The board: a sheet to draw on, models that go on with what was drawn, and the ways in and out.

import { el, put } from "../dom.js";
import { drumName, name } from "../pitch.js";
import { Answers } from "./answers.js";
import { Dialogs } from "./dialogs.js";
import { EMPTY, STEPS, add, cell, remove, replace } from "./drawing.js";
import { Files } from "./files.js";
import { History } from "./history.js";
import { addressOf, drawingIn } from "./link.js";
import { Pencil } from "./pencil.js";
import { PhrasePlayer } from "./phrase-player.js";
import { Sender } from "./sender.js";
import { keyPressed } from "./shortcuts.js";
import { Sheet } from "./sheet.js";
import { side } from "./side.js";
import { toolbar } from "./toolbar.js";

const KEPT = "jamd.board"; // where the browser keeps the sheet between visits

export class Board {
  constructor(element, desk) {
    Object.assign(this, { element, desk });
    this.history = new History(this.remembered());
    this.look = {
      tool: "draw",
      brush: 1,
      velocity: 80,
      selected: null,
      scale: "",
      chart: null,
      head: null,
      cursor: { part: "piano", pitch: 60, step: 0, shown: false },
    };
    this.player = new PhrasePlayer(desk.synth, this.history);
    this.answers = new Answers(this.history);
    this.sender = new Sender(desk, this.history);
    this.files = new Files(this);
    this.dialogs = new Dialogs(this);
    this.said = el("p", { class: "unseen", "aria-live": "polite" });
    const canvas = el("canvas", {
      tabindex: "0",
      role: "application",
      "aria-label":
        "The sheet. Arrows move, Enter draws or erases, Shift and arrows change length and velocity, Alt and arrows move a note. H for help.",
    });
    const scroller = el("div", { class: "sheet-window" }, canvas, el("div", { class: "space" }));
    this.tools = toolbar(this);
    this.side = side(this);
    element.append(this.tools.element, scroller, this.side.element, this.said, ...this.dialogs.elements, this.files.input);
    this.grid = new Sheet(scroller, this.history, this.look);
    this.pencil = new Pencil(this.grid, this.history, this.look, (...note) => this.sound(...note));
    this.listen(canvas);
  }

  listen(canvas) {
    this.history.addEventListener("change", () => {
      this.answers.check();
      this.show();
    });
    this.answers.addEventListener("change", () => this.show());
    this.desk.line.addEventListener("change", () => this.side.charts());
    this.history.addEventListener("change", () => this.remember());
    canvas.addEventListener("blur", () => this.moveCursor({ shown: false }));
    this.player.onend = () => this.show();
    const frame = () => {
      requestAnimationFrame(frame);
      const head = this.player.head;
      if (this.element.hidden || head === this.look.head) return;
      this.look.head = head;
      this.grid.ask();
    };
    requestAnimationFrame(frame);
    this.show();
  }

  // -- memory ------------------------------------------------------------------------------------------------------------------------

  // What was on the sheet at the last visit.
  remembered() {
    try {
      return drawingIn(localStorage.getItem(KEPT) ?? "") ?? EMPTY;
    } catch {
      return EMPTY; // the browser keeps nothing for us
    }
  }

  remember() {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => {
      const carried = new URL(addressOf(this.history.value)).hash;
      if (drawingIn(location.hash) && location.hash !== carried) history.replaceState(null, "", "#board"); // the link says something else now
      try {
        localStorage.setItem(KEPT, carried);
      } catch {
        // then the sheet lasts as long as the page
      }
    }, 400);
  }

  // The room was entered, perhaps through a link that carries a drawing; undo brings back what was there.
  enter() {
    const carried = drawingIn(location.hash);
    if (carried && addressOf(carried) !== addressOf(this.history.value)) this.history.commit(carried);
    this.grid.fit();
    this.show();
  }

  show() {
    this.tools.show();
    this.side.show();
    this.grid?.ask();
  }

  say(text, fault = false) {
    this.desk.say(text, fault);
  }

  // -- what the buttons and shortcuts do -------------------------------------------------------------------------------------------------

  sound(part, pitch, velocity = this.look.velocity) {
    const { synth } = this.desk;
    synth.start().catch(() => {});
    const channel = part === "drums" ? 9 : 2;
    synth.live([0x90 | channel, pitch, velocity]);
    setTimeout(() => synth.live([0x80 | channel, pitch, 0]), 220);
  }

  change(change) {
    this.history.commit(change(this.history.value));
  }

  async play(loop = this.player.loop) {
    this.player.loop = loop;
    if (!this.history.value.notes.length) return this.say("The sheet is empty: draw some notes first.");
    await this.player.play().catch((fault) => this.say(fault.message, true));
    return this.show();
  }

  stop() {
    this.player.stop();
    this.sender.stop();
    this.show();
  }

  toggle() {
    if (this.player.playing) this.stop();
    else this.play();
  }

  loop() {
    this.player.loop = !this.player.loop;
    if (this.player.playing) this.play();
    this.show();
  }

  ask(part) {
    return this.answers.ask(this.side.wish(part)).catch((fault) => this.say(fault.message, true));
  }

  again() {
    return this.answers.again().catch((fault) => this.say(fault.message, true));
  }

  reset() {
    this.stop();
    this.answers.discard();
    this.history.commit(EMPTY);
    this.say("The sheet is empty. Undo brings it back.");
  }

  async link() {
    const address = addressOf(this.history.value);
    history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(address);
      this.say("The link is copied. It carries the whole drawing.");
    } catch {
      this.say("The link is in the address bar. It carries the whole drawing.");
    }
  }

  // -- the cursor of the computer's keyboard --------------------------------------------------------------------------------------------------

  get underCursor() {
    const { part, pitch, step } = this.look.cursor;
    return (
      this.history.value.notes.find(
        (note) => note.part === part && note.pitch === pitch && note.start <= step && step < note.end,
      ) ?? null
    );
  }

  moveCursor(change) {
    this.look.cursor = { ...this.look.cursor, ...change };
    if (this.look.cursor.shown) {
      this.look.selected = this.underCursor;
      this.grid.show(this.look.cursor);
      this.tell();
    }
    this.grid.ask();
  }

  drawAtCursor() {
    const note = this.underCursor;
    const { part, pitch, step } = this.look.cursor;
    if (note) this.change((drawing) => remove(drawing, note));
    else {
      const end = step + this.look.brush * cell(this.history.value);
      this.change((drawing) => add(drawing, { part, pitch, start: step, end, velocity: this.look.velocity, made: false }));
      this.sound(part, pitch);
    }
    this.moveCursor({ shown: true });
  }

  // A change of the selected note, as from {start, end, pitch, velocity}.
  shape(change) {
    const note = this.look.selected;
    if (!note || !this.history.value.notes.includes(note)) return false;
    const next = { ...note, ...change(note) };
    const whole =
      next.start >= 0 &&
      next.end > next.start &&
      next.pitch >= 0 &&
      next.pitch <= 127 &&
      next.velocity >= 1 &&
      next.velocity <= 127;
    if (!whole) return true;
    this.change((drawing) => replace(drawing, note, next));
    this.look.selected = next;
    this.look.cursor = { ...this.look.cursor, pitch: next.pitch, step: next.start };
    this.grid.ask();
    return true;
  }

  erase() {
    const note = this.look.selected ?? this.underCursor;
    if (note) this.change((drawing) => remove(drawing, note));
    this.look.selected = null;
  }

  tell() {
    const { part, pitch, step } = this.look.cursor;
    const bar = this.history.value.beats * STEPS;
    const beat = Math.round((1 + (step % bar) / STEPS) * 100) / 100;
    const note = this.underCursor;
    put(
      this.said,
      `${part === "drums" ? drumName(pitch) : name(pitch)}, bar ${Math.floor(step / bar) + 1}, beat ${beat}${note ? `, note, velocity ${note.velocity}` : ""}`,
    );
  }

  key(event, down) {
    return down ? keyPressed(this, event) : event.key === " ";
  }
}
