/**
 * The CLI processes that are kept ready, at most one per session. Owns their lifetime: opened for the first turn,
 * closed after an idle time and, above the cap, least recently used first. A session's next process is never opened
 * before its last one is gone, because no CLI guards a conversation against two writers.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberMap from "effect/FiberMap"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { SessionId } from "../model/Ids.ts"
import type { BackendError, BackendSession } from "../ports/AgentBackend.ts"

interface Entry {
  readonly session: BackendSession
  readonly scope: Scope.Closeable
  leases: number
  usedAt: number
}

export class WarmProcesses extends Context.Service<
  WarmProcesses,
  {
    /** The session's process, opened when there is none. It stays at least until the scope closes. */
    readonly lease: (
      session: SessionId,
      open: Effect.Effect<BackendSession, BackendError, Scope.Scope>
    ) => Effect.Effect<BackendSession, BackendError, Scope.Scope>
    /** Ends the session's process and returns when it is gone. */
    readonly drop: (session: SessionId) => Effect.Effect<void>
    /** The process that is ready, without keeping it. */
    readonly peek: (session: SessionId) => Effect.Effect<BackendSession | undefined>
    readonly isWarm: (session: SessionId) => Effect.Effect<boolean>
    readonly count: Effect.Effect<number>
  }
>()("orchestrator/sessions/WarmProcesses") {
  static readonly layer = (options: { readonly warmFor: Duration.Input; readonly maxWarm: number }) =>
    Layer.effect(
      WarmProcesses,
      Effect.gen(function* () {
        const entries = new Map<SessionId, Entry>()
        const gates = new Map<SessionId, { readonly gate: Semaphore.Semaphore; users: number }>()
        const idle = yield* FiberMap.make<SessionId>()
        const layerScope = yield* Effect.scope

        const exclusively = <A, E, R>(session: SessionId, effect: Effect.Effect<A, E, R>) =>
          Effect.suspend(() => {
            const known = gates.get(session) ?? { gate: Semaphore.makeUnsafe(1), users: 0 }
            gates.set(session, known)
            known.users++
            return known.gate.withPermit(effect).pipe(
              Effect.ensuring(
                Effect.sync(() => {
                  known.users--
                  if (known.users === 0) gates.delete(session)
                })
              )
            )
          })

        const close = (session: SessionId, entry: Entry) =>
          Effect.gen(function* () {
            if (entries.get(session) === entry) entries.delete(session)
            yield* Scope.close(entry.scope, Exit.void)
          }).pipe(Effect.uninterruptible)

        /** The process died by itself: nobody may lease it any more. */
        const forget = (session: SessionId, entry: Entry) =>
          Effect.suspend(() => {
            if (entry.leases === 0) return close(session, entry)
            if (entries.get(session) === entry) entries.delete(session)
            return Effect.void
          })

        const drop = (session: SessionId) =>
          exclusively(
            session,
            Effect.suspend(() => {
              const entry = entries.get(session)
              return entry === undefined ? Effect.void : close(session, entry)
            })
          )

        const closeIfIdle = (session: SessionId, entry: Entry) =>
          exclusively(
            session,
            Effect.suspend(() => (entry.leases === 0 ? close(session, entry) : Effect.void))
          )

        /** Ends idle processes, least recently used first, until `most` of them are left. */
        const leaveAtMost = (most: () => number) =>
          Effect.suspend(() => {
            const idle = [...entries].filter(([, entry]) => entry.leases === 0)
            const oldest = idle.toSorted(([, left], [, right]) => left.usedAt - right.usedAt)
            return Effect.forEach(
              oldest.slice(0, Math.max(0, idle.length - most())),
              ([session, entry]) => closeIfIdle(session, entry),
              { discard: true }
            )
          })
        /** What is about to be opened counts: with it there are as many as may be, unless they are all in use. */
        const makeRoom = leaveAtMost(() => {
          const used = [...entries.values()].filter((entry) => entry.leases > 0).length
          return Math.max(0, options.maxWarm - used - 1)
        })

        const acquire = (session: SessionId, open: Effect.Effect<BackendSession, BackendError, Scope.Scope>) =>
          exclusively(
            session,
            Effect.gen(function* () {
              const now = yield* Clock.currentTimeMillis
              const known = entries.get(session)
              if (known !== undefined) {
                known.leases++
                known.usedAt = now
                return known
              }
              yield* makeRoom
              const scope = yield* Scope.fork(layerScope)
              const opened = yield* open.pipe(
                Scope.provide(scope),
                Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause)))
              )
              const entry: Entry = { session: opened, scope, leases: 1, usedAt: now }
              entries.set(session, entry)
              yield* opened.closed.pipe(
                Effect.andThen(forget(session, entry)),
                Effect.tapCause((cause) => Effect.logError("watching a cli process failed", cause)),
                Effect.forkIn(layerScope)
              )
              return entry
            })
          )

        const release = (session: SessionId, entry: Entry) =>
          Effect.gen(function* () {
            entry.leases--
            entry.usedAt = yield* Clock.currentTimeMillis
            if (entry.leases > 0) return
            if (entries.get(session) !== entry) return yield* close(session, entry)
            yield* FiberMap.run(
              idle,
              session,
              Effect.andThen(Effect.sleep(options.warmFor), closeIfIdle(session, entry))
            )
            // Beside: the turn that ended here does not wait for another session's process to go.
            yield* leaveAtMost(() => options.maxWarm).pipe(
              Effect.tapCause((cause) => Effect.logError("closing an idle cli process failed", cause)),
              Effect.forkIn(layerScope)
            )
          })

        return WarmProcesses.of({
          lease: (session, open) =>
            Effect.acquireRelease(
              Effect.andThen(FiberMap.remove(idle, session), acquire(session, open)),
              (entry) => release(session, entry),
              { interruptible: true }
            ).pipe(Effect.map((entry) => entry.session)),
          drop,
          peek: (session) => Effect.sync(() => entries.get(session)?.session),
          isWarm: (session) => Effect.sync(() => entries.has(session)),
          count: Effect.sync(() => entries.size)
        })
      })
    )
}
