// Draws the sheet: rows, lines, notes, the drum lane, the names of the keys, the ruler, and the line that moves while it sounds.

import { colours } from "../colours.js";
import { DRUMS, drumRow, isBlack, name, scaleHas } from "../pitch.js";
import { STEPS, cell, length } from "./drawing.js";
import { BOTTOM, Grid, LABELS, LANE_ROW, RULER, TOP } from "./grid.js";

export class Sheet extends Grid {
  ask() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      if (this.width && this.canvas.offsetParent) this.draw();
    });
  }

  draw() {
    const { ink, width, height } = this;
    ink.fillStyle = colours.paper;
    ink.fillRect(0, 0, width, height);
    ink.save();
    this.clip(LABELS, RULER, width, this.laneTop - RULER);
    this.drawRows();
    this.drawLines();
    this.drawing.notes.filter((note) => note.part === "piano").forEach((note) => this.drawNote(note));
    this.drawCursor("piano");
    ink.restore();
    ink.save();
    this.clip(LABELS, this.laneTop, width, this.lane);
    this.drawLane();
    ink.restore();
    this.drawNames();
    this.drawRuler();
    this.drawHead();
  }

  clip(x, y, width, height) {
    this.ink.beginPath();
    this.ink.rect(x, y, width, height);
    this.ink.clip();
  }

  drawRows() {
    const { ink, width } = this;
    const end = this.x(length(this.drawing)) - LABELS;
    for (let pitch = TOP; pitch >= BOTTOM; pitch -= 1) {
      const y = this.y(pitch);
      if (y > this.laneTop || y < RULER - this.row) continue;
      const outside = !scaleHas(this.look.scale, pitch);
      if (outside || isBlack(pitch)) {
        ink.fillStyle = outside ? colours.scaleOut : colours.paperRow;
        ink.fillRect(LABELS, y, Math.min(width, end), this.row);
      }
      ink.fillStyle = pitch % 12 === 0 ? colours.paperBeat : colours.paperCell;
      ink.fillRect(LABELS, y + this.row - 1, Math.min(width, end), 1);
    }
  }

  drawLines() {
    const { ink, drawing } = this;
    const unit = cell(drawing);
    const first = Math.max(0, Math.floor(this.scroller.scrollLeft / this.perStep / unit) * unit);
    const last = Math.min(length(drawing), first + this.width / this.perStep + unit);
    for (let step = first; step <= last; step += unit) {
      const isBar = step % (drawing.beats * STEPS) === 0;
      const isBeat = step % STEPS === 0;
      if (!isBeat && this.perStep * unit < 6) continue;
      ink.fillStyle = isBar ? colours.paperBar : isBeat ? colours.paperBeat : colours.paperCell;
      ink.fillRect(Math.round(this.x(step)), RULER, 1, this.height);
    }
  }

  drawNote(note) {
    const { ink } = this;
    const [x, y] = [this.x(note.start), this.y(note.pitch)];
    const wide = Math.max(3, (note.end - note.start) * this.perStep - 1);
    if (x > this.width || x + wide < LABELS) return;
    const lit = this.sounding(note);
    ink.globalAlpha = lit ? 1 : 0.5 + note.velocity / 254;
    ink.fillStyle = note.made ? colours.made : colours.drawn;
    ink.beginPath();
    ink.roundRect(x + 0.5, y + 1, wide, this.row - 3, 3);
    if (note.pending) {
      ink.globalAlpha *= 0.45;
      ink.fill();
      ink.globalAlpha = 1;
      ink.strokeStyle = colours.madeEdge;
      ink.setLineDash([4, 2]);
      ink.stroke();
      ink.setLineDash([]);
    } else ink.fill();
    ink.globalAlpha = 1;
    if (lit) this.frame(x, y, wide, colours.paperInk);
    if (note === this.look.selected) this.frame(x, y, wide, colours.cursor);
    if (wide > 34 && this.row > 13) {
      ink.fillStyle = note.pending ? colours.madeEdge : "#fff";
      ink.font = "600 11px system-ui, sans-serif";
      ink.fillText(name(note.pitch), x + 5, y + this.row / 2);
    }
  }

  frame(x, y, wide, colour) {
    this.ink.strokeStyle = colour;
    this.ink.lineWidth = 2;
    this.ink.strokeRect(x, y + 0.5, wide + 1, this.row - 2);
    this.ink.lineWidth = 1;
  }

  sounding(note) {
    return this.look.head !== null && note.start <= this.look.head && this.look.head < note.end;
  }

  drawLane() {
    const { ink, width, drawing } = this;
    ink.fillStyle = colours.paper;
    ink.fillRect(LABELS, this.laneTop, width, this.lane);
    DRUMS.forEach((_, row) => {
      ink.fillStyle = row % 2 ? colours.paper : colours.paperRow;
      ink.fillRect(LABELS, this.laneY(row), Math.min(width, this.x(length(drawing)) - LABELS), LANE_ROW);
    });
    this.drawLines();
    for (const note of drawing.notes) if (note.part === "drums") this.drawHit(note);
    this.drawCursor("drums");
    ink.fillStyle = colours.paperBar;
    ink.fillRect(0, this.laneTop, width, 1);
  }

  drawHit(note) {
    const { ink } = this;
    const row = drumRow(note.pitch);
    const [x, y] = [this.x(note.start + cell(this.drawing) / 2), this.laneY(row) + LANE_ROW / 2]; // in the middle of its cell
    if (row < 0 || x < LABELS - 9 || x > this.width) return;
    const size = 3.5 + (note.velocity / 127) * 4;
    ink.fillStyle = note.made ? colours.made : colours.drawnDrums;
    ink.beginPath();
    ink.moveTo(x, y - size);
    ink.lineTo(x + size, y);
    ink.lineTo(x, y + size);
    ink.lineTo(x - size, y);
    ink.closePath();
    if (note.pending) {
      ink.strokeStyle = colours.madeEdge;
      ink.stroke();
      ink.globalAlpha = 0.4;
    }
    ink.fill();
    ink.globalAlpha = 1;
    if (note === this.look.selected || (this.look.head !== null && Math.abs(this.look.head - note.start - 1) < 2)) {
      ink.strokeStyle = colours.cursor;
      ink.lineWidth = 2;
      ink.stroke();
      ink.lineWidth = 1;
    }
  }

  drawCursor(part) {
    const { cursor } = this.look;
    if (!cursor.shown || cursor.part !== part) return;
    const y = part === "drums" ? this.laneY(drumRow(cursor.pitch)) : this.y(cursor.pitch);
    this.ink.strokeStyle = colours.cursor;
    this.ink.lineWidth = 2;
    this.ink.strokeRect(this.x(cursor.step), y, cell(this.drawing) * this.perStep, (part === "drums" ? LANE_ROW : this.row) - 1);
    this.ink.lineWidth = 1;
  }

  drawNames() {
    const { ink } = this;
    ink.textBaseline = "middle";
    ink.fillStyle = colours.paper;
    ink.fillRect(0, 0, LABELS, this.height);
    for (let pitch = TOP; pitch >= BOTTOM; pitch -= 1) {
      const y = this.y(pitch);
      if (y > this.laneTop || y < RULER - this.row) continue;
      ink.fillStyle = isBlack(pitch) ? colours.keyBlack : "#fff";
      ink.fillRect(0, y, isBlack(pitch) ? LABELS * 0.62 : LABELS - 2, this.row - 1);
      ink.fillStyle = isBlack(pitch) ? "#dfe5ea" : colours.paperInk;
      ink.font = `${pitch % 12 === 0 ? "700" : "400"} 11px system-ui, sans-serif`;
      ink.fillText(name(pitch), isBlack(pitch) ? 5 : LABELS - 25, y + this.row / 2);
    }
    ink.fillStyle = colours.paper;
    ink.fillRect(0, this.laneTop, LABELS, this.lane);
    ink.font = "11px system-ui, sans-serif";
    ink.fillStyle = colours.paperInk;
    DRUMS.forEach((drum, row) => ink.fillText(drum.name, 5, this.laneY(row) + LANE_ROW / 2));
    ink.fillStyle = colours.paperBar;
    ink.fillRect(0, this.laneTop, LABELS, 1);
    ink.fillRect(LABELS - 1, 0, 1, this.height);
  }

  drawRuler() {
    const { ink, width, drawing } = this;
    ink.fillStyle = colours.paper;
    ink.fillRect(LABELS, 0, width, RULER);
    ink.fillRect(0, 0, LABELS - 1, RULER);
    ink.fillStyle = colours.paperBar;
    ink.fillRect(0, RULER - 1, width, 1);
    const bar = drawing.beats * STEPS;
    ink.font = "600 13px system-ui, sans-serif";
    for (let i = 0; i < drawing.bars; i += 1) {
      const x = this.x(i * bar);
      if (x < LABELS - 1 || x > width) continue;
      ink.fillStyle = colours.paperBar;
      ink.fillRect(Math.round(x), 0, 1, RULER);
      ink.fillStyle = colours.paperInk;
      ink.fillText(String(i + 1), x + 6, RULER / 2);
      const chords = this.look.chart?.bars;
      if (!chords?.length || bar * this.perStep < 70) continue;
      ink.fillStyle = colours.madeEdge;
      for (const { beat, chord } of chords[i % chords.length])
        ink.fillText(chord, x + 26 + beat * STEPS * this.perStep * 0.9, RULER / 2);
    }
  }

  drawHead() {
    if (this.look.head === null) return;
    const x = this.x(this.look.head);
    if (x < LABELS) return;
    this.ink.fillStyle = colours.cursor;
    this.ink.fillRect(x - 1, 0, 2, this.height);
  }
}
