// The values that each command takes: the daemon's own table (GET /api/commands), asked for once, before the page is
// built.

/** @import { CommandRow } from "./api.js" */

const answer = await fetch("api/commands");
/** @type {{ commands: CommandRow[] }} */
const { commands } = await answer.json();
const table = new Map(commands.map((row) => [row.name, row]));

/** @param {string} name */
function rowOf(name) {
  const row = table.get(name);
  if (!row) throw new Error(`There is no command ${name}.`);
  return row;
}

/**
 * The range of a number.
 * @param {string} name
 */
export function rangeOf(name) {
  const { min = 0, max = 1 } = rowOf(name);
  return { min, max };
}

/**
 * The values of a choice.
 * @param {string} name
 */
export function choicesOf(name) {
  return rowOf(name).choices ?? [];
}
