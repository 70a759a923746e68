/**
 * A conversation that is read line by line and ends by itself: when nothing more is read and everything that was said
 * has been answered. Owns that end. From then on nobody can answer an ask, so asks are denied, with the reason.
 */
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type * as Scope from "effect/Scope"
import type { InboundEvent } from "../../../core/model/InboundEvent.ts"
import { feedbackKey } from "../../../core/sessions/PressedAnswer.ts"
import type { OpenAsk, Press } from "./Asking.ts"
import type { Inbound } from "./Inbound.ts"
import { type ConsoleInput, listenTo, makeLines } from "./Input.ts"
import { makeMail } from "./Mail.ts"
import type { Output } from "./Output.ts"
import type { Pressables } from "./Pressables.ts"
import type { Settling } from "./Settling.ts"

export interface Unattended {
  readonly send: (event: InboundEvent) => void
  /** Nothing more is read, and nothing more is waited for. */
  readonly quit: () => void
  /** What can be pressed may have changed. */
  readonly look: () => void
  readonly receive: (
    accept: (event: InboundEvent) => Effect.Effect<void>,
    /** One line; `undefined` for one that was too long. */
    line: (text: string | undefined) => void
  ) => Effect.Effect<void, never, Scope.Scope>
}

const denial = ({ target }: OpenAsk): Press => ({
  action: "deny",
  target,
  value: { [feedbackKey]: ["nobody is here to answer"] }
})

export const makeUnattended = Effect.fnUntraced(function* (options: {
  readonly input: ConsoleInput
  readonly output: Output
  readonly inbound: Inbound
  readonly pressables: Pressables
  readonly settling: Settling
}) {
  const { inbound, output, pressables, settling } = options
  const mail = yield* makeMail
  const ended = Latch.makeUnsafe(false)
  let pending = 0
  let alone = false

  const send = (event: InboundEvent) => {
    pending++
    mail.send(event)
  }
  const look = () => {
    if (!alone) return
    for (const ask of pressables.asks()) {
      if (ask.answered) continue
      pressables.replace({ ...ask, answered: true })
      send(inbound.pressed(denial(ask)))
    }
  }
  const busy = () => pending > 0 || pressables.atWork()

  const unattended: Unattended = {
    send,
    quit: mail.close,
    look,
    receive: (accept, line) =>
      Effect.gen(function* () {
        const lines = makeLines()
        yield* listenTo(options.input, false, {
          text: (chunk) => lines.push(chunk).forEach(line),
          end: () => {
            lines.end().forEach(line)
            alone = true
            look()
            ended.openUnsafe()
          }
        })
        const handOver = (event: InboundEvent) =>
          Effect.andThen(
            accept(event),
            Effect.sync(() => {
              pending--
              if (event._tag === "Said") settling.accepted(event.ref.message)
              settling.touched()
            })
          )
        yield* mail
          .deliver(handOver)
          .pipe(Effect.raceFirst(Effect.andThen(ended.await, settling.settled(busy))), Effect.raceFirst(output.lost))
      })
  }
  return unattended
})
