// The shape of a note in a roll: a bar for you and the piano; a dot with a thin tail, a plucked string, for the bass.
// So they differ in more than their colours.

/** @import { Pitched } from "./parts.js" */

/**
 * Adds a note to the path; `y` is its upper edge.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pitched} part
 * @param {{ x: number, y: number, wide: number, tall: number }} box
 */
export function addNote(ctx, part, { x, y, wide, tall }) {
  if (part !== "bass") return ctx.roundRect(x, y, wide, tall, Math.min(3, tall / 2));
  const [radius, middle, half] = [Math.max(4, tall / 2), y + tall / 2, Math.max(1.5, tall / 5)];
  const open = Math.asin(half / radius);
  const end = x + Math.max(wide, 2 * radius);
  ctx.moveTo(end, middle + half);
  ctx.arc(x + radius, middle, radius, open, -open);
  ctx.lineTo(end, middle - half);
  ctx.closePath();
}
