/** What kind of file something is: pictures by what is in them, and by nobody's word. */
import { assert, describe, it } from "@effect/vitest"
import { isPicture, mediaTypeOf } from "../../../src/core/files/MediaTypes.ts"

const head = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const typeOf = (name: string, said: string, text: string) => mediaTypeOf({ name, said, head: head(text) })

describe("the kind of a file", () => {
  it("is a picture only where its bytes begin like one", () => {
    assert.strictEqual(typeOf("x.html", "text/html", "\u0089PNG\r\n\u001a\n"), "image/png")
    assert.strictEqual(typeOf("x", "", "\u00ff\u00d8\u00ff\u00e0"), "image/jpeg")
    assert.strictEqual(typeOf("x", "", "GIF89a"), "image/gif")
    assert.strictEqual(typeOf("x", "", "RIFF....WEBPVP8 "), "image/webp")
    for (const said of ["image/png", "image/jpeg", "image/gif", "image/webp", "IMAGE/PNG; x=y"]) {
      assert.isFalse(isPicture(typeOf("x.png", said, "<script>")), said)
      assert.isFalse(isPicture(typeOf("x.png", said, "")), said)
    }
    assert.isFalse(isPicture(typeOf("x.svg", "image/svg+xml", "<svg>")))
  })

  it("is what it is called, else what its name says, and never anything that is no type", () => {
    assert.strictEqual(typeOf("a.csv", "text/csv; charset=utf-8", "a,b"), "text/csv")
    assert.strictEqual(typeOf("a.csv", "application/octet-stream", "a,b"), "text/csv")
    assert.strictEqual(typeOf("a.csv", "application/x-www-form-urlencoded", "a,b"), "text/csv")
    for (const said of ["", "text", "text/html\r\nx: y", "<b>/x", "a/b/c", `a/${"b".repeat(100)}`]) {
      assert.strictEqual(typeOf("a.b", said, "a"), "application/octet-stream", said)
    }
  })
})
