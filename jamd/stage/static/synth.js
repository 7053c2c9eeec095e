// The page's instrument: an audio context, the synth in its worklet, and what the rest of the page may ask of it.
// Times that come in are seconds of the audio clock.

export const CHANNELS = { piano: 0, you: 1, drawing: 2, drums: 9, drawnDrums: 9 };
export const SOUNDS = { "Grand piano": 0, "Electric piano": 4, "Upright bass": 32 };
export const KITS = { Standard: 0, Jazz: 32, Brush: 40 };

const PAN = { piano: 78, you: 50, drawing: 64 }; // yours a little left, the band's a little right, as on a stand

export class Synth extends EventTarget {
  constructor() {
    super();
    this.context = null;
    this.ready = false;
    this.starting = null;
    this.tally = { notes: 0, late: 0, dropped: 0, worst: 0 }; // since the audio started
    this.peak = 0;
    this.programs = { piano: 0, you: 0, drawing: 0, drums: 32 };
    this.volume = 0.9;
  }

  // Must be called from a click or a key: browsers keep a page silent until then.
  start() {
    this.starting ??= this.open().catch((fault) => {
      this.starting = null;
      throw fault;
    });
    this.context?.resume();
    return this.starting;
  }

  async open() {
    this.context = new AudioContext({ latencyHint: "interactive" });
    const [font] = await Promise.all([
      fetch("static/sound/jamd.sf3").then((answer) => answer.arrayBuffer()),
      this.context.audioWorklet.addModule("static/synth-worklet.js"),
      this.context.resume(),
    ]);
    this.node = new AudioWorkletNode(this.context, "jamd-synth", { numberOfInputs: 0, outputChannelCount: [2] });
    this.gain = new GainNode(this.context, { gain: this.volume });
    this.limiter = new DynamicsCompressorNode(this.context, { threshold: -6, knee: 6, ratio: 12, attack: 0.002, release: 0.12 });
    this.meter = new AnalyserNode(this.context, { fftSize: 2048 });
    this.node.connect(this.gain).connect(this.limiter).connect(this.meter).connect(this.context.destination);
    const loaded = new Promise((resolve, reject) => {
      this.node.port.onmessage = ({ data }) => this.hear(data, resolve, reject);
    });
    this.node.port.postMessage({ kind: "font", bytes: font }, [font]);
    await loaded;
    this.ready = true;
    this.dress();
    this.dispatchEvent(new Event("ready"));
  }

  hear(data, resolve, reject) {
    if (data.kind === "ready") resolve();
    if (data.kind === "fault") reject(new Error(data.text));
    if (data.kind !== "report") return;
    this.peak = data.peak;
    this.tally.notes += data.notes;
    this.tally.late += data.late;
    this.tally.dropped += data.dropped;
    this.tally.worst = Math.max(this.tally.worst, data.worst);
    this.dispatchEvent(new CustomEvent("report", { detail: data }));
  }

  dress() {
    for (const [who, program] of Object.entries(this.programs)) this.sound(who, program);
    for (const [who, pan] of Object.entries(PAN)) this.live([0xb0 | CHANNELS[who], 10, pan]);
  }

  sound(who, program) {
    this.programs[who] = program;
    this.live([0xc0 | CHANNELS[who], program]);
  }

  setVolume(volume) {
    this.volume = volume;
    this.gain?.gain.setTargetAtTime(volume, this.context.currentTime, 0.01);
  }

  live(data) {
    if (this.ready) this.node.port.postMessage({ kind: "live", data });
  }

  // What `lane` plays from `from` on: notes {key, channel, pitch, velocity, on, off}.
  plan(lane, from, notes) {
    if (!this.ready) return;
    const frame = (time) => Math.round(time * this.context.sampleRate);
    const inFrames = notes.map((note) => ({ ...note, on: frame(note.on), off: frame(note.off) }));
    this.node.port.postMessage({ kind: "plan", lane, from: frame(from), notes: inFrames });
  }

  hush(lane = null) {
    this.node?.port.postMessage({ kind: "hush", lane });
  }

  get now() {
    return this.context ? this.context.currentTime : 0;
  }

  // The audio time that leaves the loudspeaker at `milliseconds` of performance.now().
  timeAt(milliseconds) {
    const { contextTime, performanceTime } = this.context.getOutputTimestamp();
    const usable = performanceTime > 0 && Math.abs(performance.now() - performanceTime) < 1000;
    return usable ? contextTime + (milliseconds - performanceTime) / 1000 : this.now + (milliseconds - performance.now()) / 1000;
  }
}
