// Keeps the screen on while the stand is shown. Browsers allow it on this machine and over https only; elsewhere the
// musician is told, once.

const CANNOT =
  "The screen may go dark: a browser keeps it on over a secure connection only. Set the device to leave it on.";

export class Awake {
  wanted = false;
  told = false;
  /** @type {WakeLockSentinel | null} */
  lock = null;

  /** @param {(text: string) => void} notify */
  constructor(notify) {
    this.notify = notify;
    document.addEventListener("visibilitychange", () => this.request()); // a page that is hidden loses its lock
  }

  hold() {
    this.wanted = true;
    if (!("wakeLock" in navigator) && !this.told) this.notify(CANNOT);
    this.told = true;
    this.request();
  }

  release() {
    this.wanted = false;
    this.lock?.release();
    this.lock = null;
  }

  async request() {
    if (!this.wanted || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    try {
      this.lock = await navigator.wakeLock.request("screen");
    } catch {
      this.lock = null; // the battery is low: the system decides
    }
  }
}
