import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber } from "effect"
import * as fc from "fast-check"
import { TurnId } from "../../../src/core/model/Ids.ts"
import { makeLane } from "../../../src/core/sessions/Lane.ts"

const capacity = 3
const settle = Effect.repeat(Effect.yieldNow, { times: 60 })
const id = (index: number) => TurnId.make(`t${index}`)

/** A lane with turns that end when they are told to. */
const makeRig = () => {
  const lane = makeLane(capacity)
  const started: Array<number> = []
  const places = new Map<number, Array<number>>()
  const ends = new Map<number, Deferred.Deferred<void>>()
  const fibers = new Map<number, Fiber.Fiber<string>>()
  let inside = 0
  let most = 0
  const enter = (index: number) =>
    Effect.gen(function* () {
      const end = Deferred.makeUnsafe<void>()
      ends.set(index, end)
      places.set(index, [])
      const run = Effect.suspend(() => {
        started.push(index)
        inside++
        most = Math.max(most, inside)
        return Deferred.await(end)
      }).pipe(
        Effect.onExit(() =>
          Effect.sync(() => {
            inside--
          })
        )
      )
      // Takes a moment, as drawing does: what happens meanwhile must not be missed.
      const moved = (place: number) => Effect.map(Effect.yieldNow, () => void places.get(index)?.push(place))
      fibers.set(index, yield* Effect.forkChild(lane.enter(id(index), moved, run), { startImmediately: true }))
    })
  return {
    lane,
    started,
    places,
    fibers,
    enter,
    most: () => most,
    end: (index: number) =>
      Effect.suspend(() => {
        const end = ends.get(index)
        return end === undefined ? Effect.void : Deferred.succeed(end, undefined)
      }),
    /** Not waited for: what comes next happens while the turn still learns of it. */
    interrupt: (index: number) =>
      Effect.suspend(() => {
        const fiber = fibers.get(index)
        return fiber === undefined ? Effect.void : Effect.sync(() => fiber.interruptUnsafe())
      })
  }
}

type Step =
  | { readonly do: "enter" | "end" | "settle" }
  | { readonly do: "withdraw" | "interrupt"; readonly which: number }

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<Step>({ do: "enter" }) },
    { weight: 3, arbitrary: fc.constant<Step>({ do: "end" }) },
    { weight: 2, arbitrary: fc.constant<Step>({ do: "settle" }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom("withdraw" as const, "interrupt" as const), which: fc.nat(12) })
    }
  ),
  { maxLength: 40 }
)

describe("a lane", () => {
  it("in any order of coming, withdrawing, breaking off and ending: in turn, one at a time, nobody forgotten", () =>
    fc.assert(
      fc.asyncProperty(steps, (script) =>
        Effect.runPromise(
          Effect.gen(function* () {
            const rig = makeRig()
            let count = 0
            for (const step of script) {
              if (step.do === "enter") yield* rig.enter(count++)
              if (step.do === "settle") yield* settle
              if (step.do === "end") {
                const latest = rig.started.at(-1)
                if (latest !== undefined) yield* rig.end(latest)
              }
              if (step.do === "withdraw") yield* rig.lane.withdraw(id(step.which))
              if (step.do === "interrupt") yield* rig.interrupt(step.which)
              assert.isAtMost((yield* rig.lane.waiting).length, capacity)
            }
            // From here on every turn ends at once: all that still wait must come to their end.
            for (let index = 0; index < count; index++) yield* rig.end(index)
            yield* settle
            assert.strictEqual(rig.most() > 1, false, "one at a time")
            assert.deepStrictEqual(
              rig.started,
              [...rig.started].sort((left, right) => left - right),
              "in turn"
            )
            assert.deepStrictEqual(yield* rig.lane.waiting, [])
            assert.isUndefined(yield* rig.lane.running)
            for (const [index, fiber] of rig.fibers) {
              const exit = fiber.pollUnsafe()
              assert.isDefined(exit, `turn ${index} was forgotten`)
              const ran = exit !== undefined && Exit.isSuccess(exit) ? exit.value : "interrupted"
              if (ran === "ran") assert.include(rig.started, index)
              if (ran === "withdrawn" || ran === "full") assert.notInclude(rig.started, index)
            }
          })
        )
      ),
      { numRuns: 500 }
    ))

  it.effect("tells a turn its place whenever it changes, and one that runs at once never", () =>
    Effect.gen(function* () {
      const rig = makeRig()
      for (const index of [0, 1, 2, 3]) yield* rig.enter(index)
      yield* rig.enter(4)
      yield* settle
      assert.strictEqual(yield* Fiber.join(rig.fibers.get(4) ?? (yield* Effect.forkChild(Effect.succeed("")))), "full")
      assert.isTrue(yield* rig.lane.withdraw(id(2)))
      assert.isFalse(yield* rig.lane.withdraw(id(2)))
      assert.isFalse(yield* rig.lane.withdraw(id(0)), "what runs cannot be taken out")
      yield* rig.end(0)
      yield* settle
      assert.deepStrictEqual(Object.fromEntries(rig.places), { 0: [], 1: [1, 1], 2: [2], 3: [3, 2, 1], 4: [] })
      assert.deepStrictEqual(rig.started, [0, 1])
      yield* rig.end(1)
      yield* rig.end(3)
      yield* settle
    })
  )

  it.effect("a turn that breaks while it waits leaves the line", () =>
    Effect.gen(function* () {
      const lane = makeLane(capacity)
      const end = yield* Deferred.make<void>()
      yield* Effect.forkChild(
        lane.enter(id(0), () => Effect.void, Deferred.await(end)),
        { startImmediately: true }
      )
      assert.isTrue(Exit.isFailure(yield* Effect.exit(lane.enter(id(1), () => Effect.die("broken"), Effect.void))))
      yield* Deferred.succeed(end, undefined)
      assert.strictEqual(yield* lane.enter(id(2), () => Effect.void, Effect.void), "ran")
    })
  )

  it.effect("a turn that dies lets the next one run", () =>
    Effect.gen(function* () {
      const lane = makeLane(capacity)
      const first = yield* Effect.forkChild(Effect.exit(lane.enter(id(0), () => Effect.void, Effect.die("broken"))), {
        startImmediately: true
      })
      assert.strictEqual(yield* lane.enter(id(1), () => Effect.void, Effect.void), "ran")
      assert.isTrue(Exit.isFailure(yield* Fiber.join(first)))
    })
  )
})
