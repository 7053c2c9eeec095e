// Makes the parts of the page, connects them, and switches between the two rooms.

import { BandPlayer } from "./band-player.js";
import { Board } from "./board/board.js";
import { Clock } from "./clock.js";
import { loadCommands } from "./commands.js";
import { Connection } from "./connection.js";
import { el, setText } from "./dom.js";
import { FirstSound } from "./first-sound.js";
import { Form } from "./form.js";
import { Library } from "./library/library.js";
import { Score } from "./score.js";
import { Stage } from "./stage.js";
import { Stand } from "./stand/stand.js";
import { Synth } from "./synth.js";

/** @import { Commands } from "./commands.js" */

/**
 * What the stage's panels and the board are built on.
 * @typedef {{ connection: Connection, commands: Commands, clock: Clock, form: Form, synth: Synth, score: Score,
 *   library: Library, bandPlayer: BandPlayer, firstSound: FirstSound, notify: typeof notify }} App
 */

const NOTICE_MS = 6000;
const ERROR_MS = 12_000;
const MAX_NOTICES = 3;

/** @param {string} id */
const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const audioButton = /** @type {HTMLButtonElement} */ (find("audio"));

const address = new URL("ws", location.href);
address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
address.hash = "";
address.search = "";

const commands = await loadCommands(); // before anything that has a range is built
const connection = new Connection(address);
const clock = new Clock(connection);
const form = new Form(connection, clock);
const synth = new Synth();
const score = new Score(connection, clock);
const bandPlayer = new BandPlayer(connection, clock, score, synth);
const library = new Library(connection);
const firstSound = new FirstSound(connection, synth, notify);
const app = { connection, commands, clock, form, synth, score, bandPlayer, library, firstSound, notify };
const stage = new Stage(find("room-stage"), app);
const stand = new Stand(find("room-stand"), app, stage.library);
const board = new Board(find("room-board"), app);
window.jamd = { ...app, stage, stand, board }; // for the console, and for the tests

// -- notices ---------------------------------------------------------------------------------------------------------

/**
 * @param {string} text
 * @param {boolean} [isError]
 */
function notify(text, isError = false) {
  const notice = el("p", { class: isError ? "notice error" : "notice" }, text);
  notice.append(el("button", { type: "button", "aria-label": "Dismiss", onclick: () => notice.remove() }, "×"));
  find("notices").append(notice);
  while (find("notices").children.length > MAX_NOTICES) find("notices").firstChild?.remove();
  setTimeout(() => notice.remove(), isError ? ERROR_MS : NOTICE_MS);
}

connection.on("notice", ({ text, isError }) => notify(text, isError));
connection.on("open", ({ updated, restarted, reconnected }) => {
  setText(find("connection"), "Connected");
  find("connection").dataset.state = "open";
  if (updated) notify("jamd was updated. Reload this page to get the new version.");
  else if (restarted) notify("The daemon was restarted. Connected again.");
  else if (reconnected) notify("Connected again.");
});
connection.on("lost", (reason) => {
  setText(find("connection"), "Not connected. Trying again …");
  find("connection").dataset.state = "lost";
  if (reason) notify(`The connection was closed: ${reason}`, true);
});

// -- audio -----------------------------------------------------------------------------------------------------------

async function startAudio() {
  setText(audioButton, "Starting …");
  if (await firstSound.startAudio()) return;
  setText(audioButton, synth.isPossible ? "Start audio" : "No sound here");
  audioButton.classList.toggle("on", !synth.isPossible);
}
audioButton.addEventListener("click", startAudio);
synth.on("ready", () => {
  audioButton.classList.add("on");
  setText(audioButton, "Audio is on");
  audioButton.disabled = true;
});
find("panic").addEventListener("click", panic);

function panic() {
  synth.silence();
  board.stop();
  connection.command("panic");
}

// -- rooms -----------------------------------------------------------------------------------------------------------

/** @type {Record<string, { title: string, enter?: () => void, leave?: () => void, notices: () => Element | null }>} */
const ROOMS = {
  stage: { title: "Stage", leave: () => stage.leave(), notices: () => find("keys") },
  stand: { title: "Stand", enter: () => stand.enter(), leave: () => stand.leave(), notices: () => stand.buttons },
  board: { title: "Board", enter: () => board.enter(), notices: () => null },
};

function showRoom() {
  const asked = location.hash.slice(1).split("=")[0]; // a drawing's link is #board=...
  const room = asked in ROOMS ? asked : "stage";
  document.body.dataset.room = room;
  document.title = `jamd: ${ROOMS[room].title}`;
  for (const [name, { leave }] of Object.entries(ROOMS)) {
    find(`room-${name}`).hidden = name !== room;
    if (name !== room) leave?.();
  }
  document.querySelectorAll(".rooms a").forEach((link) => {
    if (link instanceof HTMLElement && link.dataset.room === room) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
  ROOMS[room].enter?.();
  placeNotices(ROOMS[room].notices());
}

/**
 * Notices take room of their own, and nothing that is pressed moves: the roll or the form above them gives way.
 * @param {Element | null} before null: at the end of the page
 */
function placeNotices(before) {
  if (before) before.before(find("notices"));
  else document.body.append(find("notices"));
}
window.addEventListener("hashchange", showRoom);
showRoom();

// -- the computer's keyboard -----------------------------------------------------------------------------------------

const TYPING = "input:not([type=range]):not([type=checkbox]), textarea, dialog";
const OF_A_NUMBER = /^([\d.,-]|..+)$/; // characters, and the named keys that edit
// Space presses a control that was focused with the keyboard; after a mouse click it starts and stops as usual.
const FOCUSED = ":is(button, a, input[type=checkbox], select)";
const PRESSED_BY_SPACE = `${FOCUSED}:focus-visible`;
const DOUBLE_PRESS_MS = 500;
let lastEscape = 0;

/**
 * Whether a key belongs to the field that has the focus. A number is done with Enter, and with the first key that is no
 * part of it: the piano's keys play on.
 * @param {KeyboardEvent} event
 */
function isTyped({ target, key, ctrlKey, metaKey, altKey }) {
  const field = target instanceof Element ? target.closest(TYPING) : null;
  if (!(field instanceof HTMLInputElement) || field.type !== "number") return field !== null;
  const edits = ctrlKey || metaKey || altKey || OF_A_NUMBER.test(key);
  if (!edits || key === "Enter") field.blur();
  return edits;
}

/**
 * @param {KeyboardEvent} event
 * @param {boolean} down
 */
function onKey(event, down) {
  if (isTyped(event)) {
    if (!down) stage.keyboard.release(event.code); // pressed before the focus moved here
    return;
  }
  if (event.key === " " && document.activeElement?.matches(PRESSED_BY_SPACE)) return;
  if (down && event.key === "Escape" && !event.repeat) {
    if (event.timeStamp - lastEscape < DOUBLE_PRESS_MS) panic();
    lastEscape = event.timeStamp;
  }
  const room = document.body.dataset.room === "board" ? board : stage;
  if (room.onKey(event, down)) event.preventDefault();
}
window.addEventListener("keydown", (event) => onKey(event, true));
window.addEventListener("keyup", (event) => onKey(event, false));

connection.connect();
