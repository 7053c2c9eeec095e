// Keeps the page's sound from clipping, at any setting of the faders. It looks ahead: the sound comes out a little
// later than it went in, so that the gain is down before a peak arrives. Between peaks it does nothing.

const CEILING = 10 ** (-3 / 20); // of the samples; the curve between them is up to 2 dB higher
const AHEAD = 64; // frames, 1.3 ms at 48 kHz
const RELEASE_S = 0.15;
const UNCHANGED = 0.9999; // gain
const SILENCE = new Float32Array(128); // where nothing is connected

class Limiter extends AudioWorkletProcessor {
  constructor() {
    super();
    this.left = new Float32Array(AHEAD); // on their way
    this.right = new Float32Array(AHEAD);
    this.gains = new Float64Array(AHEAD).fill(1);
    this.sum = AHEAD; // of the gains: their mean goes down as a slope, which does not click
    this.gain = 1; // that the next frame allows
    this.release = 1 / (RELEASE_S * sampleRate);
  }

  /**
   * @param {Float32Array[][]} inputs
   * @param {Float32Array[][]} outputs
   */
  process([[left = SILENCE, right = left]], [[outLeft, outRight]]) {
    if (this.gain > UNCHANGED && isBelow(left) && isBelow(right)) {
      this.pass(left, this.left, outLeft);
      this.pass(right, this.right, outRight);
    } else this.limit(left, right, outLeft, outRight); // a block is a multiple of AHEAD
    return true;
  }

  /**
   * As it is, only later: nearly all blocks are of this kind.
   * @param {Float32Array} input
   * @param {Float32Array} waiting
   * @param {Float32Array} output
   */
  pass(input, waiting, output) {
    const rest = input.length - AHEAD;
    output.set(waiting);
    output.set(input.subarray(0, rest), AHEAD);
    waiting.set(input.subarray(rest));
    this.gains.fill(1);
    this.sum = AHEAD;
    this.gain = 1;
  }

  /**
   * @param {Float32Array} left
   * @param {Float32Array} right
   * @param {Float32Array} outLeft
   * @param {Float32Array} outRight
   */
  limit(left, right, outLeft, outRight) {
    const { gains, release } = this;
    let { gain, sum } = this;
    for (let i = 0; i < left.length; i += 1) {
      const place = i % AHEAD;
      const peak = Math.max(Math.abs(left[i]), Math.abs(right[i]));
      gain = Math.min(gain + (1 - gain) * release, peak > CEILING ? CEILING / peak : 1);
      sum += gain - gains[place];
      gains[place] = gain;
      outLeft[i] = (this.left[place] * sum) / AHEAD;
      outRight[i] = (this.right[place] * sum) / AHEAD;
      this.left[place] = left[i];
      this.right[place] = right[i];
    }
    this.gain = gain;
    this.sum = sum;
  }
}

/** @param {Float32Array} wave */
function isBelow(wave) {
  for (let i = 0; i < wave.length; i += 1) if (wave[i] > CEILING || wave[i] < -CEILING) return false;
  return true;
}

registerProcessor("jamd-limiter", Limiter);
