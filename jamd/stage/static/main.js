// The parts of the page, how they are patched together, and the way between the two rooms.

import { BandSound } from "./band-sound.js";
import { Board } from "./board/board.js";
import { Clock } from "./clock.js";
import { el, put } from "./dom.js";
import { Line } from "./line.js";
import { Score } from "./score.js";
import { Stage } from "./stage.js";
import { Synth } from "./synth.js";

const find = (id) => document.getElementById(id);
const address = new URL("ws", location.href);
address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
address.hash = "";
address.search = "";

const line = new Line(address);
const clock = new Clock(line);
const synth = new Synth();
const score = new Score(line, clock);
const bandSound = new BandSound(line, clock, score, synth);
const desk = { line, clock, synth, score, bandSound, say };
const stage = new Stage(find("room-stage"), desk);
const board = new Board(find("room-board"), desk);
window.jamd = { ...desk, stage, board }; // for the console, and for tests that measure

// -- notices ---------------------------------------------------------------------------------------------------------------------------

function say(text, fault = false) {
  const notice = el("p", { class: fault ? "notice fault" : "notice" }, text);
  notice.append(el("button", { type: "button", "aria-label": "Dismiss", onclick: () => notice.remove() }, "×"));
  find("notices").append(notice);
  while (find("notices").children.length > 3) find("notices").firstChild.remove();
  setTimeout(() => notice.remove(), fault ? 12_000 : 6000);
}

line.addEventListener("notice", ({ detail }) => say(detail.text, detail.fault));
line.addEventListener("greeted", ({ detail }) => {
  put(find("line"), "Connected");
  find("line").dataset.state = "open";
  if (detail.renewed) say("jamd was renewed: load this page again to have its new version.");
  else if (detail.restarted) say("The daemon was restarted. We are connected again.");
  else if (detail.again) say("Connected again.");
});
line.addEventListener("lost", ({ detail }) => {
  put(find("line"), "Not connected. Trying again …");
  find("line").dataset.state = "lost";
  if (detail) say(`The line was closed: ${detail}`, true);
});

// -- sound -----------------------------------------------------------------------------------------------------------------------------

async function startAudio() {
  put(find("audio"), "Starting …");
  try {
    await synth.start();
  } catch (fault) {
    put(find("audio"), "Start audio");
    say(`The sound cannot start: ${fault.message}`, true);
  }
}
find("audio").addEventListener("click", startAudio);
synth.addEventListener("ready", () => {
  find("audio").classList.add("on");
  put(find("audio"), "Audio is on");
  find("audio").disabled = true;
});
find("panic").addEventListener("click", panic);

function panic() {
  synth.hush();
  board.stop();
  line.wish("panic");
}

// -- rooms -----------------------------------------------------------------------------------------------------------------------------

function enter() {
  const room = location.hash.startsWith("#board") ? "board" : "stage";
  document.body.dataset.room = room;
  find("room-stage").hidden = room !== "stage";
  find("room-board").hidden = room !== "board";
  document.title = room === "board" ? "jamd: Board" : "jamd: Stage";
  document.querySelectorAll(".rooms a").forEach((link) => {
    if (link.dataset.room === room) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
  if (room === "board") board.enter();
}
window.addEventListener("hashchange", enter);
enter();

// -- the computer's keyboard -----------------------------------------------------------------------------------------------------------

// Space belongs to a control that was reached by the keyboard; after a click with the mouse it starts and stops as ever.
const OWN_SPACE = "button:focus-visible, a:focus-visible, input[type=checkbox]:focus-visible";
let lastEscape = 0;

function onKey(event, down) {
  if (event.target.closest("input:not([type=range]):not([type=checkbox]), textarea, select, dialog")) return;
  if (event.key === " " && document.activeElement?.matches(OWN_SPACE)) return;
  if (down && event.key === "Escape" && !event.repeat) {
    if (event.timeStamp - lastEscape < 500) panic();
    lastEscape = event.timeStamp;
  }
  const room = document.body.dataset.room === "board" ? board : stage;
  if (room.key(event, down)) event.preventDefault();
}
window.addEventListener("keydown", (event) => onKey(event, true));
window.addEventListener("keyup", (event) => onKey(event, false));

line.call();
