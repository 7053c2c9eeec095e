// The page's instrument: an audio context, the synth in its worklet, and what the rest of the page may ask of it.
// Times that come in are seconds of the audio clock.

export const CHANNELS = { piano: 0, you: 1, drawing: 2, drums: 9 };
export const SOUNDS = { Piano: 0, "E-piano": 4, Bass: 32 };
export const KITS = { Standard: 0, Jazz: 32, Brush: 40 };

const SKEWS = 41; // about two seconds
const EARLY = 0.04; // s: a plan is this much ahead at the least, with its way through the network taken off
const LOUD = 2.5; // a full band peaks near 0.2 in the engine
const LEVEL = { piano: 90, you: 108, drawing: 108, drums: 127 }; // the font's cymbals are shy: a ride would drown in the comping
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
    this.volume = 1;
    this.skews = []; // audio time minus page time, lately
    this.delay = 0; // s, from the synth to the loudspeaker
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
      fetch(new URL("sound/jamd.sf3", import.meta.url)).then((answer) => answer.arrayBuffer()),
      this.context.audioWorklet.addModule(new URL("synth-worklet.js", import.meta.url)),
      this.context.resume(),
    ]);
    this.node = new AudioWorkletNode(this.context, "jamd-synth", { numberOfInputs: 0, outputChannelCount: [2] });
    this.gain = new GainNode(this.context, { gain: this.volume * LOUD });
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
    this.compareClocks();
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
    for (const [who, level] of Object.entries(LEVEL)) this.live([0xb0 | CHANNELS[who], 7, level]);
  }

  sound(who, program) {
    this.programs[who] = program;
    this.live([0xc0 | CHANNELS[who], program]);
  }

  setVolume(volume) {
    this.volume = volume;
    this.gain?.gain.setTargetAtTime(volume * LOUD, this.context.currentTime, 0.01);
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

  // The audio time that leaves the loudspeaker at `milliseconds` of performance.now(). Browsers tell that pair of clocks with a jitter
  // of milliseconds; the median of the last seconds keeps it out of the music. What a slow output (Bluetooth) would make too late to
  // play is shifted as a whole.
  timeAt(milliseconds) {
    if (!this.skews.length) this.compareClocks();
    const middle = [...this.skews].sort((a, b) => a - b)[this.skews.length >> 1];
    return milliseconds / 1000 + middle + Math.max(0, this.delay - EARLY);
  }

  compareClocks() {
    const now = performance.now() / 1000;
    const { contextTime, performanceTime } = this.context.getOutputTimestamp();
    const usable = performanceTime > 0 && Math.abs(now - performanceTime / 1000) < 1;
    this.skews = [...this.skews.slice(1 - SKEWS), usable ? contextTime - performanceTime / 1000 : this.now - now];
    this.delay = this.context.outputLatency || this.context.baseLatency || 0;
  }
}
