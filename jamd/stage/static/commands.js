// The daemon's table of commands (GET /api/commands): the page takes ranges, choices and labels of its controls from
// there.

/** @import { Command } from "./api.js" */

const RETRY_MS = 1000;

export class Commands {
  /** @param {Command[]} rows */
  constructor(rows) {
    this.rows = new Map(rows.map((row) => [row.name, row]));
  }

  /** @param {string} name */
  row(name) {
    const row = this.rows.get(name);
    if (!row) throw new Error(`the daemon has no command ${name}`);
    return row;
  }

  /** @param {string} name */
  label(name) {
    return this.row(name).label;
  }

  /** @param {string} name of a command that takes a number */
  range(name) {
    const { min = 0, max = 1 } = this.row(name);
    return { min, max };
  }

  /** @param {string} name of a command that takes one of a few values */
  choices(name) {
    return this.row(name).choices ?? [];
  }
}

/**
 * Asks until there is an answer.
 * @returns {Promise<Commands>}
 */
export async function loadCommands() {
  const answer = await fetch("api/commands").catch(() => null);
  if (answer?.ok) return new Commands((await answer.json()).commands);
  await new Promise((resume) => setTimeout(resume, RETRY_MS));
  return loadCommands();
}
