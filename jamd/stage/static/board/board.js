// The board: a sheet to draw on, models that continue the drawing, and the ways to keep it.

import { el, messageOf } from "../dom.js";
import { noteOff, noteOn } from "../midi.js";
import { CHANNELS } from "../mix.js";
import { Answers } from "./answers.js";
import { Cursor } from "./cursor.js";
import { dialogs } from "./dialogs.js";
import { EMPTY, STEPS, endOf, remove, replace } from "./drawing.js";
import { Files } from "./files.js";
import { History } from "./history.js";
import { addressOf, drawingIn } from "./link.js";
import { Pencil } from "./pencil.js";
import { PhrasePlayer } from "./phrase-player.js";
import { SavedDrawing } from "./saved-drawing.js";
import { Sender } from "./sender.js";
import { Sheet } from "./sheet.js";
import { onKeyDown } from "./shortcuts.js";
import { sidePanel } from "./side-panel.js";
import { toolbar } from "./toolbar.js";

/** @import { DrawnPart, Chart } from "../api.js" */
/** @import { App } from "../main.js" */
/** @import { Drawing, Note } from "./drawing.js" */

/**
 * How the sheet is looked at and drawn on; the drawing itself is in History. `brush`: length of new notes in cells.
 * `velocity`: of new notes. `scale`: its other notes are greyed out. `chart`: its chords stand on the ruler.
 * @typedef {{ tool: "draw" | "erase", brush: number, velocity: number, selected: Note | null, scale: string,
 *   chart: Chart | null, playhead: number | null,
 *   cursor: { part: DrawnPart, pitch: number, step: number, shown: boolean } }} View
 */

const PREVIEW_MS = 220; // how long a note sounds when it is drawn
const LABEL =
  "The sheet. Arrows move, Enter draws or erases, Shift and arrows change length and velocity, " +
  "Alt and arrows move a note. H for help.";

export class Board {
  /** @type {View} */
  view = {
    tool: "draw",
    brush: 1,
    velocity: 80,
    selected: null,
    scale: "",
    chart: null,
    playhead: null,
    cursor: { part: "piano", pitch: 60, step: 0, shown: false },
  };

  /**
   * @param {HTMLElement} element
   * @param {App} app
   */
  constructor(element, app) {
    this.element = element;
    this.app = app;
    this.saved = new SavedDrawing();
    this.history = new History(this.saved.load() ?? EMPTY);
    this.player = new PhrasePlayer(app.synth, this.history);
    this.answers = new Answers(this.history);
    this.sender = new Sender(app, this.history);
    this.files = new Files(this);
    this.dialogs = dialogs(this);
    this.canvas = el("canvas", { tabindex: "0", role: "application", "aria-label": LABEL });
    this.sheet = new Sheet(this.canvas, this.history, this.view);
    this.pencil = new Pencil(this.sheet, this.history, this.view, (...note) => this.playNote(...note));
    this.cursor = new Cursor(this);
    this.tools = toolbar(this);
    this.side = sidePanel(this);
    element.append(this.tools.element, this.sheet.scroller, this.side.element, this.cursor.announcement);
    element.append(...this.dialogs.elements, this.files.input);
    this.listen();
    this.show();
  }

  listen() {
    this.history.on("change", () => {
      this.answers.check();
      this.saved.save(this.history.value);
      this.show();
    });
    this.answers.on("change", () => this.show());
    this.app.connection.on("change", () => this.side.showCharts());
    this.canvas.addEventListener("blur", () => this.cursor.move({ shown: false }));
    this.player.onEnd = () => this.show();
    const frame = () => {
      requestAnimationFrame(frame);
      const { playhead } = this.player;
      if (this.element.hidden || playhead === this.view.playhead) return;
      this.view.playhead = playhead;
      this.sheet.redraw();
    };
    requestAnimationFrame(frame);
  }

  // The room is shown, perhaps by a link that carries a drawing; undo brings back what was there.
  enter() {
    const linked = drawingIn(location.hash);
    if (linked && addressOf(linked) !== addressOf(this.history.value)) this.history.commit(linked);
    this.sheet.resize();
    this.show();
  }

  show() {
    this.tools.show();
    this.side.show();
    this.sheet.redraw();
  }

  /**
   * @param {string} text
   * @param {boolean} [isError]
   */
  notify(text, isError = false) {
    this.app.notify(text, isError);
  }

  /** @param {unknown} error */
  notifyError(error) {
    this.notify(messageOf(error), true);
  }

  // -- what the buttons and shortcuts do ------------------------------------------------------------------------------

  /** @param {Partial<View>} change */
  setView(change) {
    Object.assign(this.view, change);
    this.show();
  }

  /** @param {(drawing: Drawing) => Drawing} change */
  change(change) {
    this.history.commit(change(this.history.value));
  }

  /** @param {number} velocity of new notes, and of the selected one */
  setVelocity(velocity) {
    this.view.velocity = velocity;
    this.reshape(() => ({ velocity }));
  }

  foldLane() {
    this.sheet.foldLane(!this.sheet.laneFolded);
    this.show();
  }

  /**
   * Lets a note be heard.
   * @param {DrawnPart} part
   * @param {number} pitch
   * @param {number} [velocity]
   */
  playNote(part, pitch, velocity = this.view.velocity) {
    const { synth } = this.app;
    synth.start().catch(() => {});
    const channel = part === "drums" ? CHANNELS.drums : CHANNELS.drawing;
    synth.send(noteOn(channel, pitch, velocity));
    setTimeout(() => synth.send(noteOff(channel, pitch)), PREVIEW_MS);
  }

  /** @param {number} [from] the step to begin with */
  async play(from = 0) {
    if (!this.history.value.notes.length) {
      this.notify("The sheet is empty: draw some notes first.");
      return;
    }
    await this.player.play(from).catch((error) => this.notifyError(error));
    this.show();
  }

  stop() {
    this.player.stop();
    this.sender.stop();
    this.show();
  }

  togglePlay() {
    if (this.player.playing) this.stop();
    else this.play();
  }

  toggleLoop() {
    this.player.loop = !this.player.loop;
    if (this.player.playing) this.play();
    this.show();
  }

  /** @param {DrawnPart} part */
  ask(part) {
    if (part === "drums") this.sheet.foldLane(false);
    return this.answers
      .ask(this.side.wanted(part))
      .then(() => this.hearAnswer())
      .catch((error) => this.notifyError(error));
  }

  again() {
    return this.answers
      .again()
      .then(() => this.hearAnswer())
      .catch((error) => this.notifyError(error));
  }

  // The answer is shown and played, from the beat before it; what plays already goes on with the other notes.
  hearAnswer() {
    const notes = this.answers.all[this.answers.shown]?.notes ?? [];
    if (!notes.length) return;
    const begin = Math.max(0, notes[0].start - STEPS);
    this.sheet.showSteps(begin, endOf(notes));
    this.sheet.scroller.scrollIntoView({ block: "nearest", behavior: "smooth" });
    return this.play(begin);
  }

  /** @param {number} index */
  showAnswer(index) {
    if (index >= this.answers.all.length) return;
    this.answers.show(index);
    if (!this.player.playing) this.hearAnswer();
  }

  showOtherAnswer() {
    this.showAnswer(1 - this.answers.shown);
  }

  reset() {
    this.stop();
    this.answers.discard();
    this.history.commit(EMPTY);
    this.notify("The sheet is empty. Undo brings it back.");
  }

  async copyLink() {
    const address = addressOf(this.history.value);
    history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(address);
      this.notify("The link is copied. It carries the whole drawing.");
    } catch {
      this.notify("The link is in the address bar. It carries the whole drawing.");
    }
  }

  /**
   * Changes the selected note, unless it would leave the sheet or MIDI's range.
   * @param {(note: Note) => Partial<Note>} change
   */
  reshape(change) {
    const note = this.view.selected;
    if (!note || !this.history.value.notes.includes(note)) return;
    const next = { ...note, ...change(note) };
    if (!isValid(next)) return;
    this.change((drawing) => replace(drawing, note, next));
    this.view.selected = next;
    this.view.cursor = { ...this.view.cursor, pitch: next.pitch, step: next.start };
    this.sheet.redraw();
  }

  erase() {
    const note = this.view.selected ?? this.cursor.note;
    if (note) this.change((drawing) => remove(drawing, note));
    this.view.selected = null;
  }

  /**
   * A key of the computer. True where it meant something here.
   * @param {KeyboardEvent} event
   * @param {boolean} down
   */
  onKey(event, down) {
    return down ? onKeyDown(this, event) : event.key === " ";
  }
}

/** @param {Note} note */
function isValid({ start, end, pitch, velocity }) {
  return start >= 0 && end > start && pitch >= 0 && pitch <= 127 && velocity >= 1 && velocity <= 127;
}
