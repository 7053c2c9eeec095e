// Reads and writes standard MIDI files. Files that are read are not trusted: every length is checked, and each error is
// one sentence.

import { noteOff, noteOn } from "./midi.js";

/** @typedef {{ pitch: number, velocity: number, start: number, end: number }} Note start and end in beats */
/** @typedef {{ name: string, channel: number, notes: Note[] }} OutputTrack */
/** @typedef {{ name: string, notes: (Note & { channel: number })[] }} MidiTrack */
/** @typedef {{ bpm: number, beats: number, tracks: MidiTrack[] }} MidiSong */
/**
 * A track while it is read. `open` are the notes that have begun, by channel and pitch.
 * @typedef {{ name: string, notes: (Note & { channel: number })[], tick: number, division: number, song: SongSoFar,
 *   open: Map<number, { tick: number, velocity: number }> }} TrackSoFar
 */
/** @typedef {{ bpm: number | null, beats: number, tracks: MidiTrack[] }} SongSoFar */

const TICKS = 480; // to the beat, in the files written here
const DEFAULT_BPM = 120;

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
 * @param {ArrayBuffer} buffer
 * @returns {MidiSong}
 */
export function readMidi(buffer) {
  const reader = new Reader(new Uint8Array(buffer));
  if (reader.text(4) !== "MThd") throw new Error("This is not a MIDI file.");
  const headerEnd = reader.uint(4) + 8;
  const format = reader.uint(2);
  const count = reader.uint(2);
  const division = reader.uint(2);
  if (format > 1 || division & 0x8000 || !division) {
    throw new Error("This kind of MIDI file is not supported (only types 0 and 1, timed in beats).");
  }
  reader.at = headerEnd;
  /** @type {SongSoFar} */
  const song = { bpm: null, beats: 4, tracks: [] };
  for (let i = 0; i < count && reader.left >= 8; i += 1) readTrack(reader, division, song);
  return { ...song, bpm: song.bpm ?? DEFAULT_BPM };
}

/**
 * @param {Reader} reader
 * @param {number} division
 * @param {SongSoFar} song
 */
function readTrack(reader, division, song) {
  const kind = reader.text(4);
  const size = reader.uint(4);
  const end = Math.min(reader.at + size, reader.bytes.length);
  if (kind === "MTrk") {
    /** @type {TrackSoFar} */
    const found = { name: "", notes: [], open: new Map(), tick: 0, division, song };
    let status = 0;
    while (reader.at < end) {
      found.tick += reader.variable();
      status = readEvent(reader, status, found);
    }
    song.tracks.push({ name: found.name, notes: found.notes.sort((a, b) => a.start - b.start || a.pitch - b.pitch) });
  }
  reader.at = end;
}

/**
 * Reads one event; returns the running status for the next.
 * @param {Reader} reader
 * @param {number} running
 * @param {TrackSoFar} found
 */
function readEvent(reader, running, found) {
  let status = reader.bytes[reader.at];
  if (status & 0x80) reader.at += 1;
  else status = running;
  if (status === 0xff) readMeta(reader, found);
  else if (status === 0xf0 || status === 0xf7) reader.skip(reader.variable());
  else if (status >= 0x80 && status < 0xf0) readMessage(reader, status, found);
  else throw new Error("The MIDI file is damaged.");
  return status < 0xf0 ? status : running;
}

/**
 * @param {Reader} reader
 * @param {number} status
 * @param {TrackSoFar} found
 */
function readMessage(reader, status, found) {
  const kind = status >> 4;
  const first = reader.uint(1);
  const second = kind === 0xc || kind === 0xd ? 0 : reader.uint(1);
  if (kind !== 8 && kind !== 9) return;
  const channel = status & 15;
  const key = channel * 128 + first;
  const begun = found.open.get(key);
  if (begun) {
    found.open.delete(key);
    const [start, end] = [begun.tick / found.division, found.tick / found.division];
    if (end > start) found.notes.push({ pitch: first, velocity: begun.velocity, channel, start, end });
  }
  if (kind === 9 && second > 0) found.open.set(key, { tick: found.tick, velocity: second });
}

/**
 * @param {Reader} reader
 * @param {TrackSoFar} found
 */
function readMeta(reader, found) {
  const kind = reader.uint(1);
  const size = reader.variable();
  const end = reader.at + size;
  if (kind === 0x51 && size === 3) found.song.bpm ??= 60_000_000 / reader.uint(3);
  if (kind === 0x58 && size >= 2) found.song.beats = reader.bytes[reader.at];
  if (kind === 0x03) found.name = reader.text(Math.min(size, reader.left));
  reader.at = end;
}

class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get left() {
    return this.bytes.length - this.at;
  }

  /** @param {number} size */
  uint(size) {
    if (this.left < size) throw new Error("The MIDI file ends too early.");
    let value = 0;
    for (let i = 0; i < size; i += 1) value = value * 256 + this.bytes[this.at++];
    return value;
  }

  /** @param {number} size */
  text(size) {
    if (this.left < size) throw new Error("The MIDI file ends too early.");
    const bytes = this.bytes.subarray(this.at, this.at + size);
    this.at += size;
    return new TextDecoder().decode(bytes);
  }

  // A number of one to four bytes, seven bits in each.
  variable() {
    let value = 0;
    for (let i = 0; i < 4; i += 1) {
      const byte = this.uint(1);
      value = (value << 7) | (byte & 127);
      if (byte < 128) return value;
    }
    throw new Error("The MIDI file is damaged.");
  }

  /** @param {number} size */
  skip(size) {
    this.at += size;
  }
}
