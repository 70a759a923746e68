import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Scope } from "effect"
import { TestClock } from "effect/testing"
import { BackendName, SessionId } from "../../../src/core/model/Ids.ts"
import { BackendError, type BackendSession, CannotStart } from "../../../src/core/ports/AgentBackend.ts"
import { WarmProcesses } from "../../../src/core/sessions/WarmProcesses.ts"

const id = (name: string) => SessionId.make(name)

/** Processes that say when they open and close, and die on demand. */
const makeRig = () => {
  const log: Array<string> = []
  const deaths = new Map<string, Deferred.Deferred<string>>()
  const open = (name: string, closing: Effect.Effect<void> = Effect.void) =>
    Effect.acquireRelease(
      Effect.gen(function* () {
        log.push(`open ${name}`)
        const death = yield* Deferred.make<string>()
        deaths.set(name, death)
        const session: Partial<BackendSession> = { closed: Deferred.await(death) }
        return session as BackendSession
      }),
      () =>
        Effect.andThen(
          closing,
          Effect.sync(() => void log.push(`close ${name}`))
        )
    )
  const die = (name: string) =>
    Effect.suspend(() => {
      const death = deaths.get(name)
      return death === undefined ? Effect.void : Deferred.succeed(death, "killed")
    })
  return { log, open, die }
}

const settings = { warmFor: "10 minutes", maxWarm: 2 } as const
const settle = Effect.repeat(Effect.yieldNow, { times: 30 })

describe("warm processes", () => {
  it.effect("one serves turn after turn, and is closed when nobody wanted it for its time", () =>
    Effect.gen(function* () {
      const { log, open } = makeRig()
      const warm = yield* WarmProcesses
      const turn = Effect.scoped(warm.lease(id("a"), open("a")))
      yield* turn
      yield* TestClock.adjust("9 minutes")
      yield* turn
      yield* TestClock.adjust("9 minutes")
      assert.isTrue(yield* warm.isWarm(id("a")))
      assert.deepStrictEqual(log, ["open a"])
      yield* TestClock.adjust("2 minutes")
      assert.deepStrictEqual(log, ["open a", "close a"])
      assert.strictEqual(yield* warm.count, 0)
    }).pipe(Effect.provide(WarmProcesses.layer(settings)))
  )

  it.effect("above the cap the least recently used goes, and never one in use", () =>
    Effect.gen(function* () {
      const { log, open } = makeRig()
      const warm = yield* WarmProcesses
      const use = (name: string) =>
        Effect.andThen(Effect.scoped(warm.lease(id(name), open(name))), TestClock.adjust("1 second"))
      yield* use("a")
      yield* use("b")
      yield* use("a")
      yield* use("c")
      assert.deepStrictEqual(
        log,
        ["open a", "open b", "close b", "open c"].sort((l, r) => log.indexOf(l) - log.indexOf(r))
      )
      assert.include(log, "close b")
      yield* Effect.scoped(
        Effect.gen(function* () {
          for (const name of ["a", "d", "e"]) yield* warm.lease(id(name), open(name))
          assert.notInclude(log, "close a")
          assert.strictEqual(yield* warm.count, 3, "all in use")
        })
      )
      yield* settle
      assert.strictEqual(yield* warm.count, settings.maxWarm, "idle again, only as many as may be")
    }).pipe(Effect.provide(WarmProcesses.layer(settings)))
  )

  it.effect("the next process of a session is not opened before the last one is gone", () =>
    Effect.gen(function* () {
      const { log, open } = makeRig()
      const warm = yield* WarmProcesses
      const gone = yield* Deferred.make<void>()
      yield* Effect.scoped(warm.lease(id("a"), open("first", Deferred.await(gone))))
      const dropping = yield* Effect.forkChild(warm.drop(id("a")))
      yield* settle
      const leasing = yield* Effect.forkChild(Effect.scoped(warm.lease(id("a"), open("second"))))
      yield* settle
      assert.deepStrictEqual(log, ["open first"])
      yield* Deferred.succeed(gone, undefined)
      yield* Fiber.join(dropping)
      yield* Fiber.join(leasing)
      assert.deepStrictEqual(log, ["open first", "close first", "open second"])
    }).pipe(Effect.provide(WarmProcesses.layer(settings)))
  )

  it.effect("one that died by itself is never leased again, not even by who comes while it is still held", () =>
    Effect.gen(function* () {
      const { log, open, die } = makeRig()
      const warm = yield* WarmProcesses
      const held = yield* Scope.make()
      yield* warm.lease(id("a"), open("first")).pipe(Scope.provide(held))
      yield* die("first")
      yield* settle
      assert.isFalse(yield* warm.isWarm(id("a")))
      yield* Effect.scoped(warm.lease(id("a"), open("second")))
      yield* Scope.close(held, Exit.void)
      assert.deepStrictEqual(log, ["open first", "open second", "close first"])
      yield* die("second")
      yield* settle
      assert.deepStrictEqual(log.slice(3), ["close second"])
    }).pipe(Effect.provide(WarmProcesses.layer(settings)))
  )

  it.effect("one that cannot be opened leaves nothing behind, and the next try is a new one", () =>
    Effect.gen(function* () {
      const { log, open } = makeRig()
      const warm = yield* WarmProcesses
      const reason = new CannotStart({ detail: "not installed", remedy: "install it" })
      const broken = Effect.andThen(open("half"), new BackendError({ backend: BackendName.make("test"), reason }))
      assert.isTrue(Exit.isFailure(yield* Effect.exit(Effect.scoped(warm.lease(id("a"), broken)))))
      assert.deepStrictEqual(log, ["open half", "close half"])
      assert.strictEqual(yield* warm.count, 0)
      yield* Effect.scoped(warm.lease(id("a"), open("whole")))
      assert.isTrue(yield* warm.isWarm(id("a")))
    }).pipe(Effect.provide(WarmProcesses.layer(settings)))
  )
})
