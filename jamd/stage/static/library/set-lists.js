// The set lists in the library: open one, choose a tune of it, write another.

import { button, deleteButton, el, messageOf, namedButton } from "../dom.js";
import { Editor } from "./editor.js";

/** @import { ListedSetList, OpenSetList } from "../api.js" */
/** @import { App } from "../main.js" */

const SET_LIST = {
  heading: "Write a set list",
  help:
    "A tune to a line, and what it is played with: Blues in F | key G | tempo 168 | mode trade. " +
    "There are key, meter, tempo, style, mode, piano, bass, drums, swing and the band's other settings.",
  use: "Save and open",
};

export class SetLists {
  /** @param {Pick<App, "connection" | "library" | "notify">} app */
  constructor({ connection, library, notify }) {
    this.connection = connection;
    this.library = library;
    this.notify = notify;
    this.editor = new Editor(library, "set-lists", SET_LIST, (name) => connection.command("set list", name));
    this.list = el("ul", { class: "sets", "aria-label": "Set lists" });
    const write = button("New set list …", "Write a set list", () => this.write());
    const note = el("p", { class: "quiet" }, "The next tune of an open set list: ], a pedal, or › above the chart.");
    this.element = el("div", { class: "set-lists" }, this.list, note, write, this.editor.element);
    library.on("change", () => this.render());
    connection.on("change", (sections) => {
      if (sections.has("library")) this.render();
    });
  }

  // A new set list begins with the favourites.
  write() {
    const favourites = this.library.charts.filter((chart) => chart.favourite);
    const text = favourites.map((chart) => `${chart.title}\n`).join("");
    this.editor.open({ name: "", title: "", text, own: false });
  }

  /** @param {string} name */
  async edit(name) {
    const text = await this.library.text("set-lists", name);
    this.editor.open({ name, title: name, text, own: true });
  }

  render() {
    const open = this.connection.snapshot?.library.set_list ?? null;
    const rows = this.library.setLists.map((each) => this.row(each, open?.name === each.name ? open : null));
    this.list.replaceChildren(...rows);
  }

  /** @param {Promise<unknown>} action */
  report(action) {
    return action.catch((error) => this.notify(messageOf(error), true));
  }

  /**
   * @param {ListedSetList} set
   * @param {OpenSetList | null} open where it is the open one
   */
  row({ name, title, tunes, fault }, open) {
    const does = open ? "Close" : "Open";
    const onclick = () => void this.connection.command("set list", open ? null : name);
    const toggle = namedButton(does, `${does} ${title}`, onclick);
    toggle.disabled = Boolean(fault) && !open;
    const count = tunes.length === 1 ? "1 tune" : `${tunes.length} tunes`;
    const head = el(
      "div",
      { class: "set" },
      el("span", {}, title, el("small", {}, fault || count)),
      toggle,
      namedButton("Edit", `Edit ${title}`, () => this.report(this.edit(name))),
      deleteButton(`Delete ${title}`, () => this.report(this.library.remove("set-lists", name))),
    );
    return el("li", {}, head, open ? this.tunesOf(open) : null);
  }

  /** @param {OpenSetList} open */
  tunesOf({ tunes, at }) {
    const rows = tunes.map((tune, i) => {
      const onclick = () => this.connection.command("set list tune", i + 1);
      const words = [el("span", {}, `${i + 1}  ${tune.chart}`), el("small", {}, tune.with)];
      return el("button", { type: "button", class: "tune", "aria-current": i === at && "true", onclick }, words);
    });
    return el(
      "ol",
      { class: "tunes" },
      rows.map((row) => el("li", {}, row)),
    );
  }
}
