/**
 * How a platform begins to listen: anew each time it is asked to, with the services that it was made with, and with a
 * health of its connections for as long as it lasts. Owns that frame; what listening is, is the platform's.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import type { ChatPlatform, PlatformError } from "../ports/ChatPlatform.ts"
import type { Intake } from "../ports/Intake.ts"
import type { PlatformServices } from "../ports/Manifest.ts"
import { State } from "../ports/State.ts"

export interface Receiving<Health> {
  readonly receive: ChatPlatform["receive"]
  /** Each connection; none while nothing listens. */
  readonly health: Effect.Effect<ReadonlyArray<Health>>
}

/** `opened` is told how the connections of this run are looked at. */
export type Listen<Health> = (
  intake: Intake,
  opened: (health: () => ReadonlyArray<Health>) => void
) => Effect.Effect<void, PlatformError, PlatformServices | Scope.Scope>

export const makeReceiving = <Health>(
  listen: Listen<Health>
): Effect.Effect<Receiving<Health>, never, PlatformServices> =>
  Effect.gen(function* () {
    // These alone: a scope, say, is whoever listens' own.
    const services = Context.pick(State, FileSystem.FileSystem, Path.Path)(yield* Effect.context<PlatformServices>())
    let health: () => ReadonlyArray<Health> = () => []
    const forget = Effect.sync(() => {
      health = () => []
    })
    return {
      receive: (intake) =>
        Effect.andThen(
          Effect.addFinalizer(() => forget),
          Effect.provideContext(
            listen(intake, (current) => {
              health = current
            }),
            services
          )
        ),
      health: Effect.sync(() => health())
    }
  })
