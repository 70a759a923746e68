/**
 * When an answer goes on in another message because the one before has grown for as long as it may. Owns where it is cut:
 * between two blocks of Markdown, so that what stands is whole. Pure; what was decided once stays.
 */
import { answerText, type TurnState } from "../sessions/TurnState.ts"
import { lastBoundary } from "./Boundary.ts"
import { mostMessages } from "./Live.ts"
import { activitiesOf } from "./Progress.ts"

/** Where the next message begins. */
export interface Roll {
  /** Offset in the answer's text. */
  readonly text: number
  /** How many activities had begun. */
  readonly activities: number
}

export interface Rolling {
  /** When the newest message began to grow, epoch milliseconds; absent while there is none. */
  readonly begun: number | undefined
  readonly rolls: ReadonlyArray<Roll>
  /** Soon it goes on elsewhere: what is said behind this offset is shown block by block, so that nothing is taken back. */
  readonly holding?: number
}

export const notRolled: Rolling = { begun: undefined, rolls: [] }

/** The last part of its life in which a message shows whole blocks only. */
const heldFrom = 0.9

const cutOf = (text: string, from: number, shown: number): number | undefined => {
  if (text.slice(from).trim() === "") return text.length
  const cut = from + lastBoundary(text.slice(from))
  return cut > from && cut >= shown ? cut : undefined
}

/** Where there is no place to cut it is looked for again the next time. */
export const rollOn = (rolling: Rolling, state: TurnState, now: number, growsForMillis: number): Rolling => {
  if (growsForMillis === 0 || state.phase !== "working") return rolling
  if (rolling.begun === undefined) return { ...rolling, begun: now }
  const age = now - rolling.begun
  if (age < growsForMillis * heldFrom || rolling.rolls.length >= mostMessages - 1) return rolling
  const whole = answerText(state)
  const { holding = whole.length } = rolling
  if (age < growsForMillis) return { ...rolling, holding }
  const text = cutOf(whole, rolling.rolls.at(-1)?.text ?? 0, holding)
  if (text === undefined) return { ...rolling, holding }
  return { begun: now, rolls: [...rolling.rolls, { text, activities: activitiesOf(state).length }] }
}
