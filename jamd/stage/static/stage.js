// The stage: panels around a piano roll and a keyboard, all drawn from the daemon's snapshot.

import { el, setText } from "./dom.js";
import { everyFrame } from "./frames.js";
import { helpDialog } from "./help.js";
import { Keyboard } from "./keyboard.js";
import { LibraryDialog } from "./library/dialog.js";
import { readNote } from "./midi.js";
import { HEAD, RACK, SHEET } from "./panels/index.js";
import { changeTempo, togglePlay } from "./panels/transport.js";
import { Roll } from "./roll.js";

/** @import { Heard } from "./api.js" */
/** @import { App } from "./main.js" */
/** @import { Panel, PanelEntry } from "./panels/index.js" */

// What starts the music, where it is not only the Play button.
/** @type {Record<string, string>} */
const HOW_TO_START = {
  midi: "Start the clock on the other device, or press Play.",
  link: "Start the Link session, or press Play.",
  follow: "Count off one bar, by tapping or on one key, or press Play.",
};

const HELP = "Play on the keys of your computer, a MIDI keyboard or the piano below; the band listens.";
/** @type {[string, string][]} */
const PLAYED = [
  ["A S D F … W E …", "the white and the black keys of the piano; Z and X move them an octave, C is the pedal"],
  ["Esc twice", "silence everything"],
];

/** @typedef {{ keys: string, shown: string, does: string, act: (stage: Stage) => void }} Shortcut */
/** @type {Shortcut[]} */
const SHORTCUTS = [
  { keys: " ", shown: "Space", does: "start, stop", act: ({ app }) => togglePlay(app) },
  { keys: "+=", shown: "+", does: "faster by 2 bpm", act: ({ app }) => changeTempo(app, 2) },
  { keys: "-", shown: "−", does: "slower by 2 bpm", act: ({ app }) => changeTempo(app, -2) },
  { keys: "]", shown: "]", does: "next tune", act: ({ app }) => app.connection.command("next tune") },
  { keys: "[", shown: "[", does: "previous tune", act: ({ app }) => app.connection.command("previous tune") },
  { keys: "/", shown: "/", does: "library", act: ({ library }) => library.open() },
  { keys: "?", shown: "?", does: "this help", act: ({ help }) => help.showModal() },
];

export class Stage {
  dismissed = false; // the hint was closed

  /**
   * @param {HTMLElement} element
   * @param {App} app
   */
  constructor(element, app) {
    this.element = element;
    this.app = app;
    this.roll = new Roll(/** @type {HTMLCanvasElement} */ (element.querySelector("#roll")), app);
    this.keyboard = new Keyboard(this.find("#keys"), app);
    this.hintBox = this.find("#hint");
    this.hint = el("button", { type: "button", onclick: () => this.followHint() });
    const close = el(
      "button",
      { type: "button", "aria-label": "Dismiss the hint", onclick: () => this.dismiss() },
      "×",
    );
    this.hintBox.append(this.hint, close);
    this.library = new LibraryDialog(app);
    const keys = SHORTCUTS.map(({ shown, does }) => /** @type {[string, string]} */ ([shown, does]));
    this.help = helpDialog(HELP, [...keys, ...PLAYED]);
    document.body.append(this.library.element, this.help); // the stand opens the library, too
    this.panels = [
      ...HEAD.map((entry) => this.addPanel(entry, this.find("#head"), false)),
      this.addPanel(SHEET, this.find("#sheet"), false),
      ...RACK.map((entry) => this.addPanel(entry, this.find("#rack"), true)),
    ];
    app.connection.on("change", () => this.show());
    app.connection.on("heard", (message) => this.onHeard(message));
    app.connection.on("lost", () => this.showHint());
    app.synth.on("ready", () => this.showHint());
    everyFrame(
      () => element.hidden || this.onFrame(),
      () => app.clock.running && !element.hidden,
    );
  }

  /** @param {string} selector */
  find(selector) {
    return /** @type {HTMLElement} */ (this.element.querySelector(selector));
  }

  /**
   * @param {PanelEntry} entry
   * @param {HTMLElement} parent
   * @param {boolean} withTitle
   * @returns {Panel}
   */
  addPanel({ name, title, build }, parent, withTitle) {
    const panel = build({ ...this.app, roll: this.roll, libraryDialog: this.library });
    const heading = withTitle ? el("h2", {}, title) : null;
    parent.append(el("section", { class: `panel ${name}`, "aria-label": title }, heading, panel.element));
    return panel;
  }

  show() {
    const { snapshot } = this.app.connection;
    if (!snapshot) return;
    for (const panel of this.panels) panel.show(snapshot);
    this.showHint();
  }

  onFrame() {
    for (const panel of this.panels) panel.onFrame?.();
    const { clock, score } = this.app;
    this.keyboard.showBand(clock.running ? score.soundingAt(clock.now()) : new Map());
  }

  // What to do next, for newcomers; pressing the hint does it. Empty while the music plays.
  showHint() {
    const text = this.hintText();
    setText(this.hint, text);
    this.hintBox.hidden = !text || this.dismissed;
    this.hintBox.classList.toggle("first", this.app.firstSound.isUnheard);
  }

  hintText() {
    const { connection, clock, firstSound, synth } = this.app;
    const { snapshot } = connection;
    if (!connection.open || !snapshot) return "Waiting for the daemon. This page reconnects by itself.";
    if (firstSound.isUnheard) return "Play: the band counts in";
    const isHeard = synth.ready || !synth.isPossible || Boolean(snapshot.ports.output); // here, or elsewhere
    if (clock.running) return isHeard ? "" : "The band is playing. Start audio to hear it here.";
    const howToStart = HOW_TO_START[snapshot.clock.source];
    if (howToStart) return howToStart;
    return isHeard ? "Press Play, and play along on the keys." : "Start audio, then press Play.";
  }

  followHint() {
    const { connection, clock, firstSound, synth } = this.app;
    if (firstSound.isUnheard) firstSound.play();
    else if (!synth.ready) firstSound.startAudio();
    else if (connection.open && !clock.running) togglePlay(this.app);
  }

  dismiss() {
    this.dismissed = true;
    this.hintBox.hidden = true;
  }

  /**
   * Lights the keys that others play: the MIDI keyboard, another page.
   * @param {Heard} message
   */
  onHeard({ data, by }) {
    const key = readNote(data);
    if (key && by !== this.app.connection.you) this.keyboard.light(key.pitch, key.on ? "you" : null);
  }

  // Another room is shown: a key that is down would never be released here.
  leave() {
    this.keyboard.releaseAll();
  }

  /**
   * A key of the computer. True where it meant something here.
   * @param {KeyboardEvent} event
   * @param {boolean} down
   */
  onKey(event, down) {
    if (this.keyboard.onKey(event, down)) return true;
    if (!down || event.ctrlKey || event.metaKey || event.altKey) return !down && event.key === " ";
    const shortcut = SHORTCUTS.find((each) => each.keys.includes(event.key));
    if (event.key.length > 1 || !shortcut) return false;
    if (event.key !== " " || !event.repeat) shortcut.act(this);
    return true;
  }
}
