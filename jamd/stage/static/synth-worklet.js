// The synth on the audio thread. It is given notes, not messages: a plan replaces what was queued behind its start, and
// a note that already sounds must then get its new end, which separate note-offs could not do. Each block is split at
// its note starts and ends, so that a note starts on the very sample it was planned for.

import { BasicSoundBank, SoundBankLoader, SpessaSynthProcessor } from "./vendor/spessasynth.js";

/** @import { QueuedNote } from "./synth.js" */

/** @typedef {QueuedNote & { lane: string }} Note times in frames */
/**
 * @typedef {{ kind: "font", bytes: ArrayBuffer } | { kind: "midi", data: number[] } | PlanMessage
 *   | { kind: "silence", lane: string | null }} ToWorklet
 */
/** @typedef {{ kind: "plan", lane: string, from: number, notes: QueuedNote[] }} PlanMessage */
/** @typedef {{ kind: "ready", presets: string[] } | { kind: "error", text: string } | Report} FromWorklet */
/** @typedef {{ kind: "report", frame: number, voices: number } & Counts} Report */
/**
 * `worst` in frames behind the plan; `onsets` as [lane, pitch, planned frame, rendered frame].
 * @typedef {{ peak: number, notes: number, late: number, dropped: number, worst: number,
 *   onsets: [lane: string, pitch: number, planned: number, rendered: number][] }} Counts
 */

const CHANNELS = 16;
const REPORT_BLOCKS = 18; // about 50 ms at 48 kHz
const MAX_LATE = 0.025; // s; a later note would drag the groove: it is dropped, as in wire

class JamdSynth extends AudioWorkletProcessor {
  /** @param {{ processorOptions: { apart: number } }} options the channel whose sound has an output of its own */
  constructor({ processorOptions: { apart } }) {
    super();
    this.apart = apart;
    this.outputs = /** @type {Float32Array[][]} */ (Array(CHANNELS)); // of each channel
    this.waiting = /** @type {Note[]} */ ([]); // by their first frame
    this.sounding = /** @type {Note[]} */ ([]);
    this.live = /** @type {number[][]} */ ([]); // MIDI messages to play as soon as possible
    this.blocks = 0;
    this.counts = noCounts();
    this.synth = /** @type {SpessaSynthProcessor | null} */ (null);
    /** @param {MessageEvent<ToWorklet>} event */
    this.port.onmessage = ({ data }) => this.receive(data);
  }

  /** @param {ToWorklet} message */
  receive(message) {
    if (message.kind === "font") this.loadFont(message.bytes);
    else if (message.kind === "midi") this.live.push(message.data);
    else if (message.kind === "plan") this.plan(message);
    else this.silence(message.lane);
  }

  /** @param {ArrayBuffer} bytes */
  async loadFont(bytes) {
    try {
      await BasicSoundBank.isSF3DecoderReady;
      const font = SoundBankLoader.fromArrayBuffer(bytes);
      for (const sample of font.samples) sample.getAudioData(); // decoded now: during the music it would take too long
      const synth = new SpessaSynthProcessor(sampleRate, { eventsEnabled: false });
      await synth.processorInitialized;
      synth.soundBankManager.addSoundBank(font, "jamd");
      this.synth = synth;
      this.port.postMessage({ kind: "ready", presets: font.presets.map((preset) => preset.name) });
    } catch (error) {
      this.port.postMessage({ kind: "error", text: String(error) });
    }
  }

  /**
   * Replaces all that a lane plays from a frame on.
   * @param {PlanMessage} plan
   */
  plan({ lane, from, notes }) {
    const listed = new Map(notes.map((note) => [note.key, note]));
    for (const note of this.sounding) {
      if (note.lane === lane) note.off = listed.get(note.key)?.off ?? Math.min(note.off, from);
    }
    for (const note of this.waiting) {
      if (note.lane === lane && note.on < from && !listed.has(note.key)) note.off = Math.min(note.off, from);
    }
    const begun = new Set(this.sounding.filter((note) => note.lane === lane).map((note) => note.key));
    const kept = this.waiting.filter((note) => note.lane !== lane || (note.on < from && !listed.has(note.key)));
    const earliest = currentFrame - MAX_LATE * sampleRate;
    for (const note of notes) {
      if (begun.has(note.key)) continue;
      if (note.on >= (note.on < from ? currentFrame : earliest)) kept.push({ ...note, lane });
      else if (note.on >= from) this.counts.dropped += 1;
    }
    this.waiting = kept.sort((a, b) => a.on - b.on);
  }

  /** @param {string | null} lane */
  silence(lane) {
    this.waiting = this.waiting.filter((note) => lane && note.lane !== lane);
    for (const note of this.sounding) if (!lane || note.lane === lane) note.off = 0;
    if (!lane) this.synth?.stopAllChannels(true);
  }

  /**
   * @param {Float32Array[][]} _inputs
   * @param {Float32Array[][]} outputs
   */
  process(_inputs, [all, apart]) {
    const { synth } = this;
    if (!synth) return true;
    const [left, right] = all;
    this.outputs.fill(all)[this.apart] = apart;
    for (const data of this.live.splice(0)) synth.processMessage(data);
    let done = 0;
    while (done < left.length) {
      this.startAndEndNotes(synth, currentFrame + done);
      const next = Math.min(this.nextFrame() - currentFrame, left.length);
      const count = Math.max(1, next - done);
      synth.processSplit(this.outputs, left, right, done, count);
      done += count;
    }
    this.measure(all);
    this.measure(apart);
    this.blocks += 1;
    if (this.blocks % REPORT_BLOCKS === 0) this.report(synth);
    return true;
  }

  // The frame at which the next note starts or ends.
  nextFrame() {
    let next = this.waiting.length ? this.waiting[0].on : Infinity;
    for (const note of this.sounding) next = Math.min(next, note.off);
    return Math.ceil(next);
  }

  /**
   * Ends before starts: a repeated note would otherwise be closed by the end of the one before.
   * @param {SpessaSynthProcessor} synth
   * @param {number} frame
   */
  startAndEndNotes(synth, frame) {
    if (this.sounding.some((note) => note.off <= frame)) {
      for (const note of this.sounding) if (note.off <= frame) synth.noteOff(note.channel, note.pitch);
      this.sounding = this.sounding.filter((note) => note.off > frame);
    }
    while (this.waiting.length && this.waiting[0].on <= frame) {
      const note = /** @type {Note} */ (this.waiting.shift());
      synth.noteOn(note.channel, note.pitch, note.velocity);
      this.sounding.push(note);
      this.counts.notes += 1;
      this.counts.worst = Math.max(this.counts.worst, frame - note.on);
      if (frame - note.on >= 1) this.counts.late += 1;
      this.counts.onsets.push([note.lane, note.pitch, note.on, frame]);
    }
  }

  /** @param {Float32Array[]} sides */
  measure([left, right]) {
    for (let i = 0; i < left.length; i += 1) {
      const level = Math.max(Math.abs(left[i]), Math.abs(right[i]));
      if (level > this.counts.peak) this.counts.peak = level;
    }
  }

  /** @param {SpessaSynthProcessor} synth */
  report(synth) {
    this.port.postMessage({ kind: "report", frame: currentFrame, voices: synth.voiceCount, ...this.counts });
    this.counts = noCounts();
  }
}

/** @returns {Counts} */
function noCounts() {
  return { peak: 0, notes: 0, late: 0, dropped: 0, worst: 0, onsets: [] };
}

registerProcessor("jamd-synth", JamdSynth);
