// Standard MIDI files, written and read. Files from elsewhere are not trusted: every length is checked, and what is wrong is one sentence.

const TICKS = 480; // to the beat, in files of ours

// tracks: [{name, channel, notes: [{pitch, velocity, start, end}]}], positions in beats. -> Uint8Array
export function write({ bpm, beats, tracks }) {
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

function track({ name, channel, notes }) {
  const messages = notes.flatMap(({ pitch, velocity, start, end }) => [
    { tick: Math.round(start * TICKS), on: 1, bytes: [0x90 | channel, pitch, velocity] },
    { tick: Math.round(end * TICKS), on: 0, bytes: [0x80 | channel, pitch, 0] },
  ]);
  messages.sort((a, b) => a.tick - b.tick || a.on - b.on); // ends first, or a repeated note is cut short
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

function chunk(kind, body) {
  const size = body.length;
  return [...kind]
    .map((letter) => letter.charCodeAt(0))
    .concat([size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255], body);
}

function event(delta, bytes) {
  const out = [delta & 127];
  for (let rest = delta >> 7; rest > 0; rest >>= 7) out.unshift((rest & 127) | 128);
  return out.concat(bytes);
}

// -> {bpm, beats, tracks: [{name, notes: [{pitch, velocity, start, end, channel}]}]}, positions in beats.
export function read(buffer) {
  const reader = new Reader(new Uint8Array(buffer));
  if (reader.text(4) !== "MThd") throw new Error("This is not a MIDI file.");
  const headerEnd = reader.uint(4) + 8;
  const format = reader.uint(2);
  const count = reader.uint(2);
  const division = reader.uint(2);
  if (format > 1 || division & 0x8000 || !division)
    throw new Error("This kind of MIDI file cannot be read here (only types 0 and 1 in beats).");
  reader.at = headerEnd;
  const song = { bpm: null, beats: 4, tracks: [] };
  for (let i = 0; i < count && reader.left >= 8; i += 1) readTrack(reader, division, song);
  return { ...song, bpm: song.bpm ?? 120 };
}

function readTrack(reader, division, song) {
  const kind = reader.text(4);
  const size = reader.uint(4);
  const end = Math.min(reader.at + size, reader.bytes.length);
  if (kind === "MTrk") {
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
    if (found.tick > begun.tick)
      found.notes.push({
        pitch: first,
        velocity: begun.velocity,
        channel,
        start: begun.tick / found.division,
        end: found.tick / found.division,
      });
  }
  if (kind === 9 && second > 0) found.open.set(key, { tick: found.tick, velocity: second });
}

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
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get left() {
    return this.bytes.length - this.at;
  }

  uint(size) {
    if (this.left < size) throw new Error("The MIDI file ends too early.");
    let value = 0;
    for (let i = 0; i < size; i += 1) value = value * 256 + this.bytes[this.at++];
    return value;
  }

  text(size) {
    if (this.left < size) throw new Error("The MIDI file ends too early.");
    const bytes = this.bytes.subarray(this.at, this.at + size);
    this.at += size;
    return new TextDecoder().decode(bytes);
  }

  variable() {
    let value = 0;
    for (let i = 0; i < 4; i += 1) {
      const byte = this.uint(1);
      value = (value << 7) | (byte & 127);
      if (byte < 128) return value;
    }
    throw new Error("The MIDI file is damaged.");
  }

  skip(size) {
    this.at += size;
  }
}
