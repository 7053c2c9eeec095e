// A take in a dialog: listen to it, more slowly or without the band, see it under its chords, write it down.

import { buttonGroup, el, namedButton, setText } from "./dom.js";
import { PITCHED } from "./parts.js";
import { TakePlayer } from "./take-player.js";
import { TakeRoll } from "./take-roll.js";

/** @import { Part, Take } from "./api.js" */
/** @import { App } from "./main.js" */

/** @type {[number, string, string][]} */
const SPEEDS = [0.5, 0.65, 0.8, 1].map((speed) => [speed, `${speed * 100}%`, "The tempo; the pitch stays"]);
const JUMP = 5; // s
export const BAND_PLAYS = "The band is playing. Stop it first, then listen.";

export class TakeView {
  /** @param {App} app */
  constructor({ connection, clock, synth }) {
    this.clock = clock;
    this.player = new TakePlayer(synth);
    this.roll = new TakeRoll(this.player);
    this.title = el("h2", {});
    this.play = el("button", { type: "button", class: "strong", onclick: () => this.toggle() }, "Play");
    this.time = el("output", { class: "take-time" });
    this.place = el("input", { type: "range", min: "0", step: "0.1", "aria-label": "Place in the take" });
    this.place.addEventListener("input", () => this.player.seek(Number(this.place.value)));
    this.speeds = buttonGroup("Speed", SPEEDS, (speed) => this.player.setSpeed(speed));
    this.tracks = el("div", { class: "row", role: "group", "aria-label": "Who is heard" });
    this.sheets = el("div", { class: "row" });
    this.note = el("p", { class: "quiet", role: "status" });
    this.element = this.dialog();
    this.player.on("change", () => this.show());
    connection.on("change", (sections) => {
      if (!sections.has("clock") || !this.player.playing || !connection.snapshot?.clock.running) return;
      this.player.pause();
      setText(this.note, "The band has started, so the take has stopped.");
    });
  }

  dialog() {
    const head = el(
      "div",
      { class: "library-head" },
      this.title,
      namedButton("×", "Close the take", () => this.element.close()),
    );
    const dialog = el(
      "dialog",
      { class: "sheet take-view", "aria-label": "Take" },
      head,
      this.roll.element,
      el("p", { class: "quiet" }, "Filled: a tone of the chord. Outlined: not. Press a place to go there."),
      el("div", { class: "take-transport" }, this.play, this.place, this.time),
      this.note,
      el("div", { class: "row" }, this.tracks, this.speeds.element, this.sheets),
    );
    dialog.addEventListener("close", () => this.player.pause());
    dialog.addEventListener("keydown", (event) => this.onKey(event));
    return dialog;
  }

  /**
   * Opens a take and plays it.
   * @param {Take} take
   * @param {string} address
   */
  async open(take, address) {
    await this.player.load(`${address}.json`);
    setText(this.title, take.tune || take.name);
    setText(this.note, "");
    const tracks = this.player.song?.tracks.filter(({ notes }) => notes.length) ?? [];
    this.tracks.replaceChildren(...tracks.map(({ name }) => this.track(name)));
    this.sheets.replaceChildren(
      ...PITCHED.filter((part) => this.roll.notes(part).length).map((part) =>
        el("a", sheetOf(address, part), part === "you" ? "Your sheet" : `The ${part}'s sheet`),
      ),
    );
    this.speeds.show(this.player.speed);
    this.element.showModal();
    this.roll.open();
    this.play.focus();
    await this.start();
  }

  async start() {
    if (this.clock.running) setText(this.note, BAND_PLAYS);
    else {
      setText(this.note, "");
      await this.player.play();
      this.follow();
    }
  }

  toggle() {
    if (this.player.playing) this.player.pause();
    else this.start();
  }

  /** @param {string} name of a track */
  track(name) {
    const pressed = el("button", { type: "button", "aria-pressed": "true", "data-part": name.toLowerCase() }, name);
    pressed.addEventListener("click", () => {
      const isHeard = pressed.getAttribute("aria-pressed") !== "true";
      pressed.setAttribute("aria-pressed", String(isHeard));
      this.player.mute(name, !isHeard);
    });
    return pressed;
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.key === " ") this.toggle();
    else if (event.key === "ArrowLeft" && event.target !== this.place) this.player.seek(this.player.position - JUMP);
    else if (event.key === "ArrowRight" && event.target !== this.place) this.player.seek(this.player.position + JUMP);
    else return;
    event.preventDefault();
  }

  // Each frame while it plays.
  follow() {
    if (!this.player.playing) return;
    this.showPlace();
    requestAnimationFrame(() => this.follow());
  }

  show() {
    setText(this.play, this.player.playing ? "Pause" : "Play");
    this.speeds.show(this.player.speed);
    this.place.max = String(this.player.length);
    this.showPlace();
  }

  showPlace() {
    const { position, length } = this.player;
    if (document.activeElement !== this.place || this.player.playing) this.place.value = String(position);
    setText(this.time, `${clockTime(position)} / ${clockTime(length)}`);
    this.place.setAttribute("aria-valuetext", clockTime(position));
    this.roll.draw();
  }
}

/** @type {(address: string, part: Part) => Record<string, string>} */
const sheetOf = (address, part) => ({
  class: "button",
  href: `${address}.musicxml?part=${part}`,
  download: "",
  title: "MusicXML, for MuseScore and others",
});

/** @param {number} seconds */
export const clockTime = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
