/**
 * What agents can run on here: each coding CLI with the worst that there is to say about it, as its manifest finds it.
 */
import * as Effect from "effect/Effect"
import { surroundingsOf } from "./AvailableBackends.ts"
import { backendList } from "./BackendList.ts"
import { Startup } from "./Startup.ts"

export const foundClis = Effect.gen(function* () {
  const startup = yield* Startup
  const found = yield* Effect.forEach(
    backendList,
    (manifest) =>
      Effect.gen(function* () {
        const surroundings = yield* surroundingsOf(startup, "backend", manifest.name)
        const checks = yield* manifest.checks(startup.config.backends[manifest.name] ?? {}, surroundings)
        const check = checks.find(({ state }) => state !== "ok") ?? checks[0]
        return check === undefined ? [] : [{ manifest, check }]
      }),
    { concurrency: "unbounded" }
  )
  return found.flat()
})
