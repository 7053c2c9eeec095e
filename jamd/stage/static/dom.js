// Elements in one line: `el("button", { class: "play", onclick: start }, "Play")`. No markup text anywhere, so nothing can be injected.

export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name in element && name !== "list" && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

// Text that changes: nothing is written where nothing changed, so that a screen reader is not woken 20 times a second.
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function options(select, entries, chosen) {
  const wanted = JSON.stringify(entries);
  if (select.dataset.entries !== wanted) {
    select.dataset.entries = wanted;
    const was = select.value;
    select.replaceChildren(...entries.map(([value, label]) => el("option", { value }, label)));
    if (entries.some(([value]) => value === was)) select.value = was; // somebody may have chosen it just now
  }
  if (document.activeElement !== select && select.value !== chosen) select.value = chosen;
  select.dataset.shown = chosen;
}

// A row of buttons of which one is pressed.
export function choice(label, entries, onchoose) {
  const buttons = entries.map(([value, text, hint]) =>
    el("button", { type: "button", title: hint, "aria-pressed": "false", onclick: () => onchoose(value) }, text),
  );
  const element = el("div", { class: "choice", role: "group", "aria-label": label }, buttons);
  const show = (chosen) => buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(entries[i][0] === chosen)));
  return { element, show };
}

// A labelled slider. It does not jump back under the finger while the server's answer is on its way.
export function slider(label, { min, max, step, say = String, onslide }) {
  const output = el("output", {});
  const input = el("input", { type: "range", min: String(min), max: String(max), step: String(step), "aria-label": label });
  let held = 0;
  input.addEventListener("input", () => {
    held = performance.now() + 600;
    put(output, say(Number(input.value)));
    onslide(Number(input.value));
  });
  const element = el("label", { class: "slider" }, el("span", {}, label), input, output);
  const show = (value) => {
    if (performance.now() < held) return;
    input.value = value;
    put(output, say(value));
  };
  return { element, show, input };
}
