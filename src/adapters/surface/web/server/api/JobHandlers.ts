/** Workers and chains, for scripts: the calls behind the addresses. */
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Calls } from "../../../../../core/control/Calls.ts"
import { Api } from "./Api.ts"
import { refused } from "./ApiRefusals.ts"

/** `newName`: of what a script said without a name of its own. */
export const layerJobHandlers = (calls: Calls, newName: Effect.Effect<string>) => {
  const keyOf = (key: string | undefined) => (key === undefined ? newName : Effect.succeed(key))

  const known = calls.WatchJobs().pipe(
    Stream.runHead,
    Effect.map((seen) => (Option.isSome(seen) && seen.value._tag === "All" ? seen.value.jobs : []))
  )

  type Spawn = Parameters<Calls["SpawnWorkers"]>[0]
  type Steps = Parameters<Calls["RunChain"]>[0]["steps"]

  const spawn = Effect.fnUntraced(function* ({ key, ...asked }: Omit<Spawn, "key"> & { readonly key?: string }) {
    return { job: yield* calls.SpawnWorkers({ ...asked, key: yield* keyOf(key) }) }
  })

  const run = Effect.fnUntraced(function* (asked: {
    readonly chain: string | Steps
    readonly input?: string
    readonly key?: string
    readonly title?: string
  }) {
    const { chain, input = "", key, title } = asked
    const steps = typeof chain === "string" ? yield* calls.ReadChain({ text: chain }) : chain
    const named = title === undefined ? {} : { title }
    return { job: yield* calls.RunChain({ ...named, steps, input, key: yield* keyOf(key) }) }
  })

  return HttpApiBuilder.group(Api, "jobs", (handlers) =>
    handlers.handleAll({
      listJobs: () => refused(known),
      getJob: ({ params }) => refused(calls.ReadJob(params)),
      spawnWorkers: ({ payload }) => refused(spawn(payload)),
      runChain: ({ payload }) => refused(run(payload)),
      cancelJob: ({ params, payload }) =>
        refused(Effect.map(calls.CancelJob({ ...params, ...payload }), (cancelled) => ({ cancelled }))),
      retryJob: ({ params, payload }) =>
        refused(Effect.map(calls.RetryJob({ ...params, ...payload }), (retried) => ({ retried })))
    })
  )
}
