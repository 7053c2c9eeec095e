// The stage: panels around a piano roll and a keyboard, all shown from the daemon's snapshot.

import { el, put } from "./dom.js";
import { Keys } from "./keys.js";
import { HEAD, RACK } from "./panels/index.js";
import { toggle, nudge } from "./panels/transport.js";
import { Roll } from "./roll.js";

// Who else may begin the music.
const WAITS = {
  midi: "Start the machine whose clock this is, or press Play.",
  link: "Start the Link session, or press Play.",
  follow: "Count off one bar, by taps or on one key, or press Play.",
};

export class Stage {
  constructor(element, desk) {
    Object.assign(this, { element, desk });
    this.roll = new Roll(element.querySelector("#roll"), desk);
    this.keys = new Keys(element.querySelector("#keys"), desk);
    this.welcome = element.querySelector("#welcome");
    this.hint = el("button", { type: "button", onclick: () => this.act() });
    this.dismissed = false;
    const away = () => (this.welcome.hidden = this.dismissed = true);
    this.welcome.append(this.hint, el("button", { type: "button", "aria-label": "Dismiss the hint", onclick: away }, "×"));
    const whole = { ...desk, roll: this.roll };
    this.panels = [
      ...HEAD.map((panel) => this.mount(panel, element.querySelector("#head"), whole, false)),
      ...RACK.map((panel) => this.mount(panel, element.querySelector("#rack"), whole, true)),
    ];
    desk.line.addEventListener("change", () => this.show());
    desk.synth.addEventListener("ready", () => this.greet());
    desk.line.addEventListener("heard", ({ detail }) => this.light(detail));
    desk.line.addEventListener("lost", () => this.greet());
    const frame = () => {
      requestAnimationFrame(frame);
      if (!element.hidden) this.frame();
    };
    requestAnimationFrame(frame);
  }

  mount({ name, title, build }, place, desk, titled) {
    const panel = build(desk);
    place.append(
      el("section", { class: `panel ${name}`, "aria-label": title }, titled ? el("h2", {}, title) : null, panel.element),
    );
    return panel;
  }

  show() {
    for (const panel of this.panels) panel.show(this.desk.line.snapshot);
    this.greet();
  }

  frame() {
    for (const panel of this.panels) panel.frame?.();
    const { clock, score } = this.desk;
    const sounding = new Set();
    if (clock.running) {
      const now = clock.now();
      for (const note of score.notes.piano) if (note.start <= now && note.end > now) sounding.add(note.pitch);
    }
    this.keys.follow(sounding);
  }

  // What to do next, for who is here for the first time: pressing it does it. Empty as soon as the music runs.
  greet() {
    const { line, clock, synth } = this.desk;
    const elsewhere = Boolean(line.snapshot?.ports.output); // a device sounds: this page need not
    let text = "";
    if (!line.open) text = "Waiting for the daemon. It comes back by itself.";
    else if (clock.running && !synth.ready && !elsewhere) text = "The band is playing. Start audio to hear it here.";
    else if (!clock.running && WAITS[line.snapshot.clock.source]) text = WAITS[line.snapshot.clock.source];
    else if (!clock.running) text = synth.ready || elsewhere ? "Press Play, and play along on the keys." : "Start audio, then press Play.";
    put(this.hint, text);
    this.welcome.hidden = !text || this.dismissed;
  }

  act() {
    const { line, clock, synth } = this.desk;
    if (!synth.ready) synth.start().catch(() => {});
    else if (line.open && !clock.running) toggle(line);
  }

  // Keys that others play: the MIDI keyboard, another page.
  light({ data: [status, pitch, velocity], by }) {
    if (by === this.desk.line.you) return;
    if (status >> 4 === 9 && velocity > 0) this.keys.light(pitch, "you");
    else if (status >> 4 === 8 || status >> 4 === 9) this.keys.light(pitch, null);
  }

  key(event, down) {
    if (this.keys.type(event, down)) return true;
    if (!down) return event.key === " ";
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const { line } = this.desk;
    if (event.key === " " && !event.repeat) toggle(line);
    else if (event.key === "+" || event.key === "=") nudge(line, 2);
    else if (event.key === "-") nudge(line, -2);
    else return event.key === " ";
    return true;
  }
}
