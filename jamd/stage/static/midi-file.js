// Writes standard MIDI files. They are read by the daemon, with the reader that all of jamd has.

import { noteOff, noteOn } from "./midi.js";

/** @import { Refusal, Song } from "./api.js" */
/** @typedef {{ pitch: number, velocity: number, start: number, end: number }} Note start and end in beats */
/** @typedef {{ name: string, channel: number, notes: Note[] }} OutputTrack */

const TICKS = 480; // to the beat, in the files written here

/**
 * @param {{ bpm: number, beats: number, tracks: OutputTrack[] }} song
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function writeMidi({ bpm, beats, tracks }) {
  const tempo = Math.round(60_000_000 / bpm);
  const first = [
    ...event(0, [0xff, 0x51, 3, tempo >> 16, (tempo >> 8) & 255, tempo & 255]),
    ...event(0, [0xff, 0x58, 4, beats, 2, 24, 8]),
    ...event(0, [0xff, 0x2f, 0]),
  ];
  const chunks = [
    chunk("MThd", [0, 1, 0, tracks.length + 1, TICKS >> 8, TICKS & 255]),
    chunk("MTrk", first),
    ...tracks.map(track),
  ];
  return Uint8Array.from(chunks.flat());
}

/** @param {OutputTrack} track */
function track({ name, channel, notes }) {
  const messages = notes.flatMap(({ pitch, velocity, start, end }) => [
    { tick: Math.round(start * TICKS), on: 1, bytes: noteOn(channel, pitch, velocity) },
    { tick: Math.round(end * TICKS), on: 0, bytes: noteOff(channel, pitch) },
  ]);
  messages.sort((a, b) => a.tick - b.tick || a.on - b.on); // ends first, or a repeated note would be cut short
  const title = [...new TextEncoder().encode(name)];
  const body = event(0, [0xff, 0x03, title.length, ...title]);
  let now = 0;
  for (const message of messages) {
    body.push(...event(message.tick - now, message.bytes));
    now = message.tick;
  }
  body.push(...event(0, [0xff, 0x2f, 0]));
  return chunk("MTrk", body);
}

/**
 * @param {string} kind
 * @param {number[]} body
 */
function chunk(kind, body) {
  const size = body.length;
  return [...kind]
    .map((letter) => letter.charCodeAt(0))
    .concat([size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255], body);
}

/**
 * @param {number} delta
 * @param {number[]} bytes
 */
function event(delta, bytes) {
  const out = [delta & 127];
  for (let rest = delta >> 7; rest > 0; rest >>= 7) out.unshift((rest & 127) | 128);
  return out.concat(bytes);
}

/**
 * A MIDI file as the daemon reads it: the page has no reader of its own.
 * @param {Blob} file
 * @returns {Promise<Song>}
 */
export async function readMidi(file) {
  return songIn(await fetch("api/song", { method: "POST", body: file, headers: { "content-type": "audio/midi" } }));
}

/**
 * The song in an answer of the daemon; an Error with its sentence where it is refused.
 * @param {Response} answer
 * @returns {Promise<Song>}
 */
export async function songIn(answer) {
  if (!answer.ok) throw new Error(asSentence(/** @type {Refusal} */ (await answer.json()).error));
  return answer.json();
}

/** @type {(text: string) => string} */
export const asSentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}.`;
