/**
 * Makes the person who sits here the owner: a code on this screen that they say to the bot. A code that nobody used in
 * its time is replaced by a new one.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { Pairing } from "../../core/agents/Pairing.ts"
import type { SetUp } from "../../core/ports/Manifest.ts"
import * as Words from "../../core/render/Words.ts"
import { Startup } from "../Startup.ts"
import type { Interview } from "./Interview.ts"

/** A little less than a code's life: nobody is left with one that is about to end. */
const patience = "14 minutes"

const pair = (interview: Interview, { conversation, howToSay }: SetUp) =>
  Effect.gen(function* () {
    const pairing = yield* Pairing
    for (;;) {
      const next = yield* pairing.changes.pipe(
        Stream.filter(({ platform }) => platform === conversation.platform),
        Stream.runHead,
        Effect.forkChild({ startImmediately: true })
      )
      const code = yield* pairing.offer
      yield* interview.say(
        `say this code to the bot to become its owner, in a direct message or like this:\n  ${howToSay(code)}`
      )
      const paired = yield* interview.waiting("waiting for the code", Effect.timeoutOption(Fiber.join(next), patience))
      yield* Fiber.interrupt(next)
      const person = Option.flatten(paired)
      if (Option.isSome(person)) return yield* interview.say(`${Words.done} ${person.value.name} is the owner`)
      yield* interview.say(`${Words.pending} that code is over; this is a new one`)
    }
  })

/** Whoever is an owner by the configuration or paired before stays one, and nobody is asked again. */
export const pairOwner = Effect.fn("pairOwner")(function* (interview: Interview, setUp: SetUp) {
  const { config } = yield* Startup
  const owners = [...config.access.owners, ...(yield* (yield* Pairing).paired)]
  if (owners.some(({ platform }) => platform === setUp.conversation.platform)) {
    return yield* interview.say(`${Words.done} there is an owner already`)
  }
  yield* pair(interview, setUp)
})
