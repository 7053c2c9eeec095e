// Keys to play: on the screen (mouse, pen, any number of fingers) and on the computer's keyboard. What is pressed sounds at once and goes
// to the daemon as if it came from a MIDI input.

import { el, put } from "./dom.js";
import { isBlack, name } from "./pitch.js";

const PEDAL = "c"; // held
const COMPUTER = "awsedftgyhujkolp;'"; // an octave and a half from C
const LOWEST = 21;
const HIGHEST = 108;
const WIDE = 26; // white keys: enough for the left hand too

export class Keys {
  constructor(element, { line, synth }) {
    Object.assign(this, { element, line, synth });
    this.hand = 60; // the C under the computer's A
    this.held = new Map(); // what holds a key (pointer or letter) -> pitch
    this.lit = new Map(); // pitch -> which part shows on it
    this.board = el("div", {
      class: "keys",
      role: "group",
      "aria-label": "Piano keyboard. Play with the computer's keys A to apostrophe; Z and X change the octave, C is the pedal.",
    });
    this.range = el("span", { class: "keys-range", "aria-live": "polite" });
    this.pedal = el(
      "button",
      {
        type: "button",
        class: "pedal",
        "aria-pressed": "false",
        title: "Sustain pedal (hold C)",
        onclick: () => this.tread(this.pedal.getAttribute("aria-pressed") !== "true"),
      },
      "Pedal",
    );
    element.append(
      el(
        "div",
        { class: "keys-side" },
        el(
          "button",
          { type: "button", "aria-label": "An octave lower", title: "An octave lower (Z)", onclick: () => this.shift(-12) },
          "◂",
        ),
        this.range,
        el(
          "button",
          { type: "button", "aria-label": "An octave higher", title: "An octave higher (X)", onclick: () => this.shift(12) },
          "▸",
        ),
        this.pedal,
      ),
      this.board,
    );
    this.listen();
    new ResizeObserver(() => this.lay()).observe(element);
  }

  listen() {
    const { board } = this;
    board.addEventListener("pointerdown", (event) => this.touch(event));
    board.addEventListener("pointermove", (event) => this.held.has(event.pointerId) && this.touch(event));
    for (const kind of ["pointerup", "pointercancel"]) window.addEventListener(kind, (event) => this.release(event.pointerId));
    board.addEventListener("contextmenu", (event) => event.preventDefault());
    window.addEventListener("blur", () => [...this.held.keys()].forEach((holder) => this.release(holder)));
  }

  // As many white keys as fit at a finger's width.
  lay() {
    const wide = this.board.clientWidth;
    if (!wide) return;
    const whites = Math.max(8, Math.min(52, Math.floor(wide / (wide < 700 ? 38 : 34))));
    const keys = [];
    this.first = Math.min(this.hand, whites >= WIDE ? 36 : this.hand);
    let pitch = this.first;
    for (let white = 0; white < whites && pitch <= HIGHEST; pitch += 1) {
      if (!isBlack(pitch)) white += 1;
      keys.push(pitch);
    }
    if (isBlack(keys.at(-1))) keys.pop();
    this.keys = new Map(keys.map((each) => [each, this.key(each)]));
    this.board.replaceChildren(...this.keys.values());
    put(this.range, `${name(keys[0])} – ${name(keys.at(-1))}`);
    this.lit.forEach((part, each) => this.keys.get(each)?.setAttribute("data-part", part));
  }

  key(pitch) {
    const letter = COMPUTER[pitch - this.hand];
    const label = pitch % 12 === 0 ? name(pitch) : "";
    return el(
      "div",
      { class: isBlack(pitch) ? "key black" : "key", "data-pitch": String(pitch) },
      letter ? el("span", { class: "key-letter" }, letter.toUpperCase()) : null,
      el("span", { class: "key-name" }, label),
    );
  }

  shift(semitones) {
    const hand = this.hand + semitones;
    if (hand < LOWEST + 3 || hand > HIGHEST - 12) return;
    this.hand = hand;
    this.lay();
  }

  touch(event) {
    event.preventDefault();
    const key = document.elementFromPoint(event.clientX, event.clientY)?.closest(".key");
    const pitch = key && this.board.contains(key) ? Number(key.dataset.pitch) : null;
    if (this.held.get(event.pointerId) === pitch) return;
    this.release(event.pointerId);
    if (pitch === null) {
      this.held.set(event.pointerId, null); // off the keys, but the finger may glide back
      return;
    }
    const box = key.getBoundingClientRect();
    const depth = (event.clientY - box.top) / box.height; // near the edge a key is louder, as a real one is easier there
    this.press(event.pointerId, pitch, Math.round(58 + 52 * Math.min(1, Math.max(0, depth))));
  }

  // true where the key was one of ours.
  type(event, down) {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const letter = event.key.toLowerCase();
    if (down && (letter === "z" || letter === "x")) {
      if (!event.repeat) this.shift(letter === "z" ? -12 : 12);
      return true;
    }
    if (letter === PEDAL) {
      if (!event.repeat) this.tread(down);
      return true;
    }
    const place = COMPUTER.indexOf(letter);
    if (place < 0 || letter.length > 1) return false;
    if (!down) this.release(event.code);
    else if (!event.repeat) this.press(event.code, Math.min(HIGHEST, this.hand + place), event.shiftKey ? 112 : 88);
    return true;
  }

  tread(down) {
    this.pedal.setAttribute("aria-pressed", String(down));
    this.synth.live([0xb1, 64, down ? 127 : 0]);
    this.line.send({ type: "pedal", down });
  }

  press(holder, pitch, velocity) {
    this.synth.start().catch(() => {}); // any key may be the click that wakes the sound
    this.held.set(holder, pitch);
    this.synth.live([0x91, pitch, velocity]);
    this.line.send({ type: "key", pitch, velocity });
    this.light(pitch, "you");
  }

  release(holder) {
    const pitch = this.held.get(holder);
    this.held.delete(holder);
    if (pitch === undefined || pitch === null || [...this.held.values()].includes(pitch)) return;
    this.synth.live([0x81, pitch, 0]);
    this.line.send({ type: "key", pitch, velocity: 0 });
    this.light(pitch, null);
  }

  light(pitch, part) {
    if (part) this.lit.set(pitch, part);
    else this.lit.delete(pitch);
    const key = this.keys?.get(pitch);
    if (!key) return;
    if (part) key.setAttribute("data-part", part);
    else key.removeAttribute("data-part");
  }

  // What the band's piano holds down now; called each frame.
  follow(sounding) {
    for (const [pitch, part] of this.lit) if (part === "piano" && !sounding.has(pitch)) this.light(pitch, null);
    for (const pitch of sounding) if (!this.lit.has(pitch)) this.light(pitch, "piano");
  }
}
