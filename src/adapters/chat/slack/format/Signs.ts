/**
 * The signs that stand on a person's message, by Slack's names for them, and those that a person may put there. Pure; who
 * puts them and takes them away is `Marks`.
 */
import type { MarkState } from "../../../../core/ports/ChatPlatform.ts"

const signs: Record<MarkState, string | undefined> = {
  accepted: "eyes",
  // A message of its own says the place in line, and another one what is being done.
  queued: undefined,
  working: undefined,
  done: "white_check_mark",
  failed: "x",
  stopped: "black_square_for_stop",
  withdrawn: "wastebasket"
}

/** The reaction that shows the state; undefined where none should be left. */
export const signOf = (state: MarkState): string | undefined => signs[state]

const stops: ReadonlyMap<string, string> = new Map([
  ["octagonal_sign", "🛑"],
  ["black_square_for_stop", "⏹"],
  ["x", "❌"],
  ["heavy_multiplication_x", "✖"]
])

/** The sign itself of a reaction with which somebody stops; undefined for every other (`eyes`, `+1::skin-tone-3`). */
export const stopSignOf = (reaction: string): string | undefined =>
  stops.get(reaction.replace(/(?:::skin-tone-\d)+$/, ""))
