// A client of docs/osc.md in JavaScript, with node-osc: leads a jam, watches it, and says how long a command takes to
// come back. The jam: jamd --set osc.enabled=true; then: npm ci; npm run jam -- 8000 9000
import { Bundle, Client, Server } from "node-osc";

const PATIENCE_MS = 20_000;
const ROUNDS = 200;
const PAUSE_MS = 20;

const [commands, state] = process.argv.slice(2).map(Number);

/** What the jam shows: the last value of each address, and how many messages of each came. */
class Display {
  shows = new Map();
  counts = new Map();
  #wakers = [];

  take([address, value = null]) {
    this.shows.set(address, value);
    this.counts.set(address, this.count(address) + 1);
    this.#wakers.splice(0).forEach((wake) => wake());
  }

  count(address) {
    return this.counts.get(address) ?? 0;
  }

  async until(address, holds) {
    const giveUp = Date.now() + PATIENCE_MS;
    while (!this.shows.has(address) || !holds(this.shows.get(address))) {
      if (Date.now() > giveUp) throw new Error(`${address} is ${this.shows.get(address)}`);
      await new Promise((wake) => {
        this.#wakers.push(wake);
        setTimeout(wake, PAUSE_MS);
      });
    }
  }
}

/** @param {Client} jam @param {Display} display */
async function lead(jam, display) {
  jam.send("/jamd/refresh");
  jam.send("/jamd/start", 1);
  await display.until("/jamd/state/running", (running) => running === 1);
  jam.send("/jamd/piano/volume", 0.8);
  await display.until("/jamd/piano/volume", (volume) => Math.abs(volume - 0.8) < 1e-6);
  jam.send("/jamd/mode", "trade");
  await display.until("/jamd/state/turn", (turn) => turn !== "both");
  jam.send(new Bundle(["/jamd/drums/volume", 0.5], ["/jamd/piano/mute", true]));
  await display.until("/jamd/drums/volume", (volume) => volume === 0.5);
  await display.until("/jamd/piano/mute", (mute) => mute === 1);
  jam.send("/jamd/ramp", 150, 4);
  await display.until("/jamd/tempo", (bpm) => Math.abs(bpm - 150) < 0.5);
  jam.send("/jamd/ending", 1);
  jam.send("/jamd/ending", 0); // the button is let go
  await display.until("/jamd/state/coming", (what) => what === "ending");
}

/** @param {Client} jam @param {Display} display */
async function roundTrips(jam, display) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bpm = 100 + (round % 50);
    const began = performance.now();
    jam.send("/jamd/tempo", bpm);
    await display.until("/jamd/tempo", (shown) => shown === bpm);
    times.push(performance.now() - began);
    await new Promise((wake) => setTimeout(wake, PAUSE_MS));
  }
  return times.sort((a, b) => a - b);
}

async function main() {
  const jam = new Client("127.0.0.1", commands);
  const display = new Display();
  const inbox = new Server(state, "127.0.0.1");
  inbox.on("message", (message) => display.take(message));
  await lead(jam, display);
  const times = await roundTrips(jam, display);
  jam.send("/jamd/stop");
  await display.until("/jamd/state/running", (running) => running === 0);
  const beats = display.count("/jamd/state/beat");
  const onsets = display.count("/jamd/onset/drums") + display.count("/jamd/onset/piano");
  console.log(`${display.shows.size} addresses, ${beats} beats, ${onsets} onsets`);
  const at = (share) => times[Math.floor(share * (ROUNDS - 1))].toFixed(2);
  console.log(`a tempo comes back after ${at(0.5)} ms, p99 ${at(0.99)}, at most ${at(1)}`);
  await jam.close();
  await inbox.close();
}

await main();
