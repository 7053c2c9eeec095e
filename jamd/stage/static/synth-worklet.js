// The synth on the audio thread. It is told notes, not messages: a plan replaces what was queued behind its start, and a note that
// already sounds must then get its new end, which loose note-offs could not. Each block is split at its cues, so that a note starts
// on the very sample it was planned for.

import { BasicSoundBank, SoundBankLoader, SpessaSynthProcessor } from "./vendor/spessasynth.js";

const REPORT_BLOCKS = 18; // about 50 ms at 48 kHz
const MAX_LATE = 0.025; // s; a later note would drag the groove: it is dropped, as wire does

class JamdSynth extends AudioWorkletProcessor {
  constructor() {
    super();
    this.waiting = []; // notes to come, by their first frame
    this.sounding = []; // notes begun, with the frame of their end
    this.live = []; // messages of hands: as soon as possible
    this.blocks = 0;
    this.report = emptyReport();
    this.port.onmessage = ({ data }) => this.take[data.kind](data);
    this.take = {
      font: (order) => this.loadFont(order.bytes),
      live: (order) => this.live.push(order.data),
      plan: (order) => this.plan(order),
      hush: (order) => this.hush(order.lane),
    };
  }

  async loadFont(bytes) {
    try {
      await BasicSoundBank.isSF3DecoderReady;
      const font = SoundBankLoader.fromArrayBuffer(bytes);
      for (const sample of font.samples) sample.getAudioData(); // decoded now: at its first note it would stop the music
      const synth = new SpessaSynthProcessor(sampleRate, { eventsEnabled: false });
      await synth.processorInitialized;
      synth.soundBankManager.addSoundBank(font, "jamd");
      this.synth = synth;
      this.port.postMessage({ kind: "ready", presets: font.presets.map((preset) => preset.name) });
    } catch (fault) {
      this.port.postMessage({ kind: "fault", text: String(fault) });
    }
  }

  // All that `lane` plays from frame `from` on. `notes`: {key, channel, pitch, velocity, on, off}, frames.
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
      else if (note.on >= from) this.report.dropped += 1;
    }
    this.waiting = kept.sort((a, b) => a.on - b.on);
  }

  hush(lane) {
    this.waiting = this.waiting.filter((note) => lane && note.lane !== lane);
    for (const note of this.sounding) if (!lane || note.lane === lane) note.off = 0;
    if (!lane) this.synth?.stopAllChannels?.(true);
  }

  process(_inputs, [[left, right]]) {
    if (!this.synth) return true;
    for (const data of this.live.splice(0)) this.synth.processMessage(data);
    let done = 0;
    while (done < left.length) {
      this.fire(currentFrame + done);
      const next = Math.min(this.nextFrame() - currentFrame, left.length);
      const count = Math.max(1, next - done);
      this.synth.process(left, right, done, count);
      done += count;
    }
    this.measure(left, right);
    return true;
  }

  nextFrame() {
    let next = this.waiting.length ? this.waiting[0].on : Infinity;
    for (const note of this.sounding) next = Math.min(next, note.off);
    return Math.ceil(next);
  }

  // Ends come before beginnings: a repeated note would otherwise be closed by the end of its elder.
  fire(frame) {
    if (this.sounding.some((note) => note.off <= frame)) {
      for (const note of this.sounding) if (note.off <= frame) this.synth.noteOff(note.channel, note.pitch);
      this.sounding = this.sounding.filter((note) => note.off > frame);
    }
    while (this.waiting.length && this.waiting[0].on <= frame) {
      const note = this.waiting.shift();
      this.synth.noteOn(note.channel, note.pitch, note.velocity);
      this.sounding.push(note);
      this.report.notes += 1;
      this.report.worst = Math.max(this.report.worst, frame - note.on);
      if (frame - note.on >= 1) this.report.late += 1;
      this.report.onsets.push([note.lane, note.pitch, note.on, frame]);
    }
  }

  measure(left, right) {
    for (let i = 0; i < left.length; i += 1) {
      const level = Math.max(Math.abs(left[i]), Math.abs(right[i]));
      if (level > this.report.peak) this.report.peak = level;
    }
    this.blocks += 1;
    if (this.blocks % REPORT_BLOCKS) return;
    this.port.postMessage({ kind: "report", frame: currentFrame, voices: this.synth.voiceCount, ...this.report });
    this.report = emptyReport();
  }
}

// `worst` in frames behind the plan; `onsets` as [lane, pitch, planned frame, rendered frame].
function emptyReport() {
  return { peak: 0, notes: 0, late: 0, dropped: 0, worst: 0, onsets: [] };
}

registerProcessor("jamd-synth", JamdSynth);
