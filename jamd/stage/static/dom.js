// Small builders for elements: `el("button", { class: "play", onclick: start }, "Play")`. There is no HTML text
// anywhere, so nothing can be injected.

/** @typedef {Node | string | null | undefined} SingleChild */
/** @typedef {SingleChild | SingleChild[] | SingleChild[][]} Child */
/**
 * @typedef {{ [name: string]: unknown, onclick?: (event: MouseEvent) => void, onchange?: (event: Event) => void,
 *   onpointerdown?: (event: PointerEvent) => void, onkeydown?: (event: KeyboardEvent) => void }} Properties
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties} [properties]
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name === "class") element.className = String(value);
    else if (name in element && typeof value !== "string") Object.assign(element, { [name]: value });
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  const flat = /** @type {SingleChild[]} */ (children.flat(Infinity));
  for (const child of flat) if (child !== null && child !== undefined) element.append(child);
  return element;
}

/**
 * Sets the text where it is another one: rewriting the same text 20 times a second would wake a screen reader.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Fills a select with [value, label] pairs and shows the chosen one, but not while a user has it open.
 * @param {HTMLSelectElement} select
 * @param {[value: string, label: string][]} entries
 * @param {string} chosen
 */
export function setOptions(select, entries, chosen) {
  const wanted = JSON.stringify(entries);
  if (select.dataset.entries !== wanted) {
    select.dataset.entries = wanted;
    const was = select.value;
    select.replaceChildren(...entries.map(([value, label]) => el("option", { value }, label)));
    if (entries.some(([value]) => value === was)) select.value = was; // the user may have chosen it just now
  }
  if (document.activeElement !== select && select.value !== chosen) select.value = chosen;
  select.dataset.shown = chosen;
}

/** @type {(label: string, hint: string, onclick: () => void, kind?: string) => HTMLButtonElement} */
export const button = (label, hint, onclick, kind = "") =>
  el("button", { type: "button", title: hint, class: kind, onclick }, label);

/** @type {(label: string, name: string, onclick: () => void) => HTMLButtonElement} named for screen readers */
export const namedButton = (label, name, onclick) =>
  el("button", { type: "button", "aria-label": name, onclick }, label);

const SURE_MS = 3000; // between the two presses that delete

/**
 * Deletes at the second press: a dialog would draw the eyes away from the stage.
 * @param {string} label
 * @param {() => void} remove
 */
export function deleteButton(label, remove) {
  let armed = false;
  const onclick = () => {
    if (armed) return remove();
    armed = true;
    setText(pressed, "Really?");
    setTimeout(() => {
      armed = false;
      setText(pressed, "Delete");
    }, SURE_MS);
  };
  const pressed = el("button", { type: "button", class: "delete", "aria-label": label, onclick }, "Delete");
  return pressed;
}

/**
 * A row of buttons, one of which is pressed. Entries are [value, label, hint].
 * @template Value
 * @param {string} label
 * @param {[value: Value, label: string, hint: string][]} entries
 * @param {(value: Value) => void} onchoose
 */
export function buttonGroup(label, entries, onchoose) {
  const choices = entries.map(([value, text, hint]) =>
    el("button", { type: "button", title: hint, "aria-pressed": "false", onclick: () => onchoose(value) }, text),
  );
  const element = el("div", { class: "choice", role: "group", "aria-label": label }, choices);
  /** @param {Value} chosen */
  const show = (chosen) =>
    choices.forEach((choice, i) => choice.setAttribute("aria-pressed", String(entries[i][0] === chosen)));
  return { element, show };
}

const HOLD_MS = 600; // a slider ignores the server's value for this long after it was moved

/**
 * A labelled slider. It does not jump back under the finger while the server's answer is on its way.
 * @param {string} label
 * @param {{ min: number, max: number, step: number, format?: (value: number) => string,
 *   onmove: (value: number) => void }} options
 */
export function slider(label, { min, max, step, format = String, onmove }) {
  const output = el("output", {});
  const input = el("input", {
    type: "range",
    min: String(min),
    max: String(max),
    step: String(step),
    "aria-label": label,
  });
  let heldUntil = 0;
  input.addEventListener("input", () => {
    heldUntil = performance.now() + HOLD_MS;
    setText(output, format(Number(input.value)));
    onmove(Number(input.value));
  });
  const element = el("label", { class: "slider" }, el("span", {}, label), input, output);
  /** @param {number} value */
  const show = (value) => {
    if (performance.now() < heldUntil) return;
    input.value = String(value);
    setText(output, format(value));
  };
  return { element, show, input };
}

/** @param {number} share */
export const percent = (share) => `${Math.round(share * 100)}%`;

/** @param {number} count */
export const bars = (count) => (count === 1 ? "1 bar" : `${count} bars`);

/**
 * The entries of a select of numbers of bars.
 * @param {number[]} counts
 * @returns {[value: string, label: string][]}
 */
export const barOptions = (counts) => counts.map((count) => [String(count), bars(count)]);

/**
 * The text of something that was thrown.
 * @param {unknown} error
 */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error));
