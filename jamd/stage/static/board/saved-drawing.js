// Keeps the drawing in the browser between visits.

import { addressOf, drawingIn } from "./link.js";

/** @import { Drawing } from "./drawing.js" */

const KEY = "jamd.board";
const DELAY_MS = 400; // after the last change

export class SavedDrawing {
  timer = 0;
  /** @type {Drawing | null} */
  unsaved = null;

  constructor() {
    window.addEventListener("pagehide", () => this.write()); // a reload must not be faster than the timer
  }

  // The drawing of the last visit; null where there is none.
  load() {
    try {
      return drawingIn(localStorage.getItem(KEY) ?? "");
    } catch {
      return null; // the browser stores nothing for this page
    }
  }

  /** @param {Drawing} drawing */
  save(drawing) {
    clearTimeout(this.timer);
    this.unsaved = drawing;
    this.timer = setTimeout(() => this.write(), DELAY_MS);
  }

  write() {
    if (!this.unsaved) return;
    const fragment = new URL(addressOf(this.unsaved)).hash;
    this.unsaved = null;
    const linkIsStale = drawingIn(location.hash) !== null && location.hash !== fragment;
    if (linkIsStale) history.replaceState(null, "", "#board");
    try {
      localStorage.setItem(KEY, fragment);
    } catch {
      // then the drawing lasts as long as the page
    }
  }
}
