/**
 * The signs that stand on a person's message, and those that a person may put there. Pure; who puts them and takes them
 * away is `Marks`.
 */
import type { MarkState } from "../../../../core/ports/ChatPlatform.ts"

const variation = /[\ufe0e\ufe0f]/g

/** The sign without what only chooses its looks: two reactions are the same sign when these are equal. */
export const bareSign = (sign: string): string => sign.replace(variation, "")

const signs: Record<MarkState, string | undefined> = {
  accepted: "👀",
  // A message of its own says the place in line, and another one what is being done.
  queued: undefined,
  working: undefined,
  done: "✅",
  failed: "❌",
  stopped: "⏹️",
  withdrawn: "🗑️"
}

/** The reaction that shows the state; undefined where none should be left. */
export const signOf = (state: MarkState): string | undefined => signs[state]
