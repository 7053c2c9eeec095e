// Stand view, for a phone or a tablet on the music stand: the whole form, the chord now and the next one, whose turn it
// is, and three buttons. Nothing scrolls, and everything can be read from two metres.

import { chartGrid } from "../chart-grid.js";
import { button, el, setText } from "../dom.js";
import { fittedText } from "../fit.js";
import { everyFrame } from "../frames.js";
import { barsNow } from "../panels/chart.js";
import { harmonyNow, positionNow, whatComes, whereWeAre, whoseTurn } from "../panels/place.js";
import { Awake } from "./awake.js";
import { PhoneDialog } from "./phone-dialog.js";

/** @import { Snapshot } from "../api.js" */
/** @import { LibraryDialog } from "../library/dialog.js" */
/** @import { App } from "../main.js" */

const SIZES = { largest: 120, smallest: 8, label: 11 }; // px, of the form's chords

export class Stand {
  buttons = el("div", { class: "stand-buttons" });
  /** @type {ReturnType<Stand["build"]> | null} */
  faces = null; // made when the stand is first shown

  /**
   * @param {HTMLElement} element
   * @param {App} app
   * @param {LibraryDialog} library
   */
  constructor(element, app, library) {
    this.element = element;
    this.app = app;
    this.library = library;
    this.awake = new Awake(app.notify);
    this.phones = new PhoneDialog();
  }

  enter() {
    this.faces ??= this.build();
    this.show();
    this.awake.hold();
  }

  leave() {
    this.awake.release();
  }

  build() {
    const { app, element } = this;
    const place = placeNow(app);
    const bars = chartGrid(SIZES);
    const line = standLine(app, () => this.phones.open());
    const buttons = bigButtons(app, this.library);
    this.buttons.append(...buttons.elements);
    element.append(line.element, place.element, bars.element, this.buttons, this.phones.element);
    app.connection.on("change", () => this.show());
    app.connection.on("lost", () => this.show());
    everyFrame(
      () => element.hidden || this.onFrame(),
      () => app.clock.running && !element.hidden,
    );
    return { place, bars, line, buttons };
  }

  show() {
    const { snapshot } = this.app.connection;
    if (!this.faces || !snapshot || this.element.hidden) return;
    this.faces.line.show(snapshot);
    this.faces.buttons.show(snapshot);
    this.faces.bars.show(snapshot.chart, snapshot.place.loop);
  }

  onFrame() {
    const { connection, clock, form } = this.app;
    if (!this.faces || !connection.snapshot) return;
    this.faces.place.show(connection.snapshot);
    this.faces.bars.mark(...barsNow({ clock, form }));
  }
}

/**
 * What changes with the music.
 * @param {App} app
 */
function placeNow({ clock, form }) {
  const where = whereWeAre(form);
  const harmony = harmonyNow(form);
  const turn = whoseTurn(form);
  const coming = whatComes(form);
  const ahead = el("div", { class: "ahead" }, turn.element, coming.element);
  const element = el("section", { class: "stand-place", "aria-label": "Place" }, where.element, ahead, harmony.element);

  /** @param {Snapshot} snapshot */
  const show = (snapshot) => {
    const position = positionNow(clock, form);
    where.show(position, snapshot);
    harmony.show(position, snapshot);
    coming.show(position, snapshot);
    element.dataset.turn = turn.show(position, snapshot);
  };
  return { element, show };
}

/**
 * The tune, the tempo, and the ways out.
 * @param {App} app
 * @param {() => void} onphone
 */
function standLine({ connection }, onphone) {
  const title = fittedText(el("strong", { class: "stand-title" }));
  const tempo = el("span", { class: "stand-tempo" });
  const stage = el("a", { class: "button", href: "#stage", title: "Back to the stage", "aria-label": "Stage" }, "‹");
  const phone = button("QR", "Open this view on a phone or a tablet", onphone);
  const element = el("header", { class: "stand-line" }, stage, title.element, tempo, phone);

  /** @param {Snapshot} snapshot */
  const show = ({ chart, clock }) => {
    title.show(connection.open ? chart?.title || "No chart" : "Not connected. Trying again …");
    element.classList.toggle("lost", !connection.open);
    setText(tempo, `${Math.round(clock.bpm)} bpm`);
  };
  return { element, show };
}

/**
 * @param {App} app
 * @param {LibraryDialog} library
 */
function bigButtons({ connection, firstSound }, library) {
  let next = () => library.open();
  const play = button("Play", "Start the band; while it plays, end with the form", () =>
    connection.snapshot?.clock.running ? connection.command("ending") : firstSound.play(),
  );
  const fill = button("Fill", "The drums fill the bar and land on the next one", () => connection.command("fill"));
  const tune = button("Next tune", "", () => next());

  /** @param {Snapshot} snapshot */
  const show = ({ clock, place, library: { set_list: open } }) => {
    setText(play, !clock.running ? "Play" : place.last_hit === null ? "Ending" : "End now");
    play.classList.toggle("strong", !clock.running);
    fill.disabled = !clock.running;
    const isLast = open !== null && (open.at ?? -1) + 1 >= open.tunes.length;
    setText(tune, open && !isLast ? "Next tune" : "Tunes");
    next = open && !isLast ? () => void connection.command("next tune") : () => library.open();
  };
  return { elements: [play, fill, tune], show };
}
