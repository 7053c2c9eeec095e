// Types for what synth-worklet.js uses of spessasynth.js.

export interface Font {
  samples: { getAudioData(): Float32Array }[];
  presets: { name: string }[];
}
export const SoundBankLoader: { fromArrayBuffer(bytes: ArrayBuffer): Font };
export const BasicSoundBank: { isSF3DecoderReady: Promise<unknown> };
export class SpessaSynthProcessor {
  constructor(sampleRate: number, options: { eventsEnabled: boolean });
  processorInitialized: Promise<unknown>;
  soundBankManager: { addSoundBank(font: Font, id: string): void };
  voiceCount: number;
  noteOn(channel: number, pitch: number, velocity: number): void;
  noteOff(channel: number, pitch: number): void;
  processMessage(message: number[]): void;
  processSplit(
    channels: Float32Array[][],
    effectsLeft: Float32Array,
    effectsRight: Float32Array,
    start: number,
    count: number,
  ): void;
  stopAllChannels(force: boolean): void;
}
