/**
 * The slash commands that the app has: one for everything, and those that are the first word of a command themselves.
 * Pure.
 */

/** Each a slash command of its own, whatever the vocabulary has. */
export const slashWords: ReadonlyArray<string> = ["ask", "agent", "worker"]

/** `agent list` is written `/agent list`, `help` is `/orc help`. */
export const writtenSlash = (words: string): string =>
  slashWords.includes(words.split(" ", 1)[0] ?? "") ? `/${words}` : `/orc ${words}`
