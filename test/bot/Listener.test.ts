/** Whoever begins a request and does not come to its end is not waited for, and somebody else's name is not believed. */
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Headers } from "effect/http"
import { reachingOf } from "../../src/adapters/surface/web/server/Reaching.ts"
import { listenSomewhere, portOf } from "../../src/bot/Listener.ts"
import { dawdle } from "../support/WebVisit.ts"

describe("the listener", () => {
  it.live("cuts off whoever is too slow with the beginning of a request, or with its end", () =>
    Effect.gen(function* () {
      const hasty = { headersTimeout: 50, requestTimeout: 100, connectionsCheckingInterval: 20 }
      const server = yield* listenSomewhere({ host: "127.0.0.1", port: 0 }, hasty)
      yield* server.serve(Effect.interruptible(Effect.never))
      const origin = `http://127.0.0.1:${portOf(server)}`
      for (const begun of [
        "POST / HTTP/1.1\r\nHost: x\r\nA: b",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab"
      ]) {
        assert.match(yield* dawdle(origin, begun), /^HTTP\/1\.1 408 /)
      }
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})

describe("from where a request came", () => {
  const reaching = (headers: Record<string, string>) =>
    reachingOf(Headers.fromInput(headers), new Set(["bots.example", "[fd00::1]"]))

  it("is TLS where a proxy says so, under a name that was configured", () => {
    const proxied = { "x-forwarded-proto": "https" }
    assert.include(reaching({ host: "bots.example", ...proxied }), { origin: "https://bots.example", secure: true })
    assert.include(reaching({ host: "BOTS.example:8443", ...proxied }), { origin: "https://bots.example:8443" })
    assert.include(reaching({ host: "127.0.0.1:3456", ...proxied }), { origin: "http://127.0.0.1:3456", secure: false })
    assert.include(reaching({ host: "bots.example" }), { secure: false })
  })

  it("is the same origin only where the browser says exactly that", () => {
    const host = "bots.example"
    const from = (headers: Record<string, string>) => reaching({ host, ...headers }).sameOrigin
    assert.isTrue(from({ origin: "http://bots.example" }))
    assert.isTrue(from({ "sec-fetch-site": "same-origin" }))
    for (const wrong of ["https://bots.example", "http://bots.example:80", "http://x.bots.example", "null", ""]) {
      assert.isFalse(from({ origin: wrong, "sec-fetch-site": "same-origin" }), wrong)
    }
    for (const site of ["same-site", "cross-site", "none"]) assert.isFalse(from({ "sec-fetch-site": site }))
    assert.isFalse(from({}))
    assert.isTrue(from({ "x-forwarded-proto": "https", origin: "https://bots.example" }))
    assert.isFalse(from({ "x-forwarded-proto": "https", origin: "http://bots.example" }))
  })
})
