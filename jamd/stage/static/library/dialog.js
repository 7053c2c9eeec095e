// The library as a dialog: search, favourites, what was played last, the user's own charts, and the set lists.

import { button, buttonGroup, deleteButton, el, messageOf, namedButton, setText } from "../dom.js";
import { Editor } from "./editor.js";
import { chosen, factsOf } from "./selection.js";
import { SetLists } from "./set-lists.js";

/** @import { LibraryChart } from "../api.js" */
/** @import { App } from "../main.js" */
/** @import { Shown } from "./selection.js" */

const MAX_SHOWN = 200; // rows: a playlist may hold more than a thousand tunes
const CHART = {
  heading: "Write a chart",
  help: "Bars stand between | signs, % repeats a bar: | Dm7 | G7 | Cmaj7 | % |. A link of iReal Pro can be pasted.",
  use: "Save and play",
};
/** @type {[Shown, string, string][]} */
const SHELVES = [
  ["all", "All", "Your charts and the built-in ones"],
  ["favourites", "Favourites", "Charts with a star"],
  ["recent", "Recent", "What was played last"],
  ["own", "Yours", "Charts that you saved"],
  ["sets", "Set lists", "The tunes of an evening"],
];
/** @type {Record<Shown, string>} */
const EMPTY = {
  all: "Nothing is called so.",
  favourites: "No favourite is called so. The star of a chart makes it one.",
  recent: "Nothing of that has been played yet.",
  own: "No chart of yours is called so.",
  sets: "",
};

export class LibraryDialog {
  /** @type {Shown} */
  shown = "all";

  /** @param {App} app */
  constructor({ connection, library, notify }) {
    this.connection = connection;
    this.library = library;
    this.notify = notify;
    this.editor = new Editor(library, "charts", CHART, (name) => this.play(name));
    this.sets = new SetLists({ connection, library, notify });
    this.search = el("input", { type: "search", "aria-label": "Search", placeholder: "Title, key, style …" });
    this.list = el("ul", { class: "tunes", "aria-label": "Charts" });
    this.note = el("p", { class: "quiet", "aria-live": "polite" });
    this.shelves = buttonGroup("Show", SHELVES, (value) => this.choose(value));
    const file = el("input", { type: "file", multiple: "", onchange: () => this.addFiles(file) });
    const head = el(
      "div",
      { class: "library-head" },
      el("h2", {}, "Library"),
      namedButton("×", "Close the library", () => this.element.close()),
    );
    this.buttons = el(
      "div",
      { class: "row" },
      button("New chart …", "Write a chart", () => this.edit(null)),
      button("Add files …", "Texts, playlists of iReal Pro, MusicXML", () => file.click()),
      button("No chart", "The band follows what you play", () => this.command("chart", null)),
    );
    const lists = [this.list, this.sets.element, this.note];
    const parts = [head, this.search, this.shelves.element, ...lists, this.buttons, this.editor.element];
    this.element = el("dialog", { class: "sheet library", "aria-label": "Library" }, parts);
    this.listen();
  }

  listen() {
    this.search.addEventListener("input", () => this.render());
    this.search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // else it would press the button that has the focus once this is closed
      const [first] = this.found();
      if (first && !first.fault) this.play(first.name);
    });
    this.library.on("change", () => this.render());
    this.connection.on("change", (sections) => {
      if (sections.has("chart")) this.render();
    });
  }

  open() {
    this.search.value = "";
    this.element.showModal();
    this.render();
    if (!matchMedia("(pointer: coarse)").matches) this.search.focus(); // a keyboard on the screen would cover the list
  }

  /** @param {string} name */
  play(name) {
    this.command("tune", name);
  }

  /**
   * @param {string} name
   * @param {string | null} value
   */
  command(name, value) {
    this.connection.command(name, value);
    this.element.close();
  }

  /** @param {LibraryChart | null} chart null: a new one */
  async edit(chart) {
    if (!chart) return this.editor.open({ name: "", title: "", text: "", own: false });
    const { name, title, own } = chart;
    const isGrid = name.endsWith(".txt"); // of another format, a text is saved beside it
    const text = await this.library.text("charts", name);
    this.editor.open({ name, title, text, own: own && isGrid });
  }

  /** @param {HTMLInputElement} file */
  async addFiles(file) {
    for (const each of file.files ?? []) await this.report(this.library.add(each));
    file.value = "";
    this.choose("own");
  }

  /** @param {Promise<unknown>} action */
  report(action) {
    return action.catch((error) => this.notify(messageOf(error), true));
  }

  /** @param {Shown} value */
  choose(value) {
    this.shown = value;
    this.render();
  }

  found() {
    return chosen(this.library.charts, this.shown, this.search.value);
  }

  render() {
    if (!this.element.open) return;
    const showsSets = this.shown === "sets";
    this.shelves.show(this.shown);
    this.sets.element.hidden = !showsSets;
    for (const each of [this.search, this.list, this.note, this.buttons]) each.hidden = showsSets;
    const found = this.found();
    const current = this.connection.snapshot?.chart?.title;
    const rows = found.slice(0, MAX_SHOWN).map((chart) => this.row(chart, chart.title === current));
    this.list.replaceChildren(...rows);
    const more = found.length - MAX_SHOWN;
    const words = more > 0 ? `… and ${more} more: search for them.` : "";
    setText(this.note, found.length ? words : EMPTY[this.shown]);
  }

  /**
   * @param {LibraryChart} chart
   * @param {boolean} isCurrent
   */
  row(chart, isCurrent) {
    const { library } = this;
    const { name, title, favourite, fault, own } = chart;
    const star = el("button", {
      type: "button",
      class: "star",
      "aria-pressed": String(favourite),
      "aria-label": `Favourite: ${title}`,
      onclick: () => this.report(library.change(name, { favourite: !favourite })),
    });
    const pick = el(
      "button",
      { type: "button", class: "tune", "aria-current": isCurrent && "true", onclick: () => this.play(name) },
      el("span", {}, title),
      el("small", {}, fault || factsOf(chart)),
    );
    pick.disabled = Boolean(fault);
    const change = namedButton("Edit", `Edit ${title}`, () => this.report(this.edit(chart)));
    const remove = deleteButton(`Delete ${title}`, () => this.report(library.remove("charts", name)));
    return el("li", {}, star, pick, change, own ? remove : null);
  }
}
