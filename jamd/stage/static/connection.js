// The connection to the daemon: holds the current snapshot, sends commands, compares the two clocks, reconnects after a
// loss.

import { Emitter } from "./emitter.js";

/** @import { ChangeMessage, ClientMessage, CommandError, Done, Dropped, Heard, Plan, Played } from "./api.js" */
/** @import { Sections, ServerMessage, Snapshot, SnapshotMessage, TimeAnswer, Vamped } from "./api.js" */

/**
 * @typedef {object} ConnectionEvents
 * @property {{ reconnected: boolean, restarted: boolean, updated: boolean }} open
 * @property {string} lost the reason that the daemon gave, if any
 * @property {Set<keyof Sections>} change the sections that are new
 * @property {{ text: string, isError?: boolean }} notice
 * @property {Heard} heard
 * @property {Played} played
 * @property {Dropped} dropped
 * @property {Vamped} vamped
 * @property {Plan} plan
 */

const RETRY_MS = [250, 500, 1000, 2000]; // a restarted daemon is back within a second or two
const PING_FAST_MS = 150; // until the clocks have been compared PINGS times
const PING_SLOW_MS = 4000;
const PINGS = 12; // kept; the one with the shortest round trip counts

/** @extends {Emitter<ConnectionEvents>} */
export class Connection extends Emitter {
  /** @param {URL} address */
  constructor(address) {
    super();
    this.address = address;
    this.snapshot = /** @type {Snapshot | null} */ (null);
    this.open = false;
    this.you = /** @type {number | null} */ (null); // the number of our socket
    this.offset = 0; // daemon's clock minus performance.now(), ms; known once a snapshot has come
    this.pings = /** @type {{ roundTrip: number, offset: number }[]} */ ([]);
    this.pingTimer = 0;
    this.attempts = 0;
    this.lastId = 0;
    /** @type {Map<number, { resolve: () => void, reject: (error: Error) => void }>} */
    this.unanswered = new Map(); // commands by id
    this.socket = /** @type {WebSocket | null} */ (null);
  }

  connect() {
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.onopen = () => this.ping();
    socket.onmessage = ({ data }) => this.receive(JSON.parse(data));
    socket.onclose = ({ reason }) => this.onLost(reason);
  }

  /** @param {string} reason */
  onLost(reason) {
    const wasOpen = this.open;
    this.open = false;
    clearTimeout(this.pingTimer);
    for (const { reject } of this.unanswered.values()) reject(new Error("The connection to the daemon was lost."));
    this.unanswered.clear();
    if (wasOpen) this.emit("lost", reason);
    this.checkToken();
    const wait = RETRY_MS[Math.min(this.attempts, RETRY_MS.length - 1)];
    this.attempts += 1;
    setTimeout(() => this.connect(), wait);
  }

  // A daemon that was started again may ask for its token; then the page that asks for it is what comes.
  async checkToken() {
    const answer = await fetch("api/state").catch(() => null);
    if (answer?.status === 401) location.reload();
  }

  /** @param {ServerMessage} message */
  receive(message) {
    switch (message.type) {
      case "time":
        return this.compareClocks(message);
      case "snapshot":
        return this.onSnapshot(message);
      case "change":
        return this.onChange(message);
      case "done":
      case "error":
        return this.onAnswer(message);
      default:
        return this.emit(message.type, message);
    }
  }

  /** @param {SnapshotMessage} message */
  onSnapshot({ type: _, you, ...snapshot }) {
    const before = this.snapshot;
    this.snapshot = snapshot;
    this.you = you;
    this.open = true;
    this.attempts = 0;
    this.pings = [];
    if (!before) this.offset = snapshot.t - performance.now(); // until the first ping is back
    this.emit("open", {
      reconnected: before !== null,
      restarted: before !== null && before.run !== snapshot.run,
      updated: before !== null && before.version !== snapshot.version,
    });
    this.emit("change", sectionNames(snapshot));
  }

  /** @param {ChangeMessage} message */
  onChange({ type: _, t, ...sections }) {
    if (!this.snapshot) return;
    Object.assign(this.snapshot, { t }, sections);
    this.emit("change", sectionNames(sections));
  }

  /** @param {Done | CommandError} answer */
  onAnswer(answer) {
    const command = answer.id === null ? undefined : this.unanswered.get(answer.id);
    if (answer.id !== null) this.unanswered.delete(answer.id);
    if (answer.type === "done") return command?.resolve();
    command?.reject(new Error(answer.error));
    return this.emit("notice", { text: answer.error, isError: true });
  }

  ping() {
    this.send({ type: "time", client: performance.now() });
    this.pingTimer = setTimeout(() => this.ping(), this.pings.length < PINGS ? PING_FAST_MS : PING_SLOW_MS);
  }

  /** @param {TimeAnswer} answer */
  compareClocks({ client, server }) {
    const now = performance.now();
    this.pings = [...this.pings.slice(1 - PINGS), { roundTrip: now - client, offset: server - (client + now) / 2 }];
    this.offset = this.pings.reduce((a, b) => (b.roundTrip < a.roundTrip ? b : a)).offset;
  }

  /** @param {ClientMessage} message */
  send(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /**
   * Sends a command of the table in docs/api.md. An error is shown as a notice; callers that need the answer may await
   * it.
   * @param {string} name
   * @param {unknown} [value]
   * @returns {Promise<void>}
   */
  command(name, value) {
    const id = (this.lastId += 1);
    const sent = this.send(value === undefined ? { type: "do", id, name } : { type: "do", id, name, value });
    /** @type {Promise<void>} */
    const answer = new Promise((resolve, reject) => {
      if (sent) this.unanswered.set(id, { resolve, reject });
      else reject(new Error("Not connected to the daemon."));
    });
    answer.catch(() => {});
    return answer;
  }
}

/** @param {object} sections */
function sectionNames(sections) {
  return /** @type {Set<keyof Sections>} */ (new Set(Object.keys(sections)));
}
