/**
 * "is thinking…" under a thread, from when a message is accepted until something of the answer can be seen. Owns the
 * fibers that keep it up, which end by themselves. It is a courtesy: no failure of it reaches anybody.
 */
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import type * as Scope from "effect/Scope"
import type { Api } from "../web/Api.ts"
import { isRefusal, makeRefusals } from "./Refusals.ts"

/** The thread in which an agent works. */
export interface Where {
  readonly team: string
  readonly channel: string
  readonly thread: string
}

export interface Thinking {
  readonly start: (where: Where) => Effect.Effect<void>
  /** Something can be seen: Slack takes it away by itself. */
  readonly seen: (where: Where) => Effect.Effect<void>
  /** Nothing will be seen. `left`: what an earlier life of the service said may stand there still. */
  readonly stop: (where: Where, left: boolean) => Effect.Effect<void>
}

/** Slack shows it for 2 minutes. */
const everyMillis = 100_000
const times = 600_000 / everyMillis
const words = "is thinking…"

export const whereKey = ({ channel, team, thread }: Where): string => `${team} ${channel} ${thread}`

export const makeThinking = Effect.fn("Thinking.make")(function* ({
  api
}: {
  readonly api: Api
}): Effect.fn.Return<Thinking, never, Scope.Scope> {
  const running = yield* FiberMap.make<string>()
  const refusals = makeRefusals("nothing says that an agent is thinking: add the scope chat:write to the app")

  /** Where it is being said at this moment. */
  const telling = new Set<string>()

  /** Whether it is worth going on. */
  const tell = ({ channel, team, thread }: Where, status: string) =>
    api
      .tell({ team, method: "assistant.threads.setStatus", args: { channel_id: channel, thread_ts: thread, status } })
      .pipe(
        Effect.as(true),
        Effect.catch((error) => {
          const { reason } = error
          if (reason._tag === "RateLimited" || reason._tag === "Unreachable") return Effect.succeed(true)
          return Effect.as(isRefusal(error) ? refusals.add(team, error) : Effect.logDebug(error), false)
        })
      )

  const keepUp = Effect.fnUntraced(function* (where: Where) {
    for (let time = 0; time < times; time++) {
      telling.add(whereKey(where))
      const goesOn = yield* tell(where, words)
      telling.delete(whereKey(where))
      if (!goesOn) return
      yield* Effect.sleep(everyMillis)
    }
  })

  return {
    start: (where) =>
      refusals.has(where.team)
        ? Effect.void
        : FiberMap.run(running, whereKey(where), keepUp(where).pipe(Effect.tapCause(Effect.logError)), {
            onlyIfMissing: true
          }),
    seen: (where) =>
      Effect.gen(function* () {
        const key = whereKey(where)
        yield* FiberMap.remove(running, key)
        // What was on its way may come after the message that takes it away.
        if (telling.delete(key)) yield* FiberMap.run(running, `${key} over`, tell(where, ""))
      }),
    stop: (where, left) =>
      Effect.gen(function* () {
        if (!left && !(yield* FiberMap.has(running, whereKey(where)))) return
        yield* FiberMap.remove(running, whereKey(where))
        telling.delete(whereKey(where))
        yield* tell(where, "")
      })
  }
})
