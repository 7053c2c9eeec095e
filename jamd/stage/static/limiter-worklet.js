// Keeps the page's sound from clipping, at any setting of the faders. It looks ahead: the sound comes out a little
// later than it went in, so that the gain is down before a peak arrives. Between peaks it does nothing.

const CEILING = 10 ** (-3 / 20); // of the samples; the curve between them is up to 2 dB higher
const AHEAD = 64; // frames, 1.3 ms at 48 kHz
const RELEASE_S = 0.15;

class Limiter extends AudioWorkletProcessor {
  constructor() {
    super();
    this.left = new Float32Array(AHEAD); // on their way
    this.right = new Float32Array(AHEAD);
    this.gains = new Float64Array(AHEAD).fill(1);
    this.sum = AHEAD; // of the gains: their mean goes down as a slope, which does not click
    this.place = 0;
    this.gain = 1; // that the next frame allows
    this.release = 1 / (RELEASE_S * sampleRate);
  }

  /**
   * @param {Float32Array[][]} inputs
   * @param {Float32Array[][]} outputs
   */
  process([[left, right]], [[outLeft, outRight]]) {
    for (let i = 0; i < outLeft.length; i += 1) this.step(left?.[i] ?? 0, right?.[i] ?? 0, outLeft, outRight, i);
    return true;
  }

  /**
   * @param {number} left
   * @param {number} right
   * @param {Float32Array} outLeft
   * @param {Float32Array} outRight
   * @param {number} i
   */
  step(left, right, outLeft, outRight, i) {
    const { place } = this;
    const peak = Math.max(Math.abs(left), Math.abs(right));
    this.gain = Math.min(this.gain + (1 - this.gain) * this.release, peak > CEILING ? CEILING / peak : 1);
    this.sum += this.gain - this.gains[place];
    this.gains[place] = this.gain;
    const gain = this.sum / AHEAD;
    outLeft[i] = this.left[place] * gain;
    outRight[i] = this.right[place] * gain;
    this.left[place] = left;
    this.right[place] = right;
    this.place = (place + 1) % AHEAD;
  }
}

registerProcessor("jamd-limiter", Limiter);
