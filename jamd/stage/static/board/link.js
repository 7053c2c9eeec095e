// A drawing inside an address, after the #, so that the server never sees it: a head of eight bytes and five bytes for
// each note, in base64url.

import { EMPTY, MAX_BARS, MAX_BPM, MIN_BPM, withNotes, withSettings } from "./drawing.js";

/** @import { Drawing, Note } from "./drawing.js" */

const VERSION = 1;
const PREFIX = "#board=";
const HEAD = 8; // bytes
const NOTE = 5; // bytes
// In the first byte of a note, above the six high bits of its start.
const DRUMS = 0x40;
const GENERATED = 0x80;

/** @param {Drawing} drawing */
export function addressOf(drawing) {
  return `${location.origin}${location.pathname}${PREFIX}${pack(drawing)}`;
}

/**
 * The drawing in the fragment of an address; null where there is none.
 * @param {string} fragment
 */
export function drawingIn(fragment) {
  if (!fragment.startsWith(PREFIX)) return null;
  try {
    return unpack(fragment.slice(PREFIX.length));
  } catch {
    return null; // cut short in a mail, or not from jamd
  }
}

/** @param {Drawing} drawing */
function pack({ bpm, bars, beats, grid, swing, notes }) {
  const bytes = [VERSION, Math.round(bpm) >> 8, Math.round(bpm) & 255, bars, beats, grid, Math.round(swing * 100), 0];
  for (const { part, pitch, start, end, velocity, generated } of notes) {
    const flags = (part === "drums" ? DRUMS : 0) | (generated ? GENERATED : 0);
    bytes.push(flags | (start >> 8), start & 255, Math.min(255, end - start), pitch, velocity);
  }
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

/**
 * @param {string} text
 * @returns {Drawing | null}
 */
function unpack(text) {
  const bytes = [...atob(text.replaceAll("-", "+").replaceAll("_", "/"))].map((letter) => letter.charCodeAt(0));
  const [version, high, low, bars, beats, grid, swing] = bytes;
  if (version !== VERSION || bytes.length % NOTE !== HEAD % NOTE) return null;
  if (![3, 4].includes(beats) || ![2, 3, 4, 6].includes(grid)) return null;
  /** @type {Note[]} */
  const notes = [];
  for (let i = HEAD; i < bytes.length; i += NOTE) {
    const [first, second, size, pitch, velocity] = bytes.slice(i, i + NOTE);
    const start = ((first & 63) << 8) | second;
    const isNote = size > 0 && pitch < 128 && velocity > 0 && velocity < 128;
    const part = first & DRUMS ? "drums" : "piano";
    const generated = Boolean(first & GENERATED);
    if (isNote) notes.push({ pitch, velocity, start, end: start + size, part, generated });
  }
  const bpm = Math.min(MAX_BPM, Math.max(MIN_BPM, (high << 8) | low));
  const settings = { bpm, beats, grid, swing: Math.min(1, swing / 100), bars: Math.min(MAX_BARS, bars) };
  return withSettings(withNotes({ ...EMPTY, ...settings }, notes), {});
}
