/** How chat connections are told: by each platform of its own parts, and by the doctor of all of them. */
import { assert, describe, it } from "vitest"
import { gatewayConnection } from "../../../src/adapters/chat/discord/gateway/GatewayConnection.ts"
import { receptionConnection } from "../../../src/adapters/chat/slack/receive/ReceptionConnection.ts"
import { connectionChecks } from "../../../src/bot/doctor/ConnectionChecks.ts"

describe("connections", () => {
  it("a gateway is connected when every shard is ready", () => {
    const shard = (status: "connecting" | "connected" | "ready") => ({ shard: 0, status })
    assert.strictEqual(gatewayConnection([]).state, "down")
    assert.deepStrictEqual(gatewayConnection([shard("connected")]), {
      state: "connecting",
      detail: "gateway not ready yet"
    })
    assert.deepStrictEqual(gatewayConnection([shard("ready"), shard("connecting")]), {
      state: "connecting",
      detail: "1 of 2 shards ready"
    })
    assert.strictEqual(gatewayConnection([shard("ready"), shard("ready")]).state, "connected")
  })

  it("one open socket of two is enough, and a server has to listen", () => {
    const way = (name: string, state: "connected" | "connecting") => ({ name, state, since: 0 })
    const sockets = [way("socket 1", "connected"), way("socket 2", "connecting")]
    assert.strictEqual(receptionConnection([]).state, "down")
    assert.deepStrictEqual(receptionConnection(sockets), { state: "connected", detail: "1 of 2 sockets open" })
    assert.strictEqual(receptionConnection([way("socket 1", "connecting")]).state, "connecting")
    const server = "http://127.0.0.1:3000/slack/events"
    assert.deepStrictEqual(receptionConnection([way(server, "connected")]), {
      state: "connected",
      detail: `listens on ${server}`
    })
    assert.strictEqual(receptionConnection([...sockets, way(server, "connecting")]).state, "connecting")
  })

  it("a configured platform that does not run or is not connected is a fault with a fix", () => {
    const checks = connectionChecks(
      ["discord", "slack", "console"],
      [
        { platform: "discord", connection: { state: "down", detail: "no connection to the gateway" } },
        { platform: "console" },
        { platform: "control" }
      ]
    )
    assert.deepStrictEqual(
      checks.map(({ found, name, state }) => [name, state, found]),
      [
        ["discord", "failed", "not connected: no connection to the gateway"],
        ["slack", "failed", "configured, and does not run"]
      ]
    )
    assert.isTrue(checks.every(({ fix }) => fix !== ""))
  })
})
