// Keeps what people set in the mixer in the browser between visits.

/** @typedef {{ sound?: string, fader?: number }} Strip what is not there is as the mix has it */

const KEY = "jamd.mix";

/** @returns {Record<string, Strip>} by voice */
export function loadMix() {
  try {
    const saved = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof saved === "object" && saved !== null ? saved : {};
  } catch {
    return {}; // damaged, or the browser stores nothing for this page
  }
}

/** @param {Record<string, Strip>} mix */
export function saveMix(mix) {
  try {
    localStorage.setItem(KEY, JSON.stringify(mix));
  } catch {
    // then it lasts as long as the page
  }
}
