/**
 * Who became an owner by pairing, known without reading: asked at every message, press and page. Owns that the list in
 * memory is what is stored: at once where it was changed here, and soon where another process of the service did. How
 * somebody gets into it is in `Pairing`.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { PlatformName, UserId } from "../model/Ids.ts"
import { State, type StateError } from "../ports/State.ts"

const freshMillis = 30_000

export const PairedOwner = Schema.Struct({ platform: PlatformName, user: UserId })
export type PairedOwner = typeof PairedOwner.Type

export class PairedOwners extends Context.Service<
  PairedOwners,
  {
    /** Read now and then; after a failure again by whoever asks next. */
    readonly all: Effect.Effect<ReadonlyArray<PairedOwner>, StateError>
    readonly add: (owner: PairedOwner) => Effect.Effect<void, StateError>
  }
>()("orchestrator/agents/PairedOwners") {
  static readonly layer = Layer.effect(
    PairedOwners,
    Effect.gen(function* () {
      const stored = (yield* State).namespace("owners", PairedOwner)
      const oneAtATime = (yield* Semaphore.make(1)).withPermit
      let known: { readonly owners: ReadonlyArray<PairedOwner>; readonly until: number } | undefined

      const fresh = Effect.map(Clock.currentTimeMillis, (now) =>
        known !== undefined && now < known.until ? known.owners : undefined
      )

      const load = Effect.gen(function* () {
        const before = yield* fresh
        if (before !== undefined) return before
        const owners = (yield* stored.entries).map(([, owner]) => owner)
        known = { owners, until: (yield* Clock.currentTimeMillis) + freshMillis }
        return owners
      }).pipe(oneAtATime)

      const forget = Effect.sync(() => {
        known = undefined
      })

      return PairedOwners.of({
        all: Effect.flatMap(fresh, (owners) => (owners === undefined ? load : Effect.succeed(owners))),
        add: (owner) => stored.set(`${owner.platform}:${owner.user}`, owner).pipe(Effect.andThen(forget), oneAtATime)
      })
    })
  )
}
