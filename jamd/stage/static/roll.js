// The piano roll of the stage: time runs to the left past a line that is now. Right of the line is the plan; what may still change is
// paler. Drums have a lane of their own below. Drawn afresh every frame: a few hundred rectangles cost less than keeping track.

import { BEAT } from "./clock.js";
import { colours } from "./colours.js";
import { isBlack, name } from "./pitch.js";

const NOW = 0.42; // of the width: a little more past than future, since the future is short
const RULER = 26;
const LABELS = 60;
const LOWEST_SPAN = 20; // semitones that are shown at the least
const DRUM_LINES = [
  ["Crash", 49, 57, 52, 55],
  ["Ride", 51, 59, 53],
  ["Hat", 42, 44, 46],
  ["Tom", 41, 43, 45, 47, 48, 50],
  ["Snare", 38, 40, 37, 39],
  ["Kick", 35, 36],
];
const DRUM_LINE = new Map(DRUM_LINES.flatMap(([, ...pitches], line) => pitches.map((pitch) => [pitch, line])));

export class Roll {
  constructor(canvas, { line, clock, score }) {
    Object.assign(this, { canvas, line, clock, score });
    this.ink = canvas.getContext("2d", { alpha: false });
    this.low = 44;
    this.high = 84;
    this.frames = []; // when the last frames were drawn, for the rate
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    new ResizeObserver(() => this.fit()).observe(canvas);
    const draw = (when) => {
      requestAnimationFrame(draw);
      if (!canvas.offsetParent) return;
      this.frames = [...this.frames.slice(-119), when];
      this.draw();
    };
    requestAnimationFrame(draw);
  }

  // Frames in a second, over the last two seconds.
  get rate() {
    const [first, last] = [this.frames[0], this.frames.at(-1)];
    return this.frames.length < 2 ? 0 : ((this.frames.length - 1) * 1000) / (last - first);
  }

  fit() {
    const scale = devicePixelRatio || 1;
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.canvas.width = Math.round(this.width * scale);
    this.canvas.height = Math.round(this.height * scale);
    this.ink.setTransform(scale, 0, 0, scale, 0, 0);
  }

  draw() {
    if (!this.width) return;
    const { ink, width, height } = this;
    ink.fillStyle = colours.stage;
    ink.fillRect(0, 0, width, height);
    this.pixelsPerBeat = Math.max(34, Math.min(76, width / 15));
    this.now = this.clock.running ? this.clock.now() : 0;
    this.left = this.origin();
    this.drumTop = height - Math.max(66, Math.min(height * 0.34, 130));
    this.reach();
    this.drawRows();
    this.drawBars();
    for (const part of ["piano", "you"]) this.drawNotes(part);
    this.drawDrums();
    this.drawLabels();
    this.drawNow();
  }

  // The tick at the left edge. Who wants no motion gets pages that turn every four bars.
  origin() {
    const room = this.width - LABELS;
    if (!this.calm.matches) return this.now - ((room * NOW) / this.pixelsPerBeat) * BEAT;
    const page = 4 * this.clock.bar;
    return Math.floor(this.now / page) * page;
  }

  x(tick) {
    return LABELS + ((tick - this.left) * this.pixelsPerBeat) / BEAT;
  }

  y(pitch) {
    return this.drumTop - 6 - (pitch - this.low + 1) * this.row;
  }

  // The pitches that are shown follow what is played, slowly, so that nothing jumps.
  reach() {
    let [low, high] = [58, 72];
    for (const part of ["you", "piano"]) {
      for (const { pitch, end, start } of this.score.notes[part]) {
        if ((end ?? Infinity) < this.left || start > this.left + 24 * BEAT) continue;
        if (pitch < low) low = pitch;
        if (pitch > high) high = pitch;
      }
    }
    const spare = Math.max(0, LOWEST_SPAN - (high - low)) / 2;
    this.low += (low - 2 - spare - this.low) * 0.06;
    this.high += (high + 2 + spare - this.high) * 0.06;
    this.row = (this.drumTop - RULER - 8) / (this.high - this.low + 1);
  }

  drawRows() {
    const { ink, width } = this;
    ink.fillStyle = colours.stageRow;
    for (let pitch = Math.floor(this.low); pitch <= this.high; pitch += 1) {
      if (isBlack(pitch)) ink.fillRect(LABELS, this.y(pitch), width - LABELS, this.row);
    }
    ink.fillRect(0, this.drumTop, width, 1);
  }

  drawBars() {
    const { ink, height, width } = this;
    const bar = this.clock.bar;
    ink.font = "600 13px system-ui, sans-serif";
    ink.textBaseline = "middle";
    const first = Math.floor(this.left / BEAT) * BEAT;
    for (let tick = first; this.x(tick) < width; tick += BEAT) {
      const x = Math.round(this.x(tick));
      const isBar = ((tick % bar) + bar) % bar === 0;
      if (x < LABELS) continue;
      ink.fillStyle = isBar ? colours.stageBar : colours.stageBeat;
      ink.fillRect(x, isBar ? 0 : RULER, 1, height);
      if (isBar) this.drawBarName(Math.round(tick / bar), x);
    }
  }

  drawBarName(bar, x) {
    const { ink } = this;
    ink.fillStyle = colours.muted;
    const chart = this.line.snapshot?.chart;
    const number = bar < 0 ? "count" : String((bar % (chart?.bars.length || Infinity)) + 1);
    ink.fillText(number, x + 6, RULER / 2);
    if (bar < 0 || !chart?.bars.length) return;
    ink.fillStyle = colours.ink;
    const beats = this.clock.section.beats;
    const shift = ink.measureText(number).width + 14;
    for (const { beat, chord } of chart.bars[bar % chart.bars.length]) {
      ink.fillText(chord, x + Math.max(shift, (beat / beats) * beats * this.pixelsPerBeat + 6), RULER / 2);
    }
  }

  drawNotes(part) {
    const { ink } = this;
    const tall = Math.max(5, this.row - 1);
    for (const note of this.score.notes[part]) {
      const x = this.x(note.start);
      const end = this.x(note.end ?? this.now);
      if (end < LABELS || x > this.width) continue;
      ink.globalAlpha = this.firmness(note, part);
      ink.fillStyle = note.start <= this.now && (note.end ?? Infinity) > this.now ? colours[`${part}Lit`] : colours[part];
      ink.beginPath();
      ink.roundRect(x, this.y(note.pitch), Math.max(3, end - x - 1), tall, Math.min(3, tall / 2));
      ink.fill();
    }
    ink.globalAlpha = 1;
  }

  // Loud notes are stronger; what the band may still change is paler.
  firmness(note, part) {
    const loud = 0.62 + (0.38 * Math.min(note.velocity, 100)) / 100;
    return part !== "you" && note.start > this.now + this.score.lead ? loud * 0.42 : loud;
  }

  drawDrums() {
    const { ink } = this;
    const row = (this.height - this.drumTop - 8) / DRUM_LINES.length;
    for (const note of this.score.notes.drums) {
      const x = this.x(note.start);
      const place = DRUM_LINE.get(note.pitch) ?? -1;
      if (x < LABELS - 8 || x > this.width || place < 0) continue;
      const size = Math.min(row * 0.5, 9) * (0.5 + 0.5 * (note.velocity / 110));
      const lit = note.start <= this.now && note.start > this.now - BEAT / 4;
      ink.globalAlpha = this.firmness(note, "drums");
      ink.fillStyle = lit ? colours.drumsLit : colours.drums;
      ink.beginPath();
      const y = this.drumTop + 4 + row * (place + 0.5);
      ink.moveTo(x, y - size);
      ink.lineTo(x + size, y);
      ink.lineTo(x, y + size);
      ink.lineTo(x - size, y);
      ink.fill();
    }
    ink.globalAlpha = 1;
  }

  drawLabels() {
    const { ink } = this;
    ink.fillStyle = colours.stage;
    ink.fillRect(0, 0, LABELS, this.height);
    ink.fillStyle = colours.muted;
    ink.font = "12px system-ui, sans-serif";
    ink.textBaseline = "middle";
    for (let pitch = Math.ceil(this.low); pitch <= this.high; pitch += 1) {
      if (pitch % 12 === 0) ink.fillText(name(pitch), 12, this.y(pitch) + this.row / 2);
    }
    const row = (this.height - this.drumTop - 8) / DRUM_LINES.length;
    DRUM_LINES.forEach(([title], i) => ink.fillText(title, 12, this.drumTop + 4 + row * (i + 0.5)));
  }

  drawNow() {
    const { ink } = this;
    if (!this.clock.running) return;
    const x = Math.round(this.x(this.now));
    ink.fillStyle = colours.ink;
    ink.fillRect(x, RULER - 6, 2, this.height);
    ink.beginPath();
    ink.moveTo(x - 5, RULER - 8);
    ink.lineTo(x + 7, RULER - 8);
    ink.lineTo(x + 1, RULER);
    ink.fill();
  }
}
