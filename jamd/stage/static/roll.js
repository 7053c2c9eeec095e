// The stage's piano roll: notes scroll left past a line that marks now. Right of the line is the plan; what may still
// change is paler. Drums have a lane of their own below. While the band plays, everything is redrawn each frame: a few
// hundred rectangles cost less than tracking changes. While it stands, only what has just changed is.

import { BEAT } from "./clock.js";
import { colours, lit } from "./colours.js";
import { DRUM_GROUPS, drumGroup } from "./drums.js";
import { everyFrame } from "./frames.js";
import { addNote } from "./note-shape.js";
import { PITCHED } from "./parts.js";
import { isBlack, pitchName } from "./pitch.js";

/** @import { App } from "./main.js" */
/** @import { Part } from "./api.js" */
/** @import { Bar } from "./form.js" */
/** @import { Pitched } from "./parts.js" */
/** @import { BandNote, YourNote } from "./score.js" */

const NOW = 0.42; // where now stands, as a share of the width
const RULER = 26; // px
const LABELS = 60; // px
const MIN_SPAN = 20; // semitones
const AHEAD = 24 * BEAT; // notes up to here widen the range of pitches
const SETTLING_MS = 2000; // after a change the range of pitches still moves for so long

export class Roll {
  // Set for each frame by draw().
  width = 0;
  height = 0;
  pixelsPerBeat = 0;
  now = 0; // tick
  left = 0; // tick at the left edge
  drumTop = 0; // px
  row = 0; // px, of a pitch
  // The range of pitches, which moves slowly.
  low = 44;
  high = 84;
  /** @type {number[]} */
  frames = []; // when the last frames were drawn, ms
  settled = SETTLING_MS; // when nothing moves any more unless the band plays, ms

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {App} app
   */
  constructor(canvas, { connection, clock, form, score }) {
    this.canvas = canvas;
    this.connection = connection;
    this.clock = clock;
    this.form = form;
    this.score = score;
    this.ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
    this.reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
    new ResizeObserver(() => this.resize()).observe(canvas);
    connection.on("change", (sections) => {
      if (sections.has("clock") || sections.has("chart")) this.unsettle();
    });
    connection.on("lost", () => this.unsettle());
    everyFrame(
      (when) => this.onFrame(when),
      () => this.moves,
    );
  }

  get moves() {
    return this.clock.running || performance.now() < this.settled;
  }

  /** @param {number} when */
  onFrame(when) {
    if (!this.canvas.offsetParent) return;
    this.frames = this.moves ? [...this.frames.slice(-119), when] : [];
    if (this.moves) this.draw();
  }

  // Frames per second, over the last two seconds.
  get rate() {
    const count = this.frames.length;
    return count < 2 ? 0 : ((count - 1) * 1000) / (this.frames[count - 1] - this.frames[0]);
  }

  unsettle() {
    this.settled = performance.now() + SETTLING_MS;
  }

  resize() {
    this.unsettle();
    const scale = devicePixelRatio || 1;
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.canvas.width = Math.round(this.width * scale);
    this.canvas.height = Math.round(this.height * scale);
    this.ctx.setTransform(scale, 0, 0, scale, 0, 0);
  }

  draw() {
    if (!this.width) return;
    const { ctx, width, height } = this;
    ctx.fillStyle = colours.stage;
    ctx.fillRect(0, 0, width, height);
    this.pixelsPerBeat = Math.max(34, Math.min(76, width / 15));
    this.now = this.clock.running ? this.clock.now() : 0;
    this.left = this.leftTick();
    this.drumTop = height - Math.max(66, Math.min(height * 0.34, 130));
    this.followRange();
    this.drawRows();
    this.drawBars();
    [...PITCHED].reverse().forEach((part) => this.drawNotes(part));
    this.drawDrums();
    this.drawLabels();
    this.drawNow();
  }

  // The tick at the left edge. With reduced motion, pages that turn every four bars replace scrolling.
  leftTick() {
    const room = this.width - LABELS;
    if (!this.reducedMotion.matches) return this.now - ((room * NOW) / this.pixelsPerBeat) * BEAT;
    const page = 4 * this.clock.barTicks;
    return Math.floor(this.now / page) * page;
  }

  /** @param {number} tick */
  x(tick) {
    return LABELS + ((tick - this.left) * this.pixelsPerBeat) / BEAT;
  }

  /** @param {number} pitch */
  y(pitch) {
    return this.drumTop - 6 - (pitch - this.low + 1) * this.row;
  }

  // The range of pitches follows what is played, slowly, so that nothing jumps.
  followRange() {
    let [low, high] = [58, 72];
    for (const { pitch, end, start } of PITCHED.flatMap((part) => this.score.notes[part])) {
      if ((end ?? Infinity) < this.left || start > this.left + AHEAD) continue;
      if (pitch < low) low = pitch;
      if (pitch > high) high = pitch;
    }
    const spare = Math.max(0, MIN_SPAN - (high - low)) / 2;
    this.low += (low - 2 - spare - this.low) * 0.06;
    this.high += (high + 2 + spare - this.high) * 0.06;
    this.row = (this.drumTop - RULER - 8) / (this.high - this.low + 1);
  }

  drawRows() {
    const { ctx, width } = this;
    ctx.fillStyle = colours.stageRow;
    for (let pitch = Math.floor(this.low); pitch <= this.high; pitch += 1) {
      if (isBlack(pitch)) ctx.fillRect(LABELS, this.y(pitch), width - LABELS, this.row);
    }
    ctx.fillRect(0, this.drumTop, width, 1);
  }

  drawBars() {
    const { ctx, height } = this;
    ctx.font = "600 13px system-ui, sans-serif";
    ctx.textBaseline = "middle";
    const right = this.left + ((this.width - LABELS) * BEAT) / this.pixelsPerBeat;
    for (const bar of this.form.bars(this.left, right)) {
      for (let beat = 0; beat < bar.beats; beat += 1) {
        const x = Math.round(this.x(bar.line + beat * BEAT));
        if (x < LABELS) continue;
        ctx.fillStyle = beat === 0 ? colours.stageBar : colours.stageBeat;
        ctx.fillRect(x, beat === 0 ? 0 : RULER, 1, height);
      }
      const x = Math.round(this.x(bar.line));
      if (x >= LABELS) this.drawBarLabel(bar, x);
    }
  }

  /**
   * @param {Bar} bar
   * @param {number} x
   */
  drawBarLabel({ number, beats, chartBar }, x) {
    const { ctx } = this;
    ctx.fillStyle = colours.muted;
    const label = number < 0 ? "count" : String((chartBar ?? number) + 1);
    ctx.fillText(label, x + 6, RULER / 2);
    const { chart } = this.form;
    if (number < 0 || !chart || chartBar === null) return;
    ctx.fillStyle = colours.ink;
    const shift = ctx.measureText(label).width + 14;
    const chords = chart.bars[chartBar];
    chords.forEach(({ beat, chord }, i) => {
      const from = Math.max(shift, beat * this.pixelsPerBeat + 6);
      const room = (chords[i + 1]?.beat ?? beats) * this.pixelsPerBeat - from;
      ctx.fillText(chord, x + from, RULER / 2, Math.max(1, room)); // narrower where it would reach the next one
    });
  }

  /** @param {Pitched} part */
  drawNotes(part) {
    const { ctx } = this;
    const tall = Math.max(5, this.row - 1);
    for (const note of this.score.notes[part]) {
      const x = this.x(note.start);
      const end = this.x(note.end ?? this.now);
      const y = this.y(note.pitch);
      if (end < LABELS || x > this.width || y > this.drumTop - tall) continue; // or not in the range yet
      ctx.globalAlpha = this.opacity(note, part);
      const sounds = note.start <= this.now && (note.end ?? Infinity) > this.now;
      ctx.fillStyle = (sounds ? lit : colours)[part];
      ctx.beginPath();
      addNote(ctx, part, { x, y, wide: Math.max(3, end - x - 1), tall });
      ctx.fill();
    }
    ctx.globalAlpha = 1;
  }

  /**
   * Loud notes are stronger; what the band may still change is paler.
   * @param {BandNote | YourNote} note
   * @param {Part} part
   */
  opacity(note, part) {
    const loud = 0.62 + (0.38 * Math.min(note.velocity, 100)) / 100;
    return part !== "you" && note.start > this.now + this.score.lead ? loud * 0.42 : loud;
  }

  drawDrums() {
    const { ctx } = this;
    const row = (this.height - this.drumTop - 8) / DRUM_GROUPS.length;
    for (const note of this.score.notes.drums) {
      const x = this.x(note.start);
      const group = drumGroup(note.pitch);
      if (x < LABELS - 8 || x > this.width || group < 0) continue;
      const size = Math.min(row * 0.5, 9) * (0.5 + 0.5 * (note.velocity / 110));
      const sounds = note.start <= this.now && note.start > this.now - BEAT / 4;
      ctx.globalAlpha = this.opacity(note, "drums");
      ctx.fillStyle = (sounds ? lit : colours).drums;
      ctx.beginPath();
      const y = this.drumTop + 4 + row * (group + 0.5);
      ctx.moveTo(x, y - size);
      ctx.lineTo(x + size, y);
      ctx.lineTo(x, y + size);
      ctx.lineTo(x - size, y);
      ctx.fill();
    }
    ctx.globalAlpha = 1;
  }

  drawLabels() {
    const { ctx } = this;
    ctx.fillStyle = colours.stage;
    ctx.fillRect(0, 0, LABELS, this.height);
    ctx.fillStyle = colours.muted;
    ctx.font = "12px system-ui, sans-serif";
    ctx.textBaseline = "middle";
    for (let pitch = Math.ceil(this.low); pitch <= this.high; pitch += 1) {
      if (pitch % 12 === 0) ctx.fillText(pitchName(pitch), 12, this.y(pitch) + this.row / 2);
    }
    const row = (this.height - this.drumTop - 8) / DRUM_GROUPS.length;
    DRUM_GROUPS.forEach((title, i) => ctx.fillText(title, 12, this.drumTop + 4 + row * (i + 0.5)));
  }

  drawNow() {
    const { ctx } = this;
    if (!this.clock.running) return;
    const x = Math.round(this.x(this.now));
    ctx.fillStyle = colours.ink;
    ctx.fillRect(x, RULER - 6, 2, this.height);
    ctx.beginPath();
    ctx.moveTo(x - 5, RULER - 8);
    ctx.lineTo(x + 7, RULER - 8);
    ctx.lineTo(x + 1, RULER);
    ctx.fill();
  }
}
