// Names of the browser that TypeScript's DOM library lacks (the audio worklet's scope), and the page's own debugging
// handle.

declare const sampleRate: number;
declare const currentFrame: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new (options: any) => AudioWorkletProcessor): void;

interface Window {
  jamd: object;
}
