// A drawing inside an address, after the #: the server never sees it. Eight bytes of head, five for each note, base64url.

import { EMPTY, MAX_BARS, withNotes, withSetting } from "./drawing.js";

const VERSION = 1;
const MARK = "#board=";

export function addressOf(drawing, page = location) {
  return `${page.origin}${page.pathname}${MARK}${pack(drawing)}`;
}

// The drawing that the address carries, or null.
export function drawingIn(hash) {
  if (!hash.startsWith(MARK)) return null;
  try {
    return unpack(hash.slice(MARK.length));
  } catch {
    return null; // cut short in a mail, or not ours
  }
}

function pack(drawing) {
  const { bpm, bars, beats, grid, swing, notes } = drawing;
  const bytes = [VERSION, Math.round(bpm) >> 8, Math.round(bpm) & 255, bars, beats, grid, Math.round(swing * 100), 0];
  for (const note of notes) {
    const flags = (note.part === "drums" ? 1 : 0) | (note.made ? 2 : 0);
    bytes.push(
      (flags << 6) | (note.start >> 8),
      note.start & 255,
      Math.min(255, note.end - note.start),
      note.pitch,
      note.velocity,
    );
  }
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

function unpack(text) {
  const bytes = [...atob(text.replaceAll("-", "+").replaceAll("_", "/"))].map((letter) => letter.charCodeAt(0));
  const [version, high, low, bars, beats, grid, swing] = bytes;
  if (version !== VERSION || bytes.length % 5 !== 3 || ![3, 4].includes(beats) || ![2, 3, 4, 6].includes(grid)) return null;
  const notes = [];
  for (let i = 8; i < bytes.length; i += 5) {
    const [first, second, size, pitch, velocity] = bytes.slice(i, i + 5);
    const start = ((first & 63) << 8) | second;
    const part = first & 64 ? "drums" : "piano";
    if (size && pitch < 128 && velocity > 0 && velocity < 128)
      notes.push({ pitch, velocity, start, end: start + size, part, made: Boolean(first & 128) });
  }
  const bpm = Math.min(320, Math.max(40, (high << 8) | low));
  return withSetting(
    withNotes({ ...EMPTY, bpm, beats, grid, swing: Math.min(1, swing / 100), bars: Math.min(MAX_BARS, bars) }, notes),
    {},
  );
}
