/**
 * The calls of the running service. Owns when they are made: once, when the first person comes, because a start would
 * take longer by them and most services are started to talk in a chat.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Calls } from "./Calls.ts"
import type { dashboardCalls } from "./DashboardCalls.ts"
import type { FileCalls, fileCalls } from "./FileCalls.ts"

export class Dashboard extends Context.Service<
  Dashboard,
  { readonly calls: Effect.Effect<Calls>; readonly files: Effect.Effect<FileCalls> }
>()("orchestrator/control/Dashboard") {
  static readonly layer = Layer.effect(
    Dashboard,
    Effect.gen(function* () {
      type Needed = Effect.Services<typeof dashboardCalls | typeof fileCalls>
      const services = yield* Effect.context<Needed>()
      const once = <A>(make: Effect.Effect<A, never, Needed>) =>
        make.pipe(
          // in a context of its own: they know nothing of who came first
          Effect.updateContext((_: Context.Context<never>) => services),
          Effect.uninterruptible,
          Effect.cached
        )
      return Dashboard.of({
        calls: yield* once(
          Effect.flatMap(
            Effect.promise(() => import("./DashboardCalls.ts")),
            (loaded) => loaded.dashboardCalls
          )
        ),
        files: yield* once(
          Effect.flatMap(
            Effect.promise(() => import("./FileCalls.ts")),
            (loaded) => loaded.fileCalls
          )
        )
      })
    })
  )
}
