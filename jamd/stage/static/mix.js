// How the page's instruments stand in the mix: with what sound, how loud, and from where. The levels are set by meter
// (tests/page/test_loudness.py): the band plays at -18 LUFS, drums and piano are as loud, and a crash is at most 8 dB
// above the ride.

import { DRUM_CHANNEL, PAN, VOLUME, controlChange, drumSetting, programChange } from "./midi.js";

/** @typedef {"piano" | "you" | "drawing" | "drums"} Voice */
/**
 * `gain` in dB makes it as loud as the first one; `sticks` in dB is for the drums of a kit that are not brushed.
 * @typedef {{ label: string, program: number, gain: number, sticks?: number }} Sound
 */

/** @type {Record<Voice, number>} */
export const CHANNELS = { piano: 0, you: 1, drawing: 2, drums: DRUM_CHANNEL };

/** @type {Sound[]} */
export const KEYS = [
  { label: "Piano", program: 0, gain: 0 },
  { label: "E-piano", program: 4, gain: -1.5 },
  { label: "Organ", program: 16, gain: 4.4 },
  { label: "Vibes", program: 11, gain: -1.8 },
  { label: "Bass", program: 32, gain: -4.9 },
];
/** @type {Sound[]} */
export const KITS = [
  { label: "Jazz kit", program: 32, gain: 0 },
  { label: "Brushes", program: 40, gain: 9, sticks: -8 },
  { label: "Standard kit", program: 0, gain: 5.5 },
];

// dB of the loudest that a channel can be
/** @type {Record<Voice, number>} */
const LEVELS = { piano: -9.6, you: -10.9, drawing: -10.9, drums: -16.5 };
// 64 is the middle: you a little left, the band's piano a little right, as on a stage
/** @type {Record<Voice, number>} */
const PANS = { piano: 78, you: 50, drawing: 64, drums: 64 };
// General MIDI's drums: dB in the kit, and from where, as the drummer hears them
/** @type {[pitch: number, level: number, pan: number][]} */
const DRUMS = [
  [36, -1, 64], // kick
  [37, -1, 58], // side stick
  [38, -1, 58], // snare
  [39, -1, 58], // slap
  [40, -1, 58], // snare, sweep
  [42, 0, 36], // hi-hat
  [44, 0, 36],
  [46, 0, 36],
  [43, -6, 92], // toms, from low to high
  [47, -6, 70],
  [50, -6, 50],
  [49, -3, 44], // crash
  [51, -1.5, 86], // ride
  [53, -2, 86], // its bell
];

const BRUSHED = [38, 39, 40];

const DRUM_LEVEL = 26; // of the synth's settings for one drum
const DRUM_PAN = 28;
const UNCHANGED = 120; // as loud as the font has it

/**
 * The message that sets how loud a voice is.
 * @param {Voice} voice
 * @param {Sound} sound
 * @param {number} fader 1: as the mix has it
 */
export function volumeMessage(voice, sound, fader) {
  const level = fader * 10 ** ((LEVELS[voice] + sound.gain) / 20);
  return controlChange(CHANNELS[voice], VOLUME, Math.min(127, Math.round(127 * Math.sqrt(level)))); // it is squared
}

/**
 * The other messages that give a channel its sound. A drum channel forgets its drums' settings with a change of kit.
 * @param {Voice} voice
 * @param {Sound} sound
 * @returns {number[][]}
 */
export function soundMessages(voice, sound) {
  const channel = CHANNELS[voice];
  const drums = voice === "drums" ? DRUMS : [];
  /** @type {(pitch: number) => number} */
  const more = (pitch) => (BRUSHED.includes(pitch) ? 0 : (sound.sticks ?? 0));
  return [
    programChange(channel, sound.program),
    controlChange(channel, PAN, PANS[voice]),
    ...drums.flatMap(([pitch, level, pan]) => [
      ...drumSetting(DRUM_LEVEL, pitch, Math.round(UNCHANGED * 10 ** ((level + more(pitch)) / 20))),
      ...drumSetting(DRUM_PAN, pitch, pan),
    ]),
  ];
}
