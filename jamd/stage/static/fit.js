// Text that is never cut: how wide a text is in the page's font is measured once, and its size follows from its box.

import { el } from "./dom.js";

const MEASURED = 100; // px: the size of the text that is measured
const LINE = 1.16; // of the font size
const TAIL = 0.68; // what follows the root of a chord is smaller, as on a lead sheet
const ROOT = /^[A-G][#b♯♭]?/;

const ctx = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
const family = getComputedStyle(document.body).fontFamily;
/** @type {Map<string, number>} */
const widths = new Map(); // em, by text

/**
 * The width of a bold text, in em.
 * @param {string} text
 */
export function widthOf(text) {
  let width = widths.get(text);
  if (width === undefined) {
    ctx.font = `700 ${MEASURED}px ${family}`;
    width = ctx.measureText(text).width / MEASURED;
    widths.set(text, width);
  }
  return width;
}

/**
 * A chord symbol as its root and the rest of it. The rest is empty for what is no chord.
 * @param {string} symbol
 * @returns {[root: string, tail: string]}
 */
export function splitChord(symbol) {
  const root = ROOT.exec(symbol)?.[0] ?? symbol;
  return [root, symbol.slice(root.length)];
}

/**
 * The width of a chord symbol, in em of its root.
 * @param {string} symbol
 */
export function chordWidth(symbol) {
  const [root, tail] = splitChord(symbol);
  return widthOf(root) + TAIL * widthOf(tail);
}

/** @param {string} symbol */
export function chordParts(symbol) {
  const [root, tail] = splitChord(symbol);
  return tail ? [root, el("small", {}, tail)] : [root];
}

/**
 * The largest size of a text, given its width in em and the room for it.
 * @param {number} em
 * @param {{ width: number, height: number }} room px
 * @param {number} [lines]
 */
export function sizeFor(em, { width, height }, lines = 1) {
  return Math.max(1, Math.floor(Math.min((width - 1) / Math.max(em, 0.1), height / (lines * LINE))));
}

/**
 * An element whose text is as large as its box allows. The box must not depend on the text.
 * @param {HTMLElement} element
 * @param {(text: string) => { em: number, parts: (Node | string)[] }} read
 */
function fitted(element, read) {
  const room = { width: 0, height: 0 };
  let shown = "";
  let em = 0;
  const fit = () => {
    if (room.width) element.style.fontSize = `${sizeFor(em, room)}px`;
  };
  new ResizeObserver(([{ contentRect }]) => {
    Object.assign(room, { width: contentRect.width, height: contentRect.height });
    fit();
  }).observe(element);

  /** @param {string} text */
  const show = (text) => {
    if (text === shown) return;
    shown = text;
    const read_ = read(text);
    em = read_.em;
    element.replaceChildren(...read_.parts);
    fit();
  };
  return { element, show };
}

/** @param {HTMLElement} element */
export const fittedText = (element) => fitted(element, (text) => ({ em: widthOf(text), parts: [text] }));

/**
 * @param {HTMLElement} element
 * @param {string} [before] in front of a chord
 */
export const fittedChord = (element, before = "") =>
  fitted(element, (symbol) =>
    symbol
      ? { em: TAIL * widthOf(before) + chordWidth(symbol), parts: [...sign(before), ...chordParts(symbol)] }
      : { em: 0, parts: [] },
  );

/** @param {string} before */
const sign = (before) => (before ? [el("small", { "aria-hidden": "true" }, before)] : []);
