/**
 * What an earlier life of the service left running. Owns that it is ended, and that a process whose turn is still to be
 * recovered is left alone until then: it may be writing the answer.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { CliProcesses } from "../cli/CliProcesses.ts"
import type { SessionId } from "../model/Ids.ts"
import { Journal, type JournalError } from "../ports/Journal.ts"

export class Orphans extends Context.Service<
  Orphans,
  {
    /** Nothing of that session is waited for any more: what still runs of it is ended. */
    readonly release: (session: SessionId) => Effect.Effect<void>
  }
>()("orchestrator/sessions/Orphans") {
  static readonly layer: Layer.Layer<Orphans, JournalError, CliProcesses | Journal> = Layer.effect(
    Orphans,
    Effect.gen(function* () {
      const processes = yield* CliProcesses
      const journal = yield* Journal
      const spared = new Set((yield* journal.unfinished).map(({ session }) => session))
      const reap = Effect.suspend(() => processes.reap([...spared])).pipe(
        Effect.tap((count) => (count === 0 ? Effect.void : Effect.logInfo(`ended ${count} left-over processes`)))
      )
      yield* reap.pipe(
        Effect.tapCause((cause) => Effect.logError("ending left-over processes failed", cause)),
        Effect.forkScoped
      )
      return Orphans.of({
        release: (session) => Effect.suspend(() => (spared.delete(session) ? Effect.asVoid(reap) : Effect.void))
      })
    })
  )
}
