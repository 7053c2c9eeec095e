// The page's instrument: an audio context, the synth in its worklet, and the calls that the rest of the page makes to
// it. Times are seconds of the audio clock.

import { Emitter } from "./emitter.js";
import { CHANNELS, ofEach, soundMessages, volumeMessage } from "./mix.js";

/** @import { Sound } from "./instruments.js" */
/** @import { Voice } from "./mix.js" */
/** @typedef {{ key: string, channel: number, pitch: number, velocity: number, on: number, off: number }} QueuedNote */
/** @import { FromWorklet, Report, ToWorklet } from "./synth-worklet.js" */
/** @typedef {{ ready: undefined, report: Report }} SynthEvents */

const INSECURE =
  "this browser plays sound on jamd's own machine or over https only. Steer here, and let the other one sound.";
const SKEWS = 41; // about two seconds of reports
const PLAN_AHEAD = 0.04; // s: how far ahead a plan arrives at the least, its way through the network taken off
// The font's bass is dark: a laptop or a phone, which play little below 150 Hz, would swallow it.
/** @type {BiquadFilterOptions[]} */
const BASS_TONE = [
  { type: "lowshelf", frequency: 90, gain: -3 },
  { type: "highshelf", frequency: 180, gain: 12 },
];
export const GAIN = 13.3; // the engine is quiet: its channels can be turned down more finely than up

/** @extends {Emitter<SynthEvents>} */
export class Synth extends Emitter {
  ready = false;
  peak = 0; // of the last report
  counts = { notes: 0, late: 0, dropped: 0, worst: 0 }; // since the audio started
  sounds = ofEach(({ sounds }) => sounds[0]);
  faders = ofEach(() => 1); // 1: as the mix has it
  /** @type {number[]} */
  skews = []; // audio time minus page time, the last SKEWS of them
  outputDelay = 0; // s, from the synth to the loudspeaker
  /** @type {Promise<void> | null} */
  starting = null;
  /** @type {AudioContext | null} */
  context = null;
  /** @type {AudioWorkletNode | null} */
  node = null;
  /** @type {AnalyserNode | null} */
  meter = null;

  /**
   * Must be called from a click or a key: browsers keep a page silent until then.
   * @returns {Promise<void>}
   */
  start() {
    this.starting ??= this.open().catch((error) => {
      this.starting = null;
      throw error;
    });
    this.context?.resume();
    return this.starting;
  }

  // Browsers hide the audio thread from pages that came over plain http from another machine.
  get isPossible() {
    return "audioWorklet" in BaseAudioContext.prototype;
  }

  async open() {
    if (!this.isPossible) throw new Error(INSECURE);
    const context = new AudioContext({ latencyHint: "interactive" });
    this.context = context;
    const [font, { node, limiter }] = await Promise.all([
      fetch(new URL("sound/jamd.sf3", import.meta.url)).then((answer) => answer.arrayBuffer()),
      patch(context),
      context.resume(),
    ]);
    this.node = node;
    this.meter = new AnalyserNode(context, { fftSize: 2048 });
    limiter.connect(this.meter).connect(context.destination);
    await this.loadFont(node, font);
    this.ready = true;
    this.sendSettings();
    this.emit("ready", undefined);
  }

  /**
   * @param {AudioWorkletNode} node
   * @param {ArrayBuffer} bytes
   * @returns {Promise<void>}
   */
  loadFont(node, bytes) {
    return new Promise((resolve, reject) => {
      /** @param {MessageEvent<FromWorklet>} event */
      node.port.onmessage = ({ data }) => {
        if (data.kind === "ready") resolve();
        else if (data.kind === "error") reject(new Error(data.text));
        else this.onReport(data);
      };
      node.port.postMessage({ kind: "font", bytes }, [bytes]);
    });
  }

  /** @param {Report} report */
  onReport(report) {
    this.compareClocks();
    this.peak = report.peak;
    this.counts.notes += report.notes;
    this.counts.late += report.late;
    this.counts.dropped += report.dropped;
    this.counts.worst = Math.max(this.counts.worst, report.worst);
    this.emit("report", report);
  }

  sendSettings() {
    for (const voice of /** @type {Voice[]} */ (Object.keys(this.sounds))) this.sendSound(voice);
  }

  /** @param {Voice} voice */
  sendSound(voice) {
    for (const message of soundMessages(voice, this.sounds[voice])) this.send(message);
    this.sendVolume(voice);
  }

  /** @param {Voice} voice */
  sendVolume(voice) {
    this.send(volumeMessage(voice, this.sounds[voice], this.faders[voice]));
  }

  /**
   * @param {Voice} voice
   * @param {Sound} sound
   */
  setSound(voice, sound) {
    if (sound === this.sounds[voice]) return;
    this.sounds[voice] = sound;
    this.sendSound(voice);
  }

  /**
   * @param {Voice} voice
   * @param {number} fader
   */
  setFader(voice, fader) {
    this.faders[voice] = fader;
    this.sendVolume(voice);
  }

  /** @param {ToWorklet} message */
  post(message) {
    this.node?.port.postMessage(message);
  }

  /**
   * A MIDI message that takes effect as soon as possible.
   * @param {number[]} data
   */
  send(data) {
    if (this.ready) this.post({ kind: "midi", data });
  }

  /**
   * Replaces all that a lane plays from a time on.
   * @param {string} lane
   * @param {number} from
   * @param {QueuedNote[]} notes
   */
  plan(lane, from, notes) {
    if (!this.ready || !this.context) return;
    const { sampleRate } = this.context;
    /** @param {number} time */
    const frame = (time) => Math.round(time * sampleRate);
    const inFrames = notes.map((note) => ({ ...note, on: frame(note.on), off: frame(note.off) }));
    this.post({ kind: "plan", lane, from: frame(from), notes: inFrames });
  }

  /** @param {string | null} lane null: everything */
  silence(lane = null) {
    this.post({ kind: "silence", lane });
  }

  get now() {
    return this.context ? this.context.currentTime : 0;
  }

  /**
   * The audio time that leaves the loudspeaker at `milliseconds` of performance.now(). Browsers report this pair of
   * clocks with milliseconds of jitter; the median of the last two seconds keeps it out of the music. What a slow
   * output (Bluetooth) would make too late to play is shifted as a whole.
   * @param {number} milliseconds
   */
  timeAt(milliseconds) {
    if (!this.skews.length) this.compareClocks();
    const median = [...this.skews].sort((a, b) => a - b)[this.skews.length >> 1];
    return milliseconds / 1000 + median + Math.max(0, this.outputDelay - PLAN_AHEAD);
  }

  compareClocks() {
    if (!this.context) return;
    const now = performance.now() / 1000;
    const { contextTime = 0, performanceTime = 0 } = this.context.getOutputTimestamp();
    const usable = performanceTime > 0 && Math.abs(now - performanceTime / 1000) < 1;
    this.skews = [...this.skews.slice(1 - SKEWS), usable ? contextTime - performanceTime / 1000 : this.now - now];
    this.outputDelay = this.context.outputLatency || this.context.baseLatency || 0;
  }
}

/**
 * The synth in a context, and the limiter that its sound leaves by.
 * @param {BaseAudioContext} context
 */
export async function patch(context) {
  const modules = ["synth-worklet.js", "limiter-worklet.js"].map((name) => new URL(name, import.meta.url));
  await Promise.all(modules.map((module) => context.audioWorklet.addModule(module)));
  const node = new AudioWorkletNode(context, "jamd-synth", {
    numberOfInputs: 0,
    numberOfOutputs: 2,
    outputChannelCount: [2, 2],
    processorOptions: { apart: CHANNELS.bass },
  });
  const limiter = new AudioWorkletNode(context, "jamd-limiter", { outputChannelCount: [2] });
  const gain = new GainNode(context, { gain: GAIN });
  const [low, high] = BASS_TONE.map((tone) => new BiquadFilterNode(context, tone));
  node.connect(gain).connect(limiter);
  node.connect(low, 1).connect(high).connect(gain);
  return { node, limiter };
}
