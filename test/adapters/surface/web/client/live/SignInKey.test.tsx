// @vitest-environment happy-dom
/** The key to a sign-in as a page keeps it: taken from the address, told to the service alone, and forgotten. */
import { afterEach, assert, describe, it } from "vitest"
import {
  forgetKey,
  keyHeaders,
  keyProtocols,
  signInKey,
  takeKey
} from "../../../../../../src/adapters/surface/web/client/live/SignInKey.ts"

const key = "a1".repeat(32)
const other = "b2".repeat(32)

afterEach(() => localStorage.clear())

describe("the key to a sign-in", () => {
  it("is taken out of the address, where nobody reads it any more", () => {
    history.replaceState(null, "", `/?a=1#key=${key}`)
    takeKey()
    assert.strictEqual(location.pathname + location.search + location.hash, "/?a=1")
    assert.strictEqual(signInKey(), key)
    assert.deepStrictEqual(keyHeaders(), { "x-orchestrator-key": key })
    assert.deepStrictEqual(keyProtocols(), ["orchestrator", `key-${key}`])
  })

  it("is nothing else that stands there", () => {
    for (const hash of ["", "#turn-1", "#key=", `#key=${key}0`, "#key=<script>"]) {
      history.replaceState(null, "", `/sessions${hash}`)
      takeKey()
      assert.strictEqual(location.hash, hash.replace("<script>", "%3Cscript%3E"))
      assert.strictEqual(signInKey(), undefined)
    }
    assert.deepStrictEqual(keyHeaders(), {})
    assert.deepStrictEqual(keyProtocols(), ["orchestrator"])
  })

  it("is forgotten when it is worth nothing, but not one that another page got meanwhile", () => {
    localStorage.setItem("sign-in-key", other)
    forgetKey(key)
    assert.strictEqual(signInKey(), other)
    forgetKey(other)
    assert.strictEqual(signInKey(), undefined)
  })
})
