/** Under which names the web server may be spoken to. */
import { assert, describe, it } from "@effect/vitest"
import { hostsOf, isLoopback, ownUrl, parseAddress } from "../../src/bot/WebAddress.ts"

describe("the address of the web server", () => {
  it("is a host and a port, of either family", () => {
    assert.deepStrictEqual(parseAddress("127.0.0.1:3456"), { host: "127.0.0.1", port: 3456 })
    assert.deepStrictEqual(parseAddress("[::1]:0"), { host: "::1", port: 0 })
    for (const wrong of ["", "3456", "localhost", "::1:80", "a b:1", "host:99999", "http://host:1", "[host]:1"]) {
      assert.isUndefined(parseAddress(wrong), wrong)
    }
  })

  it("answers to this machine's names only, and to those that were named", () => {
    const here = hostsOf({ host: "127.0.0.1", port: 3456 }, [])
    assert.sameMembers([...here], ["127.0.0.1:3456", "localhost:3456", "[::1]:3456"])
    const named = hostsOf({ host: "10.0.0.5", port: 80 }, ["Bots.example"])
    assert.sameMembers([...named], ["10.0.0.5:80", "bots.example:80", "bots.example"])
  })

  it("is reached from here, wherever it listens", () => {
    assert.strictEqual(ownUrl({ host: "0.0.0.0", port: 1 }), "http://127.0.0.1:1")
    assert.strictEqual(ownUrl({ host: "::1", port: 1 }), "http://[::1]:1")
    assert.isTrue(isLoopback("127.0.0.2"))
    assert.isFalse(isLoopback("0.0.0.0"))
  })
})
