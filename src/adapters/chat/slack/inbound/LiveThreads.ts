/**
 * The threads in which we have had something to say, or were spoken to, lately: where somebody may go on talking to us
 * without naming us, and so where to look after having been away. Owns that memory; each is forgotten after 30 days.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import { ConversationId } from "../../../../core/model/Ids.ts"
import { State } from "../../../../core/ports/State.ts"
import { addressOf } from "../Address.ts"

export interface LiveThread {
  readonly channel: string
  /** The timestamp of the message that it hangs on. */
  readonly thread: string
  /** When it was noted last, in epoch milliseconds. */
  readonly at: number
}

export interface LiveThreads {
  readonly note: (conversation: ConversationId) => Effect.Effect<void>
  /** Of one workspace, those used last first. */
  readonly all: (team: string) => Effect.Effect<ReadonlyArray<LiveThread>>
}

/** A thread in use is written down that often, and not with each message. */
const every = 60 * 60_000
const most = 10_000

const Kept = Schema.Struct({ at: Schema.Finite })

export const keptThreads: Effect.Effect<LiveThreads, never, State> = Effect.gen(function* () {
  const kept = (yield* State).namespace("slack-threads", Kept)
  const noted = makeRecent<ConversationId, number>(most)
  return {
    note: (conversation) =>
      Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis
        if (at - (noted.get(conversation) ?? Number.NEGATIVE_INFINITY) < every) return
        noted.set(conversation, at)
        yield* kept.set(conversation, { at }, "30 days")
      }).pipe(Effect.ignore({ log: "Error" })),
    all: (team) =>
      kept.entries.pipe(
        Effect.map((entries) =>
          entries
            .flatMap(([id, { at }]) => {
              const address = addressOf(ConversationId.make(id))
              return address.team === team && address.thread !== undefined
                ? [{ channel: address.channel, thread: address.thread, at }]
                : []
            })
            .toSorted((left, right) => right.at - left.at)
        ),
        Effect.tapCause((cause) => Effect.logError("the threads that are in use are not known", cause)),
        Effect.orElseSucceed((): ReadonlyArray<LiveThread> => [])
      )
  }
})
