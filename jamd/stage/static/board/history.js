// Undo and redo over values. A gesture of many small changes is one entry: `preview` shows, `commit` remembers.

const DEPTH = 200;

export class History extends EventTarget {
  constructor(first) {
    super();
    this.past = [];
    this.future = [];
    this.kept = first; // the last committed value
    this.value = first;
  }

  preview(value) {
    if (value === this.value) return;
    this.value = value;
    this.dispatchEvent(new Event("change"));
  }

  commit(value = this.value) {
    if (value !== this.kept) {
      this.past = [...this.past.slice(-DEPTH), this.kept];
      this.future = [];
      this.kept = value;
    }
    this.value = value;
    this.dispatchEvent(new Event("change"));
  }

  undo() {
    if (!this.past.length) return false;
    this.future.push(this.kept);
    this.kept = this.value = this.past.pop();
    this.dispatchEvent(new Event("change"));
    return true;
  }

  redo() {
    if (!this.future.length) return false;
    this.past.push(this.kept);
    this.kept = this.value = this.future.pop();
    this.dispatchEvent(new Event("change"));
    return true;
  }
}
