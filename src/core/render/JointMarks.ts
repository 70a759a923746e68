/**
 * The state of a message that several turns answer: it is open until the last of them has ended, and then stands as the
 * worst of them did. Owns who still answers what, in this life of the service; must not show anything.
 */
import type { MessageRef } from "../model/Conversation.ts"
import type { TurnId } from "../model/Ids.ts"
import type { MarkState } from "../ports/ChatPlatform.ts"

export interface JointMarks {
  /** One more turn answers the message. */
  readonly join: (message: MessageRef, turn: TurnId) => void
  /** It answers no more, however that came. */
  readonly leave: (message: MessageRef, turn: TurnId) => void
  /** What the message shows when this turn has ended so; undefined while others still answer. */
  readonly ended: (message: MessageRef, turn: TurnId, state: MarkState) => MarkState | undefined
}

interface Answering {
  readonly turns: Set<TurnId>
  readonly states: Set<MarkState>
}

const worstFirst: ReadonlyArray<MarkState> = ["failed", "stopped", "withdrawn", "done"]

const keyOf = ({ conversation, message, platform }: MessageRef): string => `${platform} ${conversation} ${message}`

export const makeJointMarks = (): JointMarks => {
  const answering = new Map<string, Answering>()

  const leave: JointMarks["leave"] = (message, turn) => {
    const key = keyOf(message)
    const known = answering.get(key)
    known?.turns.delete(turn)
    if (known?.turns.size === 0) answering.delete(key)
  }

  return {
    join: (message, turn) => {
      const key = keyOf(message)
      const known = answering.get(key) ?? { turns: new Set(), states: new Set() }
      known.turns.add(turn)
      answering.set(key, known)
    },
    leave,
    ended: (message, turn, state) => {
      const known = answering.get(keyOf(message))
      leave(message, turn)
      if (known === undefined) return state
      known.states.add(state)
      return known.turns.size > 0 ? undefined : (worstFirst.find((one) => known.states.has(one)) ?? state)
    }
  }
}
