// A take's piano roll, four bars to a page, with bar lines and chord symbols over the notes. What is a tone of the
// chord that sounds is filled, the rest is an outline. A click goes there.

import { colours } from "./colours.js";
import { addNote } from "./note-shape.js";
import { PARTS, PITCHED } from "./parts.js";
import { isBlack, pitchName } from "./pitch.js";

/** @import { SongMark, SongNote } from "./api.js" */
/** @import { Pitched } from "./parts.js" */
/** @import { TakePlayer } from "./take-player.js" */

const RULER = 46; // px: sections and bar numbers, then chords
const LABELS = 40; // px
const NARROW = 560; // px: below that, two bars to a page
const LEAST = 24; // semitones
const LABEL = "Piano roll of the take: what you, the piano and the bass played, under the chords";

export class TakeRoll {
  width = 0;
  height = 0;
  low = 48;
  high = 84;
  /** @type {SongMark[]} */
  chords = [];

  /** @param {TakePlayer} player */
  constructor(player) {
    this.player = player;
    this.element = document.createElement("canvas");
    this.element.className = "take-roll";
    this.element.setAttribute("role", "img");
    this.element.setAttribute("aria-label", LABEL);
    this.ctx = /** @type {CanvasRenderingContext2D} */ (this.element.getContext("2d", { alpha: false }));
    this.element.addEventListener("click", ({ offsetX }) => this.player.seek(this.secondAt(offsetX)));
    new ResizeObserver(() => this.resize()).observe(this.element);
  }

  resize() {
    const scale = devicePixelRatio || 1;
    this.width = this.element.clientWidth;
    this.height = this.element.clientHeight;
    this.element.width = Math.round(this.width * scale);
    this.element.height = Math.round(this.height * scale);
    this.ctx.setTransform(scale, 0, 0, scale, 0, 0);
    this.draw();
  }

  // The take is another one.
  open() {
    const { song } = this.player;
    this.chords = song?.marks.filter(({ tones }) => tones.length) ?? [];
    const pitches = PITCHED.flatMap((part) => this.notes(part).map(({ pitch }) => pitch));
    const [low, high] = pitches.length ? [Math.min(...pitches), Math.max(...pitches)] : [60, 72];
    const spare = Math.max(2, (LEAST - (high - low)) / 2);
    this.low = Math.floor(low - spare);
    this.high = Math.ceil(high + spare);
    this.draw();
  }

  /**
   * @param {Pitched} part
   * @returns {SongNote[]}
   */
  notes(part) {
    return this.player.song?.tracks.find(({ name }) => name === PARTS[part].title)?.notes ?? [];
  }

  // The bars of the page with the position: the first bar, and the seconds from edge to edge.
  page() {
    const lines = this.player.song?.bar_lines ?? [];
    const { position, length } = this.player;
    const bars = this.width < NARROW ? 2 : 4;
    const bar = lines.findLastIndex((line) => line <= position + 0.001);
    const first = Math.max(0, Math.floor(bar / bars) * bars);
    const left = lines[first] ?? 0;
    return { first, left, right: lines[first + bars] ?? Math.max(length, left + 1), lines };
  }

  /** @param {number} x */
  secondAt(x) {
    const { left, right } = this.page();
    return left + ((x - LABELS) / (this.width - LABELS)) * (right - left);
  }

  draw() {
    if (!this.width || !this.player.song) return;
    const { ctx } = this;
    const page = this.page();
    /** @param {number} second */
    const x = (second) => LABELS + ((second - page.left) / (page.right - page.left)) * (this.width - LABELS);
    ctx.fillStyle = colours.stage;
    ctx.fillRect(0, 0, this.width, this.height);
    this.drawRows();
    this.drawBars(page, x);
    [...PITCHED].reverse().forEach((part) => this.drawNotes(part, page, x));
    this.drawMarks(page, x);
    ctx.fillStyle = colours.ink;
    ctx.fillRect(Math.round(x(this.player.position)), RULER, 2, this.height - RULER);
  }

  get row() {
    return (this.height - RULER - 4) / (this.high - this.low + 1);
  }

  /** @param {number} pitch */
  y(pitch) {
    return this.height - 2 - (pitch - this.low + 1) * this.row;
  }

  drawRows() {
    const { ctx } = this;
    ctx.font = "12px system-ui, sans-serif";
    ctx.textBaseline = "middle";
    for (let pitch = this.low; pitch <= this.high; pitch += 1) {
      ctx.fillStyle = isBlack(pitch) ? colours.stageRow : colours.stage;
      ctx.fillRect(LABELS, this.y(pitch), this.width - LABELS, this.row);
      ctx.fillStyle = colours.muted;
      if (pitch % 12 === 0) ctx.fillText(pitchName(pitch), 6, this.y(pitch) + this.row / 2);
    }
  }

  /**
   * @param {ReturnType<TakeRoll["page"]>} page
   * @param {(second: number) => number} x
   */
  drawBars({ first, right, lines }, x) {
    const { ctx } = this;
    ctx.fillStyle = colours.stageBar;
    for (const line of lines.slice(first)) if (line < right) ctx.fillRect(Math.round(x(line)), 0, 1, this.height);
  }

  /**
   * @param {Pitched} part
   * @param {ReturnType<TakeRoll["page"]>} page
   * @param {(second: number) => number} x
   */
  drawNotes(part, { left, right }, x) {
    const { ctx } = this;
    const tall = Math.max(4, this.row - 1);
    ctx.fillStyle = ctx.strokeStyle = colours[part];
    ctx.lineWidth = 1.5;
    ctx.globalAlpha = this.player.muted.has(PARTS[part].title) ? 0.3 : 1;
    for (const note of this.notes(part)) {
      if (note.off <= left || note.on >= right) continue;
      const from = Math.max(LABELS, x(note.on));
      const wide = Math.max(4, Math.min(this.width, x(note.off)) - from - 1);
      ctx.beginPath();
      addNote(ctx, part, { x: from + 0.75, y: this.y(note.pitch) + 0.75, wide: wide - 1.5, tall: tall - 1.5 });
      if (this.isChordTone(note)) ctx.fill();
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  }

  /** @param {SongNote} note */
  isChordTone({ on, pitch }) {
    const chord = this.chords.findLast((each) => each.on <= on + 0.06); // a chord may be pushed
    return chord?.tones.includes(pitch % 12) ?? false;
  }

  /**
   * Chords, sections and the numbers of bars, none over another.
   * @param {ReturnType<TakeRoll["page"]>} page
   * @param {(second: number) => number} x
   */
  drawMarks({ first, left, right, lines }, x) {
    const { ctx } = this;
    const marks = this.player.song?.marks.filter(({ on }) => on >= left - 0.001 && on < right - 0.001) ?? [];
    ctx.font = "12px system-ui, sans-serif";
    ctx.fillStyle = colours.muted;
    lines.slice(first).forEach((line, i) => {
      if (line >= right) return;
      const words = marks.filter(({ on, tones }) => !tones.length && Math.abs(on - line) < 0.02);
      ctx.fillText([first + i + 1, ...words.map(({ text }) => text)].join("  "), x(line) + 5, 12);
    });
    ctx.font = "600 15px system-ui, sans-serif";
    ctx.fillStyle = colours.ink;
    let end = 0;
    for (const { on, text, tones } of marks) {
      if (!tones.length || x(on) + 5 < end) continue;
      ctx.fillText(text, x(on) + 5, 33);
      end = x(on) + 5 + ctx.measureText(text).width + 6;
    }
  }
}
