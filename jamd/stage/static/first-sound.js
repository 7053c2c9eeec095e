// One press for the first sound: this page's audio, and the band, which waits as long as nobody would hear it.

import { messageOf } from "./dom.js";

/** @import { Connection } from "./connection.js" */
/** @import { Synth } from "./synth.js" */

export class FirstSound {
  isWanted = false; // the band is to be heard here

  /**
   * @param {Connection} connection
   * @param {Synth} synth
   * @param {(text: string, isError?: boolean) => void} notify
   */
  constructor(connection, synth, notify) {
    this.connection = connection;
    this.synth = synth;
    this.notify = notify;
    connection.on("change", () => this.startBand()); // the daemon may have been started again
  }

  // Nothing sounds anywhere, and the band has not begun.
  get isUnheard() {
    return this.connection.snapshot?.clock.hold === "unheard";
  }

  // From a click or a key: browsers keep a page silent until then. False where there is no audio.
  async startAudio() {
    try {
      await this.synth.start();
    } catch (error) {
      this.notify(`Audio cannot start: ${messageOf(error)}`, true);
      return false;
    }
    this.isWanted = true;
    this.startBand();
    return true;
  }

  startBand() {
    if (this.isWanted && this.isUnheard) this.connection.command("start");
  }

  // What Play does; like `startAudio`, from a click or a key.
  async play() {
    const soundsHere = this.isUnheard && this.synth.isPossible && (await this.startAudio());
    if (!soundsHere) this.connection.command("start");
  }
}
