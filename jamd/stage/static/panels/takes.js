// The takes: listen, download, name, delete. Everything is recorded already; "New take" only cuts.

import { el, put } from "../dom.js";
import { read } from "../midi-file.js";
import { CHANNELS } from "../synth.js";

export function takes({ line, synth, say }) {
  const list = el("ul", { class: "takes" });
  const state = el("p", { class: "quiet", "aria-live": "polite" });
  let edition = null;
  const listening = new Listening(synth, () => list.querySelectorAll(".listen").forEach((button) => put(button, "Listen")));

  const request = async (name, options) => {
    const answer = await fetch(`api/takes/${encodeURIComponent(name)}`, options);
    if (!answer.ok) throw new Error((await answer.json()).error);
    await refresh();
  };
  const guarded = (action) => () => action().catch((fault) => say(fault.message, true));

  async function refresh() {
    const answer = await fetch("api/takes");
    if (!answer.ok) return;
    const all = (await answer.json()).takes;
    list.replaceChildren(...all.slice(0, 50).map(row));
    put(state, all.length ? "" : "Nothing was played yet. Everything you play is recorded by itself.");
  }

  function row(take) {
    const file = `api/takes/${encodeURIComponent(take.name)}.mid`;
    const name = el("input", {
      class: "take-name",
      value: take.name,
      "aria-label": "Name of the take",
      disabled: take.recording,
      maxlength: "80",
      onchange: guarded(() =>
        request(take.name, {
          method: "PATCH",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ name: name.value.trim() }),
        }),
      ),
    });
    const listen = el(
      "button",
      { type: "button", class: "listen", onclick: guarded(() => listening.toggle(file, listen)) },
      "Listen",
    );
    return el(
      "li",
      {},
      take.recording ? el("span", { class: "recording", title: "being recorded" }, "●") : null,
      name,
      el(
        "div",
        { class: "row" },
        listen,
        el(
          "a",
          { class: "button", href: `${file}?download`, download: `${take.name}.mid`, "aria-label": `Download ${take.name}` },
          "Download",
        ),
        take.recording
          ? el("button", { type: "button", onclick: () => line.wish("new take") }, "New take")
          : el(
              "button",
              {
                type: "button",
                class: "delete",
                "aria-label": `Delete ${take.name}`,
                onclick: (event) =>
                  sure(
                    event.currentTarget,
                    guarded(() => request(take.name, { method: "DELETE" })),
                  ),
              },
              "Delete",
            ),
      ),
    );
  }

  const show = ({ tape }) => {
    if (tape.edition === edition) return;
    edition = tape.edition;
    refresh().catch(() => {});
  };
  return { element: el("div", {}, state, list), show };
}

// The second press does it: a dialog would take the eyes off the stage.
function sure(button, action) {
  if (button.dataset.sure) return action();
  button.dataset.sure = "1";
  put(button, "Really?");
  setTimeout(() => {
    delete button.dataset.sure;
    put(button, "Delete");
  }, 3000);
  return undefined;
}

// Plays one file through the page's synth.
class Listening {
  constructor(synth, onend) {
    Object.assign(this, { synth, onend, timer: 0, file: null });
  }

  async toggle(file, button) {
    const same = this.file === file;
    this.stop();
    if (same) return;
    await this.synth.start();
    const song = read(await (await fetch(file)).arrayBuffer());
    const seconds = 60 / song.bpm;
    const lane = { You: "you", Piano: "piano", Drums: "drums" };
    const notes = song.tracks.flatMap((track) =>
      track.notes.map((note) => ({ ...note, channel: CHANNELS[lane[track.name] ?? (note.channel === 9 ? "drums" : "piano")] })),
    );
    if (!notes.length) throw new Error("Nothing was played in this take.");
    const first = Math.min(...notes.map((note) => note.start));
    const begin = this.synth.now + 0.15;
    const planned = notes.map((note, i) => ({
      key: `take:${i}`,
      channel: note.channel,
      pitch: note.pitch,
      velocity: note.velocity,
      on: begin + (note.start - first) * seconds,
      off: begin + (note.end - first) * seconds,
    }));
    this.synth.plan("take", begin, planned);
    this.file = file;
    put(button, "Stop");
    const last = Math.max(...planned.map((note) => note.off));
    this.timer = setTimeout(() => this.stop(), (last - begin + 0.5) * 1000);
  }

  stop() {
    clearTimeout(this.timer);
    this.synth.hush("take");
    this.file = null;
    this.onend();
  }
}
