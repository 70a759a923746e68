import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import {
  makeStreamGovernor,
  type StreamGovernor
} from "../../../../../src/adapters/chat/slack/outbound/StreamGovernor.ts"

const start = 1_800_000_000_000
const minute = 60_000

interface Asking {
  readonly name: string
  readonly from: number
  readonly until: number
}
interface Left {
  readonly at: number
  readonly name: string
}

/** Messages that always have something newer to show and ask again when they were told to, a little late as in life. */
const asked = (
  ask: (name: string, now: number) => number,
  asking: ReadonlyArray<Asking>,
  late = 0
): ReadonlyArray<Left> => {
  const left: Array<Left> = []
  const events = asking.map(({ from, name, until }) => ({ at: start + from, name, until: start + until }))
  for (;;) {
    const next = events.sort((one, other) => one.at - other.at).shift()
    if (next === undefined) return left
    const { at, name, until } = next
    if (at > until) continue
    const wait = ask(name, at)
    if (wait === 0) left.push({ at, name })
    events.push({ at: at + Math.max(Math.ceil(wait) + late, 50), name, until })
  }
}

const appended = (asking: ReadonlyArray<Asking>, late = 0) => {
  const governor = makeStreamGovernor()
  return asked((name, now) => governor.append("T", name, now), asking, late)
}

const mostWithin = (times: ReadonlyArray<number>, millis: number) =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + millis).length))
const timesOf = (left: ReadonlyArray<Left>, name: string) => left.filter((one) => one.name === name).map(({ at }) => at)
const gaps = (times: ReadonlyArray<number>) => times.slice(1).map((at, index) => at - (times[index] ?? 0))

describe("StreamGovernor", () => {
  it("adds to a stream alone every 1.02 s, first words at once: a minute's answer in at most 60 pieces", () => {
    const left = appended([{ name: "one", from: 0, until: minute }])
    assert.strictEqual(left[0]?.at, start)
    assert.isAtLeast(Math.min(...gaps(left.map(({ at }) => at))), 1020)
    assert.isAtMost(left.length, 60)
    assert.isAtLeast(left.length, 56)
  })

  it("shares a workspace's budget evenly among three streams, each with its first words at once", () => {
    const names = ["a", "b", "c"]
    const left = appended(names.map((name, index) => ({ name, from: index * 400, until: 2 * minute })))
    const times = names.map((name) => timesOf(left, name))
    assert.deepStrictEqual(
      times.map(([first = 0]) => first - start),
      [0, 400, 800]
    )
    const counts = times.map(({ length }) => length)
    assert.isAtMost(Math.max(...counts) - Math.min(...counts), 1)
    assert.isAtLeast(Math.min(...counts), 58)
    for (const own of times) {
      const steady = gaps(own.slice(2))
      assert.isAtLeast(Math.min(...steady), 3 * 640)
      assert.isAtMost(Math.max(...steady), 3 * 640 + 700)
    }
  })

  it("lets who was quiet speak at once again, whoever else is live", () => {
    const steady = ["a", "b", "c"].map((name) => ({ name, from: 0, until: minute }))
    const bursts = [0, 20_000, 40_000].map((from) => ({ name: "quiet", from, until: from + 40 }))
    const left = appended([...steady, ...bursts])
    assert.deepStrictEqual(
      timesOf(left, "quiet").map((at) => at - start),
      [0, 20_000, 40_000]
    )
  })

  it("never goes over Slack's tier, however many ask, come and go; and starves nobody", () => {
    const one = fc.record({
      name: fc.integer({ min: 0, max: 30 }).map(String),
      from: fc.integer({ min: 0, max: 3 * minute }),
      lasts: fc.integer({ min: 0, max: 3 * minute })
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), fc.integer({ min: 0, max: 400 }), (asking, late) => {
        const unique = [...new Map(asking.map((each) => [each.name, each])).values()]
        const left = appended(
          unique.map(({ from, lasts, name }) => ({ name, from, until: from + lasts })),
          late
        )
        assert.isAtMost(
          mostWithin(
            left.map(({ at }) => at),
            minute
          ),
          99
        )
        const most = unique.length * (650 + late) + 1020 + 8000
        for (const { from, lasts, name } of unique) {
          const own = [start + from, ...timesOf(left, name), start + from + lasts]
          assert.isAtMost(Math.max(...gaps(own)), most)
        }
      }),
      { numRuns: 40 }
    )
  })

  it("newcomers with first words do not keep others from theirs", () => {
    const newcomers = Array.from({ length: 60 }, (_, index) => ({
      name: `new ${index}`,
      from: index * 1500,
      until: index * 1500 + 5000
    }))
    const left = appended([{ name: "steady", from: 0, until: 100_000 }, ...newcomers])
    const live = 10
    assert.isAtMost(Math.max(...gaps([...timesOf(left, "steady"), start + 100_000])), live * 650 + 5000)
    assert.isAtMost(
      mostWithin(
        left.map(({ at }) => at),
        minute
      ),
      99
    )
  })

  it("edits a message every 3 s at most, many in turn, and leaves a part of the minute to final text", () => {
    const governor = makeStreamGovernor()
    const preview = (name: string, now: number) => governor.preview("T", name, now)
    const alone = asked(preview, [{ name: "a", from: 0, until: minute }])
    assert.isAtLeast(Math.min(...gaps(alone.map(({ at }) => at))), 3000)
    assert.isAtLeast(alone.length, 19)

    const busy = makeStreamGovernor()
    const names = Array.from({ length: 12 }, (_, index) => `m${index}`)
    const left = asked(
      (name, now) => busy.preview("T", name, now),
      names.map((name) => ({ name, from: 0, until: 3 * minute }))
    )
    assert.isAtMost(
      mostWithin(
        left.map(({ at }) => at),
        minute
      ),
      34
    )
    const counts = names.map((name) => timesOf(left, name).length)
    assert.isAtMost(Math.max(...counts) - Math.min(...counts), 1)
    const end = start + 3 * minute
    const finals = names.map((name) => busy.final("T", name, end))
    assert.deepStrictEqual(
      finals,
      names.map(() => 0),
      "final text never waits for previews"
    )
  })

  it("counts final text, holds it only where Slack would refuse it, and says for how long exactly", () => {
    const governor = makeStreamGovernor()
    const waits = Array.from({ length: 60 }, (_, index) => governor.final("T", `m${index}`, start + index * 10))
    assert.strictEqual(waits.filter((wait) => wait === 0).length, 48)
    assert.isAbove(governor.preview("T", "preview", start + 1000), 0)
    const held = waits[50] ?? 0
    assert.isAbove(held, 0)
    assert.isAbove(governor.final("T", "m50", start + 500 + held - 1), 0)
    assert.strictEqual(governor.final("T", "m50", start + 500 + held), 0)
    assert.strictEqual(governor.final("other workspace", "m", start + 1000), 0)
  })

  it("begins a stream only where its end will fit as well, whatever is asked: 20 beginnings and 20 ends a minute", () => {
    const step = fc.record({
      kind: fc.constantFrom("start", "start", "stop"),
      which: fc.integer({ min: 0, max: 40 }),
      after: fc.integer({ min: 0, max: 4000 })
    })
    const run = (
      governor: StreamGovernor,
      steps: ReadonlyArray<typeof step extends fc.Arbitrary<infer A> ? A : never>
    ) => {
      const live: Array<string> = []
      const [starts, stops]: [Array<number>, Array<number>] = [[], []]
      let now = start
      const end = (stream: string) => {
        governor.stop("T", stream, now)
        stops.push(now)
      }
      for (const [index, { after, kind, which }] of steps.entries()) {
        now += after
        if (kind === "start" && governor.start("T", String(index), now)) {
          starts.push(now)
          live.push(String(index))
        } else if (kind === "stop") {
          for (const stream of live.splice(which % Math.max(1, live.length), 1)) end(stream)
        }
      }
      // The worst that can be: all of them end in one instant.
      for (const stream of live) end(stream)
      return { starts, stops }
    }
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const { starts, stops } = run(makeStreamGovernor(), steps)
        assert.isAtMost(mostWithin(starts, minute), 20)
        assert.isAtMost(mostWithin(stops, minute), 20)
      })
    )
    const governor = makeStreamGovernor()
    const begun = Array.from({ length: 30 }, (_, index) => governor.start("T", String(index), start + index))
    assert.strictEqual(begun.filter(Boolean).length, 19)
    governor.over("T", "0")
    assert.isFalse(governor.start("T", "again", start + 100), "it began all the same")
    assert.isTrue(governor.start("T", "again", start + 400_000), "streams that nobody ended are over by then")
  })
})
