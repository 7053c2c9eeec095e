// Writes a chart or a set list as text and saves it under a title. What has been typed and not saved stays in this
// browser: closing the dialog, choosing another chart and reloading the page lose nothing.

import { button, el, messageOf, setText } from "../dom.js";
import { RefusedError } from "./library.js";

/** @import { Library, Shelf } from "./library.js" */

/**
 * What is written: `name` is empty for something new, `own` says whether it may be changed in its place.
 * @typedef {{ name: string, title: string, text: string, own: boolean }} Written
 */
/**
 * @typedef {object} Looks
 * @property {string} heading
 * @property {string} help
 * @property {string} use the button that saves and uses it
 */

const TAKEN = 409; // HTTP: the title is taken

export class Editor {
  /** @type {Written} */
  written = { name: "", title: "", text: "", own: false };
  thenUse = false; // once it is saved

  /**
   * @param {Library} library
   * @param {Shelf} shelf
   * @param {Looks} looks
   * @param {(name: string) => void} onuse
   */
  constructor(library, shelf, { heading, help, use }, onuse) {
    this.library = library;
    this.shelf = shelf;
    this.onuse = onuse;
    const titled = { "aria-label": "Title", placeholder: "Title", maxlength: "80" };
    this.title = el("input", { type: "text", class: "wide", ...titled });
    this.text = el("textarea", { rows: 10, spellcheck: "false", "aria-label": `${heading}: the text` });
    this.error = el("p", { class: "error", role: "alert" });
    const discard = button("Discard them", "Back to what is saved", () => this.discard());
    this.draftNote = el("p", { class: "quiet row" }, "These changes are not saved yet.", discard);
    this.replace = button("Replace it", "Save over the one that has this title", () => this.save(true, this.thenUse));
    const buttons = el(
      "div",
      { class: "row" },
      button(use, "", () => this.save(false, true), "strong"),
      button("Save", "", () => this.save(false, false)),
      this.replace,
      button("Close", "", () => this.element.close()),
    );
    const hint = el("p", { class: "quiet" }, help);
    const parts = [el("h2", {}, heading), hint, this.title, this.text, this.draftNote, this.error, buttons];
    this.element = el("dialog", { class: "sheet", "aria-label": heading }, parts);
    for (const field of [this.title, this.text]) field.addEventListener("input", () => this.keepDraft());
  }

  /** @param {Written} written */
  open(written) {
    this.written = written;
    const draft = localStorage.getItem(this.draftKey);
    if (draft) this.show(JSON.parse(draft), true);
    else this.show(written, false);
    this.element.showModal();
    (written.title ? this.text : this.title).focus();
  }

  /**
   * @param {{ title: string, text: string }} shown
   * @param {boolean} isDraft
   */
  show({ title, text }, isDraft) {
    this.title.value = title;
    this.text.value = text;
    this.draftNote.hidden = !isDraft;
    this.replace.hidden = true;
    setText(this.error, "");
  }

  get draftKey() {
    return `jamd.${this.shelf}.${this.written.name}`;
  }

  keepDraft() {
    localStorage.setItem(this.draftKey, JSON.stringify({ title: this.title.value, text: this.text.value }));
    this.replace.hidden = true;
  }

  discard() {
    localStorage.removeItem(this.draftKey);
    this.show(this.written, false);
  }

  /**
   * @param {boolean} replace another of the same title
   * @param {boolean} thenUse
   */
  async save(replace, thenUse) {
    this.thenUse = thenUse;
    const saved = { title: this.title.value.trim(), text: this.text.value, replace };
    const { own, name } = this.written;
    try {
      const now = await this.library.save(this.shelf, own ? { ...saved, instead_of: name } : saved);
      localStorage.removeItem(this.draftKey);
      this.element.close();
      if (thenUse) this.onuse(now);
    } catch (refused) {
      setText(this.error, messageOf(refused));
      this.replace.hidden = !(refused instanceof RefusedError && refused.status === TAKEN);
    }
  }
}
