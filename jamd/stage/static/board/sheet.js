// Draws the sheet: rows, lines, notes, the drum lane, the names of the keys, the ruler, and the playhead.

import { colours } from "../colours.js";
import { DRUMS, drumRow } from "../drums.js";
import { isBlack, pitchName, scaleHas } from "../pitch.js";
import { STEPS, barLength, cell, length } from "./drawing.js";
import { BOTTOM, Grid, LABELS, RULER, TOP } from "./grid.js";

/** @import { DrawnPart } from "../api.js" */
/** @import { Note } from "./drawing.js" */

const MIN_BAR_FOR_CHORDS = 70; // px
const WHITE = "#fff";
const ON_BLACK = "#dfe5ea"; // text on a black key

export class Sheet extends Grid {
  /** @override */
  draw() {
    const { ctx, width, height } = this;
    this.fill(colours.paper, 0, 0, width, height);
    ctx.save();
    this.clip(LABELS, RULER, width, this.laneTop - RULER);
    this.drawRows();
    this.drawLines();
    this.drawing.notes.filter((note) => note.part === "piano").forEach((note) => this.drawNote(note));
    this.drawCursor("piano");
    ctx.restore();
    if (!this.laneFolded) this.drawLane();
    this.drawKeyNames();
    this.drawRuler();
    this.drawPlayhead();
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   */
  clip(x, y, width, height) {
    this.ctx.beginPath();
    this.ctx.rect(x, y, width, height);
    this.ctx.clip();
  }

  /**
   * @param {string} colour
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   */
  fill(colour, x, y, width, height) {
    this.ctx.fillStyle = colour;
    this.ctx.fillRect(x, y, width, height);
  }

  drawRows() {
    const wide = Math.min(this.width, this.x(length(this.drawing)) - LABELS);
    for (let pitch = TOP; pitch >= BOTTOM; pitch -= 1) {
      const y = this.y(pitch);
      if (y > this.laneTop || y < RULER - this.row) continue;
      const outside = !scaleHas(this.view.scale, pitch);
      if (outside || isBlack(pitch)) {
        this.fill(outside ? colours.scaleOut : colours.paperRow, LABELS, y, wide, this.row);
      }
      this.fill(pitch % 12 === 0 ? colours.paperBeat : colours.paperCell, LABELS, y + this.row - 1, wide, 1);
    }
  }

  drawLines() {
    const { ctx, drawing } = this;
    const unit = cell(drawing);
    const first = Math.max(0, Math.floor(this.scroller.scrollLeft / this.perStep / unit) * unit);
    const last = Math.min(length(drawing), first + this.width / this.perStep + unit);
    for (let step = first; step <= last; step += unit) {
      const isBar = step % barLength(drawing) === 0;
      const isBeat = step % STEPS === 0;
      if (!isBeat && this.perStep * unit < 6) continue;
      ctx.fillStyle = isBar ? colours.paperBar : isBeat ? colours.paperBeat : colours.paperCell;
      ctx.fillRect(Math.round(this.x(step)), RULER, 1, this.height);
    }
  }

  /** @param {Note} note */
  drawNote(note) {
    const { ctx } = this;
    const [x, y] = [this.x(note.start), this.y(note.pitch)];
    const wide = Math.max(3, (note.end - note.start) * this.perStep - 1);
    if (x > this.width || x + wide < LABELS) return;
    const lit = this.isSounding(note);
    ctx.globalAlpha = lit ? 1 : 0.5 + note.velocity / 254;
    ctx.fillStyle = note.generated ? colours.generated : colours.drawn;
    ctx.beginPath();
    ctx.roundRect(x + 0.5, y + 1, wide, this.row - 3, 3);
    if (note.pending) {
      ctx.globalAlpha *= 0.45;
      ctx.fill();
      ctx.globalAlpha = 1;
      ctx.strokeStyle = colours.generatedEdge;
      ctx.setLineDash([4, 2]);
      ctx.stroke();
      ctx.setLineDash([]);
    } else ctx.fill();
    ctx.globalAlpha = 1;
    if (lit) this.outline(x, y, wide, colours.paperInk);
    if (note === this.view.selected) this.outline(x, y, wide, colours.cursor);
    if (wide > 34 && this.row > 13) {
      ctx.fillStyle = note.pending ? colours.generatedEdge : WHITE;
      ctx.font = "600 11px system-ui, sans-serif";
      ctx.fillText(pitchName(note.pitch), x + 5, y + this.row / 2);
    }
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} wide
   * @param {string} colour
   */
  outline(x, y, wide, colour) {
    this.ctx.strokeStyle = colour;
    this.ctx.lineWidth = 2;
    this.ctx.strokeRect(x, y + 0.5, wide + 1, this.row - 2);
    this.ctx.lineWidth = 1;
  }

  /** @param {Note} note */
  isSounding({ start, end }) {
    const { playhead } = this.view;
    return playhead !== null && start <= playhead && playhead < end;
  }

  drawLane() {
    const { ctx, width, drawing } = this;
    ctx.save();
    this.clip(LABELS, this.laneTop, width, this.laneHeight);
    this.fill(colours.paper, LABELS, this.laneTop, width, this.laneHeight);
    DRUMS.forEach((_, row) => {
      ctx.fillStyle = row % 2 ? colours.paper : colours.paperRow;
      ctx.fillRect(LABELS, this.laneY(row), Math.min(width, this.x(length(drawing)) - LABELS), this.row);
    });
    this.drawLines();
    for (const note of drawing.notes) {
      if (note.part === "drums") this.drawHit(note);
    }
    this.drawCursor("drums");
    this.fill(colours.paperBar, 0, this.laneTop, width, 1);
    ctx.restore();
  }

  /** @param {Note} note */
  drawHit(note) {
    const { ctx } = this;
    const row = drumRow(note.pitch);
    const x = this.x(note.start + cell(this.drawing) / 2); // the middle of its cell
    const y = this.laneY(row) + this.row / 2;
    if (row < 0 || x < LABELS - 9 || x > this.width) return;
    const size = 3.5 + (note.velocity / 127) * 4;
    ctx.fillStyle = note.generated ? colours.generated : colours.drawnDrums;
    ctx.beginPath();
    ctx.moveTo(x, y - size);
    ctx.lineTo(x + size, y);
    ctx.lineTo(x, y + size);
    ctx.lineTo(x - size, y);
    ctx.closePath();
    if (note.pending) {
      ctx.strokeStyle = colours.generatedEdge;
      ctx.stroke();
      ctx.globalAlpha = 0.4;
    }
    ctx.fill();
    ctx.globalAlpha = 1;
    if (
      note === this.view.selected ||
      (this.view.playhead !== null && Math.abs(this.view.playhead - note.start - 1) < 2)
    ) {
      ctx.strokeStyle = colours.cursor;
      ctx.lineWidth = 2;
      ctx.stroke();
      ctx.lineWidth = 1;
    }
  }

  /** @param {DrawnPart} part */
  drawCursor(part) {
    const { cursor } = this.view;
    if (!cursor.shown || cursor.part !== part) return;
    const y = part === "drums" ? this.laneY(drumRow(cursor.pitch)) : this.y(cursor.pitch);
    this.ctx.strokeStyle = colours.cursor;
    this.ctx.lineWidth = 2;
    this.ctx.strokeRect(this.x(cursor.step), y, cell(this.drawing) * this.perStep, this.row - 1);
    this.ctx.lineWidth = 1;
  }

  drawKeyNames() {
    const { ctx } = this;
    ctx.textBaseline = "middle";
    this.fill(colours.paper, 0, 0, LABELS, this.height);
    for (let pitch = TOP; pitch >= BOTTOM; pitch -= 1) {
      const y = this.y(pitch);
      if (y > this.laneTop || y < RULER - this.row) continue;
      ctx.fillStyle = isBlack(pitch) ? colours.keyBlack : WHITE;
      ctx.fillRect(0, y, isBlack(pitch) ? LABELS * 0.62 : LABELS - 2, this.row - 1);
      ctx.fillStyle = isBlack(pitch) ? ON_BLACK : colours.paperInk;
      ctx.font = `${pitch % 12 === 0 ? "700" : "400"} 11px system-ui, sans-serif`;
      ctx.fillText(pitchName(pitch), isBlack(pitch) ? 5 : LABELS - 25, y + this.row / 2);
    }
    if (!this.laneFolded) this.drawDrumNames();
    this.fill(colours.paperBar, LABELS - 1, 0, 1, this.height);
  }

  drawDrumNames() {
    const { ctx } = this;
    this.fill(colours.paper, 0, this.laneTop, LABELS, this.laneHeight);
    ctx.font = "11px system-ui, sans-serif";
    ctx.fillStyle = colours.paperInk;
    DRUMS.forEach((drum, row) => ctx.fillText(drum.name, 5, this.laneY(row) + this.row / 2));
    this.fill(colours.paperBar, 0, this.laneTop, LABELS, 1);
    ctx.fillRect(LABELS - 1, this.laneTop, 1, this.laneHeight);
  }

  drawRuler() {
    const { ctx, width, drawing } = this;
    this.fill(colours.paper, LABELS, 0, width, RULER);
    ctx.fillRect(0, 0, LABELS - 1, RULER);
    this.fill(colours.paperBar, 0, RULER - 1, width, 1);
    const bar = barLength(drawing);
    ctx.font = "600 13px system-ui, sans-serif";
    for (let i = 0; i < drawing.bars; i += 1) {
      const x = this.x(i * bar);
      if (x < LABELS - 1 || x > width) continue;
      this.fill(colours.paperBar, Math.round(x), 0, 1, RULER);
      ctx.fillStyle = colours.paperInk;
      ctx.fillText(String(i + 1), x + 6, RULER / 2);
      this.drawChords(i, x);
    }
  }

  /**
   * @param {number} bar
   * @param {number} x
   */
  drawChords(bar, x) {
    const chords = this.view.chart?.bars;
    if (!chords?.length || barLength(this.drawing) * this.perStep < MIN_BAR_FOR_CHORDS) {
      return;
    }
    this.ctx.fillStyle = colours.generatedEdge;
    for (const { beat, chord } of chords[bar % chords.length]) {
      this.ctx.fillText(chord, x + 26 + beat * STEPS * this.perStep * 0.9, RULER / 2);
    }
  }

  drawPlayhead() {
    if (this.view.playhead === null) return;
    const x = this.x(this.view.playhead);
    if (x < LABELS) return;
    this.fill(colours.cursor, x - 1, 0, 2, this.height);
  }
}
