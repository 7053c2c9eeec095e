// How a phone or a tablet finds this view: the addresses of this machine, each with a QR code.

import { el, messageOf, namedButton } from "../dom.js";

/** @import { StandAddress } from "../api.js" */

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 4; // modules around a code, which its readers need
const CLOSED =
  "Only this machine can open the page. Start jamd with --stand: then a phone or a tablet in the same network can.";

export class PhoneDialog {
  constructor() {
    const close = namedButton("×", "Close", () => this.element.close());
    this.list = el("div", { class: "phone-codes" });
    this.element = el(
      "dialog",
      { class: "sheet phone-dialog", "aria-label": "On a phone" },
      el("div", { class: "library-head" }, el("h2", {}, "On a phone or a tablet"), close),
      this.list,
    );
  }

  async open() {
    this.element.showModal();
    try {
      const answer = await fetch("api/stand");
      const { addresses } = /** @type {{ addresses: StandAddress[] }} */ (await answer.json());
      this.list.replaceChildren(...(addresses.length ? addresses.map(entry) : [el("p", {}, CLOSED)]));
    } catch (error) {
      this.list.replaceChildren(el("p", { class: "error" }, messageOf(error)));
    }
  }
}

/** @param {StandAddress} address */
const entry = ({ address, code }) => el("figure", {}, picture(code), el("figcaption", {}, address));

/**
 * A QR code as a picture, of rows of 0 and 1.
 * @param {string[]} rows
 */
function picture(rows) {
  const size = rows.length + 2 * QUIET;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "QR code of the address below");
  const path = document.createElementNS(SVG, "path");
  const dark = rows.flatMap((row, y) => [...row].flatMap((bit, x) => (bit === "1" ? [[x + QUIET, y + QUIET]] : [])));
  path.setAttribute("d", dark.map(([x, y]) => `M${x} ${y}h1v1h-1z`).join(""));
  svg.append(path);
  return svg;
}
