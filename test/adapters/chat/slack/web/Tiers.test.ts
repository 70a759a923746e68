import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { makeTiers } from "../../../../../src/adapters/chat/slack/web/Tiers.ts"

const start = 1_800_000_000_000
const minute = 60_000

const post = (channel: string, team = "T") => ({ team, method: "chat.postMessage", args: { channel } })

const slackTiers = { "chat.update": 50, "reactions.remove": 20, "chat.appendStream": 100, "files.info": 100 } as const

describe("Tiers", () => {
  it("lets three posts into a channel at once, then one a second; other channels do not wait for it", () => {
    const tiers = makeTiers()
    const left: Array<number> = []
    let now = start
    while (now < start + 10_000) {
      const wait = tiers.leave(post("C1"), now)
      if (wait === 0) left.push(now)
      now += Math.max(1, Math.ceil(wait))
    }
    assert.deepStrictEqual(
      left.slice(0, 3).map((at) => at - start),
      [0, 1, 2]
    )
    assert.isAtMost(left.length, 3 + 10)
    assert.isAtLeast(left.length, 3 + 8)
    assert.strictEqual(tiers.leave(post("C2"), start + 10_000), 0)
  })

  it("never posts more than Slack takes in a channel, however long each post is on its way", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 30, maxLength: 60 }), (delays) => {
        const tiers = makeTiers()
        let now = start
        let bucket = { left: 4, at: start }
        for (const delay of delays) {
          const wait = Math.ceil(tiers.leave(post("C1"), now))
          now += wait
          if (wait > 0) assert.strictEqual(tiers.leave(post("C1"), now), 0)
          const at = Math.max(bucket.at, now + delay)
          const left = Math.min(4, bucket.left + (at - bucket.at) / 1_000)
          assert.isAtLeast(left, 1)
          bucket = { left: left - 1, at }
        }
      })
    )
  })

  it("never goes over what Slack takes in a minute, and says exactly how long to wait", () => {
    const call = fc.record({
      method: fc.constantFrom(...Object.keys(slackTiers)),
      after: fc.integer({ min: 0, max: 800 }),
      team: fc.constantFrom("T1", "T2")
    })
    fc.assert(
      fc.property(fc.array(call, { minLength: 200, maxLength: 400 }), (calls) => {
        const tiers = makeTiers()
        const left: Array<{ readonly name: string; readonly at: number }> = []
        let now = start
        for (const { after, method, team } of calls) {
          now += after
          const wait = tiers.leave({ team, method }, now)
          if (wait === 0) left.push({ name: `${team} ${method}`, at: now })
        }
        for (const [method, most] of Object.entries(slackTiers)) {
          for (const team of ["T1", "T2"]) {
            const own = left.filter(({ name }) => name === `${team} ${method}`).map(({ at }) => at)
            for (const from of own) assert.isAtMost(own.filter((at) => at >= from && at < from + minute).length, most)
          }
        }
      }),
      { numRuns: 30 }
    )
    const tiers = makeTiers()
    const remove = { team: "T", method: "reactions.remove" }
    const waits = Array.from({ length: 25 }, (_, index) => tiers.leave(remove, start + index))
    const held = waits[24] ?? 0
    assert.isAbove(held, minute - 25)
    assert.isAbove(tiers.leave(remove, start + 24 + held - 10), 0)
    assert.strictEqual(tiers.leave(remove, start + 24 + held), 0)
  })

  it("does not call what was refused before its time is over; a channel's refusal is that channel's", () => {
    const tiers = makeTiers()
    const stop = { team: "T", method: "chat.stopStream" }
    for (let index = 0; index < 60; index++) assert.strictEqual(tiers.leave(stop, start), 0, "ends are never held")
    tiers.refused(stop, 3000, start)
    assert.strictEqual(tiers.leave(stop, start + 1000), 2000)
    assert.strictEqual(tiers.leave(stop, start + 3000), 0)
    tiers.refused(post("C1"), 5000, start)
    assert.strictEqual(tiers.leave(post("C1"), start), 5000)
    assert.strictEqual(tiers.leave(post("C2"), start), 0)
    assert.strictEqual(tiers.leave(post("C1", "T2"), start), 0)
  })
})
