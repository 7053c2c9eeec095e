// The library: the charts and the set lists, as the daemon lists them, and the requests that change them.

import { Emitter } from "../emitter.js";

/** @import { LibraryAnswer, LibraryChart, ListedSetList, Refusal } from "../api.js" */
/** @import { Connection } from "../connection.js" */

/** A request that was refused, and why. */
export class RefusedError extends Error {
  /**
   * @param {string} message
   * @param {number} status of HTTP
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** @extends {Emitter<{ change: null }>} */
export class Library extends Emitter {
  /** @type {LibraryChart[]} */
  charts = [];
  /** @type {ListedSetList[]} */
  setLists = [];
  edition = -1; // of the lists
  run = ""; // of the daemon that they are from

  /** @param {Connection} connection */
  constructor(connection) {
    super();
    connection.on("change", () => {
      const { run, library } = connection.snapshot ?? {};
      if (!run || !library || (run === this.run && library.edition === this.edition)) return;
      this.run = run;
      this.edition = library.edition;
      this.refresh().catch(() => {});
    });
  }

  async refresh() {
    const answer = /** @type {LibraryAnswer} */ (await request("GET", "library"));
    this.charts = answer.charts;
    this.setLists = answer.set_lists;
    this.emit("change", null);
  }

  /**
   * The chart with this title; the user's own comes first.
   * @param {string | undefined} title
   */
  titled(title) {
    return this.charts.find((each) => each.title === title);
  }

  /**
   * @param {Shelf} shelf
   * @param {string} name
   * @returns {Promise<string>}
   */
  async text(shelf, name) {
    return (await request("GET", `${shelf}/${encodeURIComponent(name)}`)).text;
  }

  /**
   * The name that it was saved under. Refused with status 409 where the title is taken, unless it may be replaced.
   * @param {Shelf} shelf
   * @param {{ title: string, text: string, replace: boolean, instead_of?: string }} saved
   * @returns {Promise<string>}
   */
  async save(shelf, saved) {
    return (await request("POST", shelf, JSON.stringify(saved))).name;
  }

  /**
   * A file from this computer, in any format.
   * @param {File} file
   * @returns {Promise<string>} its name in the library
   */
  async add(file) {
    return (await request("POST", `charts/${encodeURIComponent(file.name)}`, await file.arrayBuffer())).name;
  }

  /**
   * @param {string} name
   * @param {{ title?: string, favourite?: boolean }} change
   * @returns {Promise<string>} its name now
   */
  async change(name, change) {
    return (await request("PATCH", `charts/${encodeURIComponent(name)}`, JSON.stringify(change))).name;
  }

  /** @type {(shelf: Shelf, name: string) => Promise<void>} */
  async remove(shelf, name) {
    await request("DELETE", `${shelf}/${encodeURIComponent(name)}`);
  }
}

/** @typedef {"charts" | "set-lists"} Shelf */

/**
 * @param {string} method
 * @param {string} path
 * @param {string | ArrayBuffer} [body]
 */
export async function request(method, path, body) {
  const answer = await fetch(`api/${path}`, { method, body });
  if (answer.ok) return answer.json();
  throw new RefusedError(/** @type {Refusal} */ (await answer.json()).error, answer.status);
}
