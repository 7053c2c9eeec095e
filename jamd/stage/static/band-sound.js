// Makes the band heard: plans become notes on the audio clock, ahead of their time, so that the network's jitter is not in the music.

import { CHANNELS } from "./synth.js";

const MOMENT = 60; // ms
const PARTS = ["drums", "piano"];

export class BandSound {
  constructor(line, clock, score, synth) {
    Object.assign(this, { line, clock, score, synth });
    score.addEventListener("plan", ({ detail }) => detail.parts.forEach((part) => this.queue(part, detail.start)));
    score.addEventListener("stray", ({ detail }) => this.strays(detail));
    line.addEventListener("change", ({ detail }) => detail.has("clock") && this.clockChanged());
    line.addEventListener("heard", ({ detail }) => this.heard(detail));
    line.addEventListener("lost", () => synth.hush());
    synth.addEventListener("ready", () => this.clockChanged());
    this.ownKeyboard = true; // a MIDI keyboard at the daemon sounds here too
  }

  // All of `part` from a tick on. What lies behind us is left to sound out.
  queue(part, start) {
    if (!this.synth.ready || !this.clock.running) return;
    const time = (tick) => this.synth.timeAt(this.clock.pageTime(tick));
    const notes = this.score.notes[part]
      .filter((note) => !note.stray && note.end > start)
      .map((note) => ({
        key: `${note.start}:${note.pitch}`,
        channel: CHANNELS[part],
        pitch: note.pitch,
        velocity: note.velocity,
        on: time(note.start),
        off: time(note.end),
      }));
    this.synth.plan(part, time(start), notes);
  }

  // Started, stopped, or another tempo: everything queued bends with it, but what is due in a moment is left to come as it is.
  clockChanged() {
    if (this.clock.running) PARTS.forEach((part) => this.queue(part, this.clock.tickAt(performance.now() + MOMENT)));
    else PARTS.forEach((part) => this.synth.hush(part));
  }

  strays({ part, data: [status, pitch, velocity] }) {
    this.synth.live([(status & 0xf0) | CHANNELS[part], pitch, velocity]);
  }

  heard({ data, by }) {
    if (by === this.line.you || (by === null && !this.ownKeyboard)) return; // our own keys have sounded when they were pressed
    this.synth.live([(data[0] & 0xf0) | CHANNELS.you, ...data.slice(1)]);
  }
}
