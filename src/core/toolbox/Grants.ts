/**
 * Which token stands for which caller. Owns minting them and forgetting them: a session's token lives as long as the
 * process that it was given to, and is worth nothing for any other session. In memory alone: after a restart no token
 * of before is worth anything.
 */
import * as Context from "effect/Context"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { Caller } from "./Toolbox.ts"

export class Grants extends Context.Service<
  Grants,
  {
    /** A token for the caller, worth something until the scope closes. */
    readonly issue: (caller: Caller) => Effect.Effect<Redacted.Redacted<string>, never, Scope.Scope>
    readonly find: (token: string) => Effect.Effect<Caller | undefined>
    /** Returns when the token is worth nothing any more; at once for one that is unknown. */
    readonly over: (token: string) => Effect.Effect<void>
  }
>()("orchestrator/toolbox/Grants") {
  static readonly layer = Layer.effect(
    Grants,
    Effect.gen(function* () {
      const random = yield* SecureRandom
      const grants = new Map<string, { readonly caller: Caller; readonly over: Deferred.Deferred<void> }>()
      return Grants.of({
        issue: (caller) =>
          Effect.acquireRelease(
            Effect.map(random.randomBytes(32), (bytes) => {
              const token = Hex.encode(bytes)
              grants.set(token, { caller, over: Deferred.makeUnsafe<void>() })
              return Redacted.make(token)
            }),
            (token) =>
              Effect.suspend(() => {
                const grant = grants.get(Redacted.value(token))
                grants.delete(Redacted.value(token))
                return grant === undefined ? Effect.void : Deferred.succeed(grant.over, undefined)
              })
          ),
        find: (token) => Effect.sync(() => grants.get(token)?.caller),
        over: (token) =>
          Effect.suspend(() => {
            const grant = grants.get(token)
            return grant === undefined ? Effect.void : Deferred.await(grant.over)
          })
      })
    })
  )
}
