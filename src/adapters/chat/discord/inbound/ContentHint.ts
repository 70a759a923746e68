/**
 * Tells people, once in a thread, why the bot does not hear them there: without one switch Discord shows it only messages
 * that mention it. Owns the words and that they are said once.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { insistently } from "../../../../core/chat/Insistence.ts"
import { State } from "../../../../core/ports/State.ts"
import type { Account } from "../Account.ts"
import type { Api } from "../rest/Api.ts"

export interface ContentHint {
  readonly tell: (thread: string) => Effect.Effect<void>
}

const words = (name: string): string =>
  `discord does not show me what this message says. mention me (@${name}) in each message, or have whoever runs me turn on ` +
  "the message content intent in the developer portal (Bot page) and start me again."

const noEmbeds = 4

const Told = Schema.Struct({ at: Schema.Finite })

export const makeContentHint = (api: Api, self: Pick<Account, "name">): Effect.Effect<ContentHint, never, State> =>
  Effect.gen(function* () {
    const told = (yield* State).namespace("discord-hints", Told)
    const sinceStart = new Set<string>()
    return {
      tell: (thread) =>
        Effect.gen(function* () {
          if (sinceStart.has(thread)) return
          sinceStart.add(thread)
          if (Option.isSome(yield* told.get(thread))) return
          yield* insistently(
            api.tell({
              method: "POST",
              route: `/channels/${thread}/messages`,
              body: {
                content: words(self.name),
                nonce: `hint-${thread}`.slice(0, 25),
                enforce_nonce: true,
                allowed_mentions: { parse: [] },
                flags: noEmbeds
              }
            })
          )
          yield* told.set(thread, { at: yield* Clock.currentTimeMillis }, "30 days")
        }).pipe(Effect.ignore({ log: "Error" }))
    }
  })
