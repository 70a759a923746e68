/** When a connection counts as stuck: by what it says itself, and by nothing that the client says of it. */
import { assert, describe, it } from "@effect/vitest"
import { makeGatewayHealth } from "../../../../../src/adapters/chat/discord/gateway/GatewayHealth.ts"

const limits = { readyWithin: 60_000, silentFor: 300_000 }

describe("GatewayHealth", () => {
  it("complains of a connection that connects and is never continued", () => {
    const health = makeGatewayHealth(limits, 0)
    health.note("connected", 0, 500)
    health.note("ready", 0, 1000)
    health.note("closed", 0, 100_000)
    // It comes back and asks to continue, and Discord never answers, though it answers heartbeats.
    health.note("connected", 0, 101_000)
    health.note("alive", 0, 150_000)
    assert.isUndefined(health.complaint(160_000))
    assert.match(health.complaint(160_001) ?? "", /connection 0 .* does not get ready/)
    assert.deepStrictEqual(health.shards(), [{ shard: 0, status: "connected", lastHeartbeatAt: 150_000 }])
    health.note("resumed", 0, 160_500)
    assert.isUndefined(health.complaint(170_000))
  })

  it("does not take falling over and over for progress", () => {
    const health = makeGatewayHealth(limits, 0)
    health.note("ready", 0, 0)
    for (let at = 1000; at <= 62_000; at += 1000) {
      health.note("connected", 0, at)
      health.note("closed", 0, at + 500)
    }
    assert.isDefined(health.complaint(62_000))
  })

  it("lets many connections be made one after the other", () => {
    const health = makeGatewayHealth(limits, 0)
    for (let shard = 0; shard < 40; shard++) {
      health.note("connected", shard, 100)
    }
    for (let shard = 0; shard < 40; shard++) {
      assert.isUndefined(health.complaint(shard * 5000))
      health.note("ready", shard, shard * 5000)
    }
  })

  it("complains when nothing can be reached, and when a ready one is silent", () => {
    const health = makeGatewayHealth(limits, 0)
    assert.isDefined(health.complaint(60_001))
    health.note("ready", 0, 70_000)
    assert.isUndefined(health.complaint(370_000))
    assert.match(health.complaint(370_001) ?? "", /silent/)
  })
})
