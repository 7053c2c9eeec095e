// How the page's instruments stand in the mix: with what sound, how loud, and from where. The levels are set by meter
// (tests/page/test_loudness.py): the band plays at -18 LUFS, its parts are equally loud, and a crash is at most 8 dB
// above the ride.

import { KEYS } from "./instruments.js";
import { PAN, VOLUME, controlChange, drumSetting, programChange } from "./midi.js";
import { PARTS } from "./parts.js";

/** @import { Part } from "./api.js" */
/** @import { Sound } from "./instruments.js" */
/** @import { PartRow } from "./parts.js" */
/** @typedef {Part | "drawing"} Voice */

/** @type {Record<Voice, PartRow>} */
const VOICES = { ...PARTS, drawing: { title: "Drawing", channel: 2, level: -12.5, pan: 64, sounds: KEYS } };

/**
 * Something of each voice.
 * @template T
 * @param {(row: PartRow) => T} of
 */
export const ofEach = (of) =>
  /** @type {Record<Voice, T>} */ (Object.fromEntries(Object.entries(VOICES).map(([voice, row]) => [voice, of(row)])));

export const CHANNELS = ofEach(({ channel }) => channel);

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
  const level = fader * 10 ** ((VOICES[voice].level + sound.gain) / 20);
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
    controlChange(channel, PAN, VOICES[voice].pan),
    ...drums.flatMap(([pitch, level, pan]) => [
      ...drumSetting(DRUM_LEVEL, pitch, Math.round(UNCHANGED * 10 ** ((level + more(pitch)) / 20))),
      ...drumSetting(DRUM_PAN, pitch, pan),
    ]),
  ];
}
