/** The sign of a state, as chats show it, and the word that a screen reader says in its place. */
import * as Words from "../../../../../core/render/Words.ts"
import { classes } from "./Classes.ts"

export type MarkState = "running" | "done" | "failed" | "waiting" | "stopped"

export interface StateMarkProps {
  readonly state: MarkState
  /** Said in place of the state's own word. */
  readonly label?: string | undefined
  /** The word is shown beside the sign. */
  readonly spelled?: boolean | undefined
}

const marks: Record<MarkState, { readonly sign: string; readonly tone: string; readonly word: string }> = {
  running: { sign: Words.running, tone: "text-accent", word: "running" },
  done: { sign: Words.done, tone: "text-good", word: "done" },
  failed: { sign: Words.failed, tone: "text-bad", word: "failed" },
  waiting: { sign: Words.pending, tone: "text-muted", word: "waiting" },
  stopped: { sign: Words.failed, tone: "text-muted", word: "stopped" }
}

export const StateMark = ({ state, label, spelled = false }: StateMarkProps) => {
  const { sign, tone, word } = marks[state]
  return (
    <span className={classes("inline-flex items-baseline gap-1.5 whitespace-nowrap", tone)}>
      <span
        aria-hidden="true"
        className={classes(
          "inline-block w-3 text-center font-mono font-semibold",
          state === "running" && "animate-pulse"
        )}
      >
        {sign}
      </span>
      <span className={spelled ? "text-sm" : "sr-only"}>{label ?? word}</span>
    </span>
  )
}
