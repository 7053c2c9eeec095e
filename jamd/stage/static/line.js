// The line to the daemon: the snapshot as it is now, wishes out, and coming back by itself after a cut.

const AGAIN = [250, 500, 1000, 2000]; // ms between calls; a restarted daemon is there in a second or two
const PING_FAST = 150; // ms, until both clocks are compared
const PING_SLOW = 4000;
const PINGS = 12; // of which the quickest counts

export class Line extends EventTarget {
  constructor(address) {
    super();
    this.address = address;
    this.snapshot = null;
    this.open = false;
    this.you = null; // the number of our socket
    this.offset = null; // daemon's clock minus performance.now(), ms
    this.pings = [];
    this.tries = 0;
    this.lastId = 0;
    this.waiting = new Map(); // wishes without an answer
  }

  call() {
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.onopen = () => this.ping();
    socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
    socket.onclose = ({ reason }) => this.lost(reason);
  }

  lost(reason) {
    const was = this.open;
    this.open = false;
    clearTimeout(this.nextPing);
    for (const { reject } of this.waiting.values()) reject(new Error("The daemon went away."));
    this.waiting.clear();
    if (was) this.tell("lost", reason);
    const wait = AGAIN[Math.min(this.tries, AGAIN.length - 1)];
    this.tries += 1;
    setTimeout(() => this.call(), wait);
  }

  hear(message) {
    if (message.type === "time") return this.compare(message);
    if (message.type === "snapshot") return this.greet(message);
    if (message.type === "change") return this.change(message);
    if (message.type === "done" || message.type === "error") this.answer(message);
    else this.tell(message.type, message);
  }

  greet({ type, you, ...snapshot }) {
    const restarted = this.snapshot !== null && this.snapshot.run !== snapshot.run;
    const again = this.snapshot !== null;
    const renewed = again && this.snapshot.version !== snapshot.version;
    this.snapshot = snapshot;
    this.you = you;
    this.open = true;
    this.tries = 0;
    this.pings = [];
    this.offset ??= snapshot.t - performance.now();
    this.tell("greeted", { restarted, again, renewed });
    this.tell("change", new Set(Object.keys(snapshot)));
  }

  change({ type, ...sections }) {
    Object.assign(this.snapshot, sections);
    this.tell("change", new Set(Object.keys(sections)));
  }

  answer({ type, id, ...rest }) {
    const wish = this.waiting.get(id);
    this.waiting.delete(id);
    if (type === "done") wish?.resolve(rest);
    else if (wish) wish.reject(new Error(rest.error));
    if (type === "error") this.tell("notice", { text: rest.error, fault: true });
  }

  ping() {
    this.send({ type: "time", client: performance.now() });
    this.nextPing = setTimeout(() => this.ping(), this.pings.length < PINGS ? PING_FAST : PING_SLOW);
  }

  compare({ client, server }) {
    const now = performance.now();
    this.pings = [...this.pings.slice(1 - PINGS), { way: now - client, offset: server - (client + now) / 2 }];
    const best = this.pings.reduce((a, b) => (b.way < a.way ? b : a));
    if (best.offset === this.offset) return;
    this.offset = best.offset;
    this.tell("clocks", best);
  }

  send(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  // A wish of the table in docs/api.md. Its faults are shown as notices; who needs the answer may wait for it.
  wish(name, value) {
    const id = (this.lastId += 1);
    const sent = this.send(value === undefined ? { type: "do", id, name } : { type: "do", id, name, value });
    const answer = new Promise((resolve, reject) => {
      if (sent) this.waiting.set(id, { resolve, reject });
      else reject(new Error("There is no daemon at the other end."));
    });
    answer.catch(() => {});
    return answer;
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
