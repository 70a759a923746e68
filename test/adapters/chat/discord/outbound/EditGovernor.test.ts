import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { idAt } from "../../../../../src/adapters/chat/discord/Address.ts"
import { makeEditGovernor, spacingMillis } from "../../../../../src/adapters/chat/discord/outbound/EditGovernor.ts"

const start = 1_800_000_000_000
const message = (index: number, made = start) => String(BigInt(idAt(made)) + BigInt(index))

interface Left {
  readonly at: number
  readonly message: string
  readonly final: boolean
}

/** Messages that always have something newer to show and ask again exactly when they were told to. */
const stream = (
  asking: ReadonlyArray<{ readonly message: string; readonly from: number; readonly until: number }>,
  finals: ReadonlyArray<{ readonly message: string; readonly at: number }> = []
) => {
  const governor = makeEditGovernor()
  const left: Array<Left> = []
  const events = [
    ...asking.map(({ from, message, until }) => ({ at: start + from, message, until: start + until, final: false })),
    ...finals.map(({ at, message }) => ({ at: start + at, message, until: Number.POSITIVE_INFINITY, final: true }))
  ]
  for (;;) {
    const next = events.sort((one, other) => one.at - other.at).shift()
    if (next === undefined) return left
    const { at, final, message, until } = next
    if (at > until) continue
    if (final) {
      governor.final("bucket", message, at)
      left.push({ at, message, final })
    } else {
      const wait = governor.preview("bucket", message, at)
      if (wait === 0) left.push({ at, message, final })
      events.push({ at: at + Math.max(Math.ceil(wait), 100), message, until, final })
    }
  }
}

const mostWithin = (times: ReadonlyArray<number>, millis: number) =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + millis).length))

describe("EditGovernor", () => {
  it("lets a message alone be edited every 1.34 s, its first edit at once, and at most 45 times a minute", () => {
    const left = stream([{ message: message(1), from: 0, until: 60_000 }])
    assert.strictEqual(left[0]?.at, start)
    assert.isTrue(left.slice(1).every(({ at }, index) => at - (left[index]?.at ?? 0) >= spacingMillis))
    assert.isAtMost(left.length, 45)
    assert.isAtLeast(left.length, 42)
  })

  it("shares one webhook's budget evenly among three live messages", () => {
    const left = stream([1, 2, 3].map((index) => ({ message: message(index), from: index * 700, until: 60_000 })))
    const counts = [1, 2, 3].map((index) => left.filter((one) => one.message === message(index)).length)
    assert.isAtMost(Math.max(...counts) - Math.min(...counts), 1)
    assert.isAtLeast(left.length, 40)
    for (const index of [1, 2, 3]) {
      const own = left.filter((one) => one.message === message(index)).map(({ at }) => at)
      assert.strictEqual(own[0], start + index * 700, "first words do not wait")
      assert.isTrue(own.slice(2).every((at, before) => at - (own[before + 1] ?? 0) >= 3 * spacingMillis))
    }
    const spread = left.slice(4).map(({ at }, index) => at - (left[index + 3]?.at ?? 0))
    assert.isAtLeast(Math.min(...spread), spacingMillis)
  })

  it("never lets more than 4 previews leave in 5 s, nor any beside what finals took, however it is asked", () => {
    const ask = fc.record({ message: fc.integer({ min: 0, max: 9 }), after: fc.integer({ min: 0, max: 900 }) })
    fc.assert(
      fc.property(fc.array(fc.record({ ask, final: fc.boolean() }), { maxLength: 200 }), (steps) => {
        const governor = makeEditGovernor()
        const previews: Array<number> = []
        const edits: Array<number> = []
        let now = start
        for (const step of steps) {
          now += step.ask.after
          if (step.final && step.ask.after % 5 === 0) {
            governor.final("bucket", message(step.ask.message), now)
            edits.push(now)
          } else if (governor.preview("bucket", message(step.ask.message), now) === 0) {
            assert.isBelow(edits.filter((at) => at > now - 5000).length, 4, "a slot is left for final text")
            previews.push(now)
            edits.push(now)
          }
        }
        assert.isAtMost(mostWithin(previews, 5000), 4)
      })
    )
  })

  it("starves nobody while others come, speak for the first time and finish", () => {
    const newcomers = Array.from({ length: 40 }, (_, index) => ({
      message: message(100 + index),
      from: index * 1500,
      until: index * 1500 + 900
    }))
    const finals = newcomers.map(({ message, until }) => ({ message, at: until + 50 })).filter((_, n) => n % 4 === 0)
    const steady = [1, 2, 3].map((index) => ({ message: message(index), from: 0, until: 60_000 }))
    const left = stream([...steady, ...newcomers], finals)
    for (const one of steady) {
      const times = [start, ...left.filter((edit) => edit.message === one.message).map(({ at }) => at), start + 60_000]
      const longest = Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? 0)))
      assert.isBelow(longest, 6 * 5250, "one of four previews is theirs, in turn")
    }
    const started = newcomers.filter(({ message }) => left.some((edit) => !edit.final && edit.message === message))
    assert.isAtLeast(started.length, newcomers.length / 3)
  })

  it("edits a message older than an hour once a minute, and keeps other buckets apart", () => {
    const old = message(1, start - 4_000_000)
    const left = stream([{ message: old, from: 0, until: 150_000 }])
    assert.deepStrictEqual(
      left.map(({ at }) => at - start),
      [0, 60_000, 120_000]
    )
    const governor = makeEditGovernor()
    for (let index = 0; index < 4; index++) assert.strictEqual(governor.preview("one", message(index), start), 0)
    assert.isAbove(governor.preview("one", message(5), start), 0)
    assert.strictEqual(governor.preview("other", message(6), start), 0)
  })

  it("keeps headroom below 50 requests a second for everything that is not a preview", () => {
    const governor = makeEditGovernor()
    const left = Array.from({ length: 60 }, (_, index) => governor.preview(`b${index}`, message(index), start))
    assert.strictEqual(left.filter((wait) => wait === 0).length, 35)
    assert.strictEqual(governor.preview("b59", message(59), start + 1000), 0)
    for (let index = 0; index < 35; index++) governor.other(start + 2000)
    assert.isAbove(governor.preview("fresh", message(99), start + 2001), 0)
  })

  it("counts what is taken away with the edits, lets it use the slot of final text, and holds it beyond that", () => {
    const governor = makeEditGovernor()
    const waits = [1, 2, 3, 4, 5, 6, 7].map((index) => governor.removal("bucket", message(index), start))
    assert.deepStrictEqual(
      waits.map((wait) => wait > 0),
      [false, false, false, false, false, true, true]
    )
    assert.isAbove(governor.preview("bucket", message(8), start), 0)
    assert.strictEqual(governor.final("bucket", message(9), start), 0)
    assert.strictEqual(governor.removal("bucket", message(6), start + (waits[5] ?? 0)), 0)
    assert.strictEqual(governor.removal("elsewhere", message(7), start), 0)
  })
})
