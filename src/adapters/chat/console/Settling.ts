/**
 * Which of the person's messages are still being worked on, learnt from the marks they get. Owns when everything that
 * was said has been answered: every message has as many ends as it has agents, and then nothing more is written for a
 * moment, since the last mark may overtake the last piece of an answer.
 */
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type { MarkState } from "../../../core/ports/ChatPlatform.ts"

interface Message {
  /** How many agents it is for. */
  expected: number
  ended: number
  /** The core has it. */
  accepted: boolean
  state: MarkState | undefined
}

export interface Settling {
  /** A message is about to be handed over; the same one again changes nothing. */
  readonly said: (message: string, agents: number) => void
  /** It was handed over. */
  readonly accepted: (message: string) => void
  readonly marked: (message: string, state: MarkState) => void
  /** Anything was written, or is no longer pending: to be said after it happened. */
  readonly touched: () => void
  readonly stateOf: (message: string) => MarkState | undefined
  /** Every turn of the message is over; a message that is not known here is. */
  readonly hasEnded: (message: string) => boolean
  /** Returns when nothing is worked on any more; `busy` says that something is to be seen at work. */
  readonly settled: (busy: () => boolean) => Effect.Effect<void>
}

export const isEnd = (state: MarkState | undefined): boolean =>
  state === "done" || state === "failed" || state === "stopped" || state === "withdrawn"

export interface Patience {
  /** Milliseconds without a write after which nothing more is expected. */
  readonly quiet: number
  /** Milliseconds after which a message that was accepted and never worked on is taken to have been answered before. */
  readonly unheard: number
}
export const patience: Patience = { quiet: 250, unheard: 120_000 }

export const makeSettling = ({ quiet, unheard }: Patience = patience): Settling => {
  const messages = new Map<string, Message>()
  const changed = Latch.makeUnsafe(false)
  let writes = 0

  const touched = () => {
    writes++
    changed.openUnsafe()
  }
  const isOpen = (message: Message) =>
    !message.accepted || (message.state !== undefined && message.ended < message.expected)
  const isUnheard = (message: Message) => message.accepted && message.state === "accepted"

  return {
    touched,
    said: (id, agents) => {
      if (messages.has(id)) return
      messages.set(id, { expected: Math.max(1, agents), ended: 0, accepted: false, state: undefined })
    },
    accepted: (id) => {
      const message = messages.get(id)
      if (message !== undefined) message.accepted = true
      touched()
    },
    marked: (id, state) => {
      const known = messages.get(id)
      if (known === undefined) {
        if (state === "working") messages.set(id, { expected: 1, ended: 0, accepted: true, state })
      } else {
        if (isEnd(state)) known.ended++
        else if (state === "working" && known.ended >= known.expected) known.expected = known.ended + 1
        if (state !== "accepted" || known.state === undefined) known.state = state
      }
      touched()
    },
    stateOf: (id) => messages.get(id)?.state,
    hasEnded: (id) => {
      const message = messages.get(id)
      return message === undefined || message.ended >= message.expected
    },
    settled: (busy) =>
      Effect.gen(function* () {
        for (;;) {
          changed.closeUnsafe()
          const open = [...messages.values()].filter(isOpen)
          const before = writes
          if (busy() || open.some((message) => !isUnheard(message))) {
            yield* changed.await
            continue
          }
          yield* Effect.sleep(open.length > 0 ? unheard : quiet).pipe(
            open.length > 0 ? Effect.race(changed.await) : (sleep) => sleep
          )
          if (writes === before) return
        }
      })
  }
}
