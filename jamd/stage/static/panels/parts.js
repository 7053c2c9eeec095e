// The players: mute, solo, volume, temperature, and who plays.

import { el, options, put, slider } from "../dom.js";

const TITLES = { piano: "Piano", drums: "Drums" };
const PLAYERS = { drummer: "Drummer", pianist: "Pianist", seed: "Seed", rules: "Rules" };

export function parts({ line }) {
  const element = el("div", {});
  const strips = new Map();
  const show = ({ parts: all }) => {
    for (const name of Object.keys(all).sort().reverse()) {
      if (!strips.has(name)) {
        strips.set(name, strip(line, name));
        element.append(strips.get(name).element);
      }
      strips.get(name).show(all[name]);
    }
  };
  return { element, show };
}

function strip(line, name) {
  const title = TITLES[name] ?? name;
  const switchOf = (what, letter) =>
    el(
      "button",
      {
        type: "button",
        class: `switch ${what}`,
        "aria-pressed": "false",
        "aria-label": `${what} ${title}`,
        title: `${what} ${title}`,
        onclick: (event) => line.wish(`${name}.${what}`, event.currentTarget.getAttribute("aria-pressed") !== "true"),
      },
      letter,
    );
  const [mute, solo] = [switchOf("mute", "M"), switchOf("solo", "S")];
  const player = el("select", { "aria-label": `Who plays ${title}`, onchange: () => line.wish(`${name}.player`, player.value) });
  const volume = slider("Volume", {
    min: 0,
    max: 2,
    step: 0.05,
    say: (v) => `${Math.round(v * 100)}%`,
    onslide: (v) => line.wish(`${name}.volume`, v),
  });
  const heat = slider("Temperature", {
    min: 0,
    max: 2,
    step: 0.05,
    say: (v) => v.toFixed(2),
    onslide: (v) => line.wish(`${name}.temperature`, v),
  });
  const state = el("span", { class: "quiet" });
  const element = el(
    "div",
    { class: "strip", role: "group", "aria-label": title, "data-part": name },
    el("div", { class: "row" }, el("span", { class: "title" }, title), player, mute, solo),
    volume.element,
    heat.element,
    state,
  );
  const show = (part) => {
    mute.setAttribute("aria-pressed", String(part.mute));
    solo.setAttribute("aria-pressed", String(part.solo));
    options(
      player,
      part.players.map((each) => [each, PLAYERS[each] ?? each]),
      part.player,
    );
    volume.show(part.volume);
    heat.show(part.temperature);
    put(state, part.enabled ? "" : "switched off in config.yaml");
    element.classList.toggle("silent", part.mute || !part.enabled);
  };
  return { element, show };
}
