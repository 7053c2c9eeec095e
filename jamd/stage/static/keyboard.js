// The playable keyboard: on the screen (mouse, pen, any number of fingers) and on the computer's keys. A pressed key
// sounds at once and is sent to the daemon as if it came from a MIDI input.

import { el, setText } from "./dom.js";
import { SUSTAIN, controlChange, noteOff, noteOn } from "./midi.js";
import { isBlack, pitchName } from "./pitch.js";
import { CHANNELS } from "./mix.js";

/** @import { Part } from "./api.js" */
/** @import { App } from "./main.js" */

const PEDAL = "c"; // held down
const OCTAVE_KEYS = new Map(Object.entries({ z: -12, x: 12 })); // semitones
const COMPUTER_KEYS = "awsedftgyhujkolp;'"; // an octave and a half from C
// Of a piano with 88 keys.
export const LOWEST = 21;
export const HIGHEST = 108;
// The lowest key: the bass's, or the left hand's, if those of the computer are on the screen as well.
const LOWEST_SHOWN = [28, 36];
const VELOCITY = 88; // of a computer key
const LOUD_VELOCITY = 112; // with Shift
const FOLDED = "jamd keyboard folded"; // kept by the browser
const SHORT = "(max-height: 700px)"; // a screen that has no room for it unless it is asked for
const LABEL =
  "Piano keyboard. Play with the computer's keys A to apostrophe; Z and X change the octave, C is the sustain pedal.";

export class Keyboard {
  base = 60; // the C of the computer's A key
  /** @type {Map<number | string, number | null>} */
  pressed = new Map(); // pointer id or key code -> pitch; null for a pointer that is off the keys
  /** @type {Map<number, Part>} */
  lit = new Map(); // pitch -> the part that shows on it
  /** @type {Map<number, HTMLElement>} */
  keys = new Map(); // by pitch

  /**
   * @param {HTMLElement} element
   * @param {App} app
   */
  constructor(element, { connection, synth }) {
    this.element = element;
    this.connection = connection;
    this.synth = synth;
    this.board = el("div", { class: "keys", role: "group", "aria-label": LABEL });
    this.range = el("span", { class: "keys-range", "aria-live": "polite" });
    this.pedal = el(
      "button",
      {
        type: "button",
        class: "pedal",
        "aria-pressed": "false",
        title: "Sustain pedal (hold C)",
        onclick: () => this.setPedal(!this.pedalIsDown),
      },
      "Pedal",
    );
    const down = this.octaveButton("◂", "Octave down", "Z", -12);
    const up = this.octaveButton("▸", "Octave up", "X", 12);
    this.fold = el("button", { type: "button", class: "keys-fold", onclick: () => this.toggleFold() });
    element.append(el("div", { class: "keys-side" }, down, this.range, up, this.pedal, this.fold), this.board);
    this.setFolded((localStorage.getItem(FOLDED) ?? String(matchMedia(SHORT).matches)) === "true");
    this.listen();
    new ResizeObserver(() => this.layOut()).observe(element);
  }

  /**
   * @param {string} symbol
   * @param {string} label
   * @param {string} key
   * @param {number} semitones
   */
  octaveButton(symbol, label, key, semitones) {
    const title = `${label} (${key})`;
    const onclick = () => this.shift(semitones);
    return el("button", { type: "button", class: "octave", "aria-label": label, title, onclick }, symbol);
  }

  get isFolded() {
    return this.element.classList.contains("folded");
  }

  /** @param {boolean} folded */
  setFolded(folded) {
    this.element.classList.toggle("folded", folded);
    this.fold.setAttribute("aria-expanded", String(!folded));
    setText(this.fold, folded ? "▴ Keyboard" : "▾ Hide");
  }

  toggleFold() {
    this.setFolded(!this.isFolded);
    localStorage.setItem(FOLDED, String(this.isFolded));
  }

  listen() {
    const { board } = this;
    board.addEventListener("pointerdown", (event) => this.onPointer(event));
    board.addEventListener("pointermove", (event) => this.pressed.has(event.pointerId) && this.onPointer(event));
    window.addEventListener("pointerup", (event) => this.release(event.pointerId));
    window.addEventListener("pointercancel", (event) => this.release(event.pointerId));
    board.addEventListener("contextmenu", (event) => event.preventDefault());
    window.addEventListener("blur", () => this.releaseAll());
  }

  // As many white keys as fit at a finger's width.
  layOut() {
    const width = this.board.clientWidth;
    if (!width) return;
    const whites = Math.max(8, Math.min(52, Math.floor(width / (width < 700 ? 38 : 34))));
    const pitches = [];
    const top = this.base + COMPUTER_KEYS.length;
    let pitch = LOWEST_SHOWN.find((low) => low < this.base && whitesBetween(low, top) <= whites) ?? this.base;
    for (let white = 0; white < whites && pitch <= HIGHEST; pitch += 1) {
      if (!isBlack(pitch)) white += 1;
      pitches.push(pitch);
    }
    if (isBlack(pitches[pitches.length - 1])) pitches.pop();
    this.keys = new Map(pitches.map((each) => [each, this.key(each)]));
    this.board.replaceChildren(...this.keys.values());
    setText(this.range, `${pitchName(pitches[0])} – ${pitchName(pitches[pitches.length - 1])}`);
    this.lit.forEach((part, each) => this.keys.get(each)?.setAttribute("data-part", part));
  }

  /** @param {number} pitch */
  key(pitch) {
    const letter = COMPUTER_KEYS[pitch - this.base];
    return el(
      "div",
      { class: isBlack(pitch) ? "key black" : "key", "data-pitch": String(pitch) },
      letter ? el("span", { class: "key-letter" }, letter.toUpperCase()) : null,
      el("span", { class: "key-name" }, pitch % 12 === 0 ? pitchName(pitch) : ""),
    );
  }

  /** @param {number} semitones */
  shift(semitones) {
    const base = this.base + semitones;
    if (base < LOWEST + 3 || base > HIGHEST - 12) return;
    this.base = base;
    this.layOut();
  }

  /** @param {PointerEvent} event */
  onPointer(event) {
    event.preventDefault();
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest(".key") ?? null;
    const key = under instanceof HTMLElement && this.board.contains(under) ? under : null;
    const pitch = key ? Number(key.dataset.pitch) : null;
    if (this.pressed.get(event.pointerId) === pitch) return;
    this.release(event.pointerId);
    if (!key || pitch === null) {
      this.pressed.set(event.pointerId, null); // the finger may glide back onto the keys
      return;
    }
    const box = key.getBoundingClientRect();
    const depth = (event.clientY - box.top) / box.height; // louder near the front edge
    this.press(event.pointerId, pitch, Math.round(58 + 52 * Math.min(1, Math.max(0, depth))));
  }

  /**
   * A key of the computer. True where it plays or steers this keyboard.
   * @param {KeyboardEvent} event
   * @param {boolean} down
   */
  onKey(event, down) {
    if (!down && this.pressed.has(event.code)) return this.release(event.code); // whatever modifier is down by now
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const letter = event.key.toLowerCase();
    if (letter === PEDAL) {
      if (!event.repeat) this.setPedal(down);
      return true;
    }
    return down && this.onKeyDown(event, letter);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {string} letter
   */
  onKeyDown(event, letter) {
    const shift = OCTAVE_KEYS.get(letter);
    const semitones = letter.length === 1 ? COMPUTER_KEYS.indexOf(letter) : -1;
    if (!shift && semitones < 0) return false;
    if (event.repeat) return true;
    if (shift) this.shift(shift);
    else {
      const pitch = Math.min(HIGHEST, this.base + semitones);
      this.press(event.code, pitch, event.shiftKey ? LOUD_VELOCITY : VELOCITY);
    }
    return true;
  }

  get pedalIsDown() {
    return this.pedal.getAttribute("aria-pressed") === "true";
  }

  /** @param {boolean} down */
  setPedal(down) {
    this.pedal.setAttribute("aria-pressed", String(down));
    this.synth.send(controlChange(CHANNELS.you, SUSTAIN, down ? 127 : 0));
    this.connection.send({ type: "pedal", down });
  }

  /**
   * @param {number | string} source pointer id or key code
   * @param {number} pitch
   * @param {number} velocity
   */
  press(source, pitch, velocity) {
    this.synth.start().catch(() => {}); // any key may be the first click, which the audio has to wait for
    this.pressed.set(source, pitch);
    this.synth.send(noteOn(CHANNELS.you, pitch, velocity));
    this.connection.send({ type: "key", pitch, velocity });
    this.light(pitch, "you");
  }

  /** @param {number | string} source */
  release(source) {
    const pitch = this.pressed.get(source);
    this.pressed.delete(source);
    if (pitch === undefined || pitch === null || [...this.pressed.values()].includes(pitch)) return true;
    this.synth.send(noteOff(CHANNELS.you, pitch));
    this.connection.send({ type: "key", pitch, velocity: 0 });
    this.light(pitch, null);
    return true;
  }

  releaseAll() {
    for (const source of [...this.pressed.keys()]) this.release(source);
  }

  /**
   * @param {number} pitch
   * @param {Part | null} part
   */
  light(pitch, part) {
    if (part) this.lit.set(pitch, part);
    else this.lit.delete(pitch);
    const key = this.keys.get(pitch);
    if (part) key?.setAttribute("data-part", part);
    else key?.removeAttribute("data-part");
  }

  /**
   * Lights the keys that the band holds now, but yours; called each frame.
   * @param {Map<number, Part>} sounding by pitch
   */
  showBand(sounding) {
    for (const [pitch, part] of this.lit) if (part !== "you" && sounding.get(pitch) !== part) this.light(pitch, null);
    for (const [pitch, part] of sounding) if (!this.lit.has(pitch)) this.light(pitch, part);
  }
}

/**
 * @param {number} low
 * @param {number} behind the highest one
 */
const whitesBetween = (low, behind) =>
  Array.from({ length: behind - low }, (_, i) => low + i).filter((pitch) => !isBlack(pitch)).length;
