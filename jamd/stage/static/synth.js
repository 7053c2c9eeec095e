// The page's instrument: an audio context, the synth in its worklet, and the calls that the rest of the page makes to
// it. Times are seconds of the audio clock.

import { Emitter } from "./emitter.js";
import { DRUM_CHANNEL, PAN, VOLUME, controlChange, programChange } from "./midi.js";

/** @typedef {"piano" | "you" | "drawing" | "drums"} Voice */
/** @typedef {{ key: string, channel: number, pitch: number, velocity: number, on: number, off: number }} QueuedNote */
/** @import { FromWorklet, Report, ToWorklet } from "./synth-worklet.js" */
/** @typedef {{ ready: undefined, report: Report }} SynthEvents */

/** @type {Record<Voice, number>} */
export const CHANNELS = { piano: 0, you: 1, drawing: 2, drums: DRUM_CHANNEL };
export const PROGRAMS = { Piano: 0, "E-piano": 4, Bass: 32 };
export const KITS = { Standard: 0, Jazz: 32, Brush: 40 };

const INSECURE =
  "this browser plays sound on jamd's own machine or over https only. Steer here, and let the other one sound.";
const SKEWS = 41; // about two seconds of reports
const PLAN_AHEAD = 0.04; // s: how far ahead a plan arrives at the least, its way through the network taken off
const GAIN = 2.5; // a full band peaks near 0.2 in the engine
// The font's cymbals are quiet: the comping would drown the ride.
/** @type {Record<Voice, number>} */
const LEVELS = { piano: 90, you: 108, drawing: 108, drums: 127 };
/** @type {[Voice, number][]} */
const PANS = [
  ["piano", 78],
  ["you", 50],
  ["drawing", 64],
]; // you a little left, the band's piano a little right, as on a stage

/** @extends {Emitter<SynthEvents>} */
export class Synth extends Emitter {
  ready = false;
  peak = 0; // of the last report
  counts = { notes: 0, late: 0, dropped: 0, worst: 0 }; // since the audio started
  /** @type {Record<Voice, number>} */
  programs = { piano: 0, you: 0, drawing: 0, drums: KITS.Jazz };
  volume = 1;
  /** @type {number[]} */
  skews = []; // audio time minus page time, the last SKEWS of them
  outputDelay = 0; // s, from the synth to the loudspeaker
  /** @type {Promise<void> | null} */
  starting = null;
  /** @type {AudioContext | null} */
  context = null;
  /** @type {AudioWorkletNode | null} */
  node = null;
  /** @type {GainNode | null} */
  gain = null;
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
    const [font] = await Promise.all([
      fetch(new URL("sound/jamd.sf3", import.meta.url)).then((answer) => answer.arrayBuffer()),
      context.audioWorklet.addModule(new URL("synth-worklet.js", import.meta.url)),
      context.resume(),
    ]);
    const node = new AudioWorkletNode(context, "jamd-synth", { numberOfInputs: 0, outputChannelCount: [2] });
    this.node = node;
    this.gain = new GainNode(context, { gain: this.volume * GAIN });
    const limiter = new DynamicsCompressorNode(context, {
      threshold: -6,
      knee: 6,
      ratio: 12,
      attack: 0.002,
      release: 0.12,
    });
    this.meter = new AnalyserNode(context, { fftSize: 2048 });
    node.connect(this.gain).connect(limiter).connect(this.meter).connect(context.destination);
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
    for (const voice of /** @type {Voice[]} */ (Object.keys(CHANNELS))) {
      this.setProgram(voice, this.programs[voice]);
      this.send(controlChange(CHANNELS[voice], VOLUME, LEVELS[voice]));
    }
    for (const [voice, pan] of PANS) this.send(controlChange(CHANNELS[voice], PAN, pan));
  }

  /**
   * @param {Voice} voice
   * @param {number} program
   */
  setProgram(voice, program) {
    this.programs[voice] = program;
    this.send(programChange(CHANNELS[voice], program));
  }

  /** @param {number} volume */
  setVolume(volume) {
    this.volume = volume;
    this.gain?.gain.setTargetAtTime(volume * GAIN, this.now, 0.01);
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
