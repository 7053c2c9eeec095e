// MIDI messages as arrays of bytes. Channels count from 0.

export const DRUM_CHANNEL = 9; // General MIDI's channel 10
export const SUSTAIN = 64;
export const VOLUME = 7;
export const PAN = 10;

/** @type {(channel: number, pitch: number, velocity: number) => number[]} */
export const noteOn = (channel, pitch, velocity) => [0x90 | channel, pitch, velocity];

/** @type {(channel: number, pitch: number) => number[]} */
export const noteOff = (channel, pitch) => [0x80 | channel, pitch, 0];

/** @type {(channel: number, controller: number, value: number) => number[]} */
export const controlChange = (channel, controller, value) => [0xb0 | channel, controller, value];

/** @type {(channel: number, program: number) => number[]} */
export const programChange = (channel, program) => [0xc0 | channel, program];

/**
 * Three messages that set something of one drum, as Roland's GS has it.
 * @type {(setting: number, pitch: number, value: number) => number[][]}
 */
export const drumSetting = (setting, pitch, value) => [
  controlChange(DRUM_CHANNEL, 99, setting),
  controlChange(DRUM_CHANNEL, 98, pitch),
  controlChange(DRUM_CHANNEL, 6, value),
];

/** @type {(message: number[], channel: number) => number[]} */
export const onChannel = ([status, ...rest], channel) => [(status & 0xf0) | channel, ...rest];

/**
 * What a message says about a key; null where it is about something else.
 * @param {number[]} message
 * @returns {{ on: boolean, pitch: number, velocity: number } | null}
 */
export function readNote([status, pitch, velocity]) {
  const kind = status >> 4;
  if (kind !== 8 && kind !== 9) return null;
  return { on: kind === 9 && velocity > 0, pitch, velocity };
}
