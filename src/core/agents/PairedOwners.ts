/**
 * Who became an owner by pairing, known without reading: asked at every message, press and page. Owns that the list in
 * memory is what is stored, being the only one that changes it; how somebody gets into it is in `Pairing`.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { PlatformName, UserId } from "../model/Ids.ts"
import { State, type StateError } from "../ports/State.ts"

export const PairedOwner = Schema.Struct({ platform: PlatformName, user: UserId })
export type PairedOwner = typeof PairedOwner.Type

export class PairedOwners extends Context.Service<
  PairedOwners,
  {
    /** Read once; after a failure again by whoever asks next. */
    readonly all: Effect.Effect<ReadonlyArray<PairedOwner>, StateError>
    readonly add: (owner: PairedOwner) => Effect.Effect<void, StateError>
  }
>()("orchestrator/agents/PairedOwners") {
  static readonly layer = Layer.effect(
    PairedOwners,
    Effect.gen(function* () {
      const stored = (yield* State).namespace("owners", PairedOwner)
      const oneAtATime = (yield* Semaphore.make(1)).withPermit
      let known: ReadonlyArray<PairedOwner> | undefined

      const load = Effect.gen(function* () {
        known ??= (yield* stored.entries).map(([, owner]) => owner)
        return known
      }).pipe(oneAtATime)

      const forget = Effect.sync(() => {
        known = undefined
      })

      return PairedOwners.of({
        all: Effect.suspend(() => (known === undefined ? load : Effect.succeed(known))),
        add: (owner) => stored.set(`${owner.platform}:${owner.user}`, owner).pipe(Effect.andThen(forget), oneAtATime)
      })
    })
  )
}
