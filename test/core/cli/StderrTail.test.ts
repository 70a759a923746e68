/** What a person is shown of stderr: the end of it, in whole lines, as plain text. */
import { assert, describe, it } from "@effect/vitest"
import { makeStderrTail } from "../../../src/core/cli/StderrTail.ts"

const tailOf = (text: string, size = 7): string => {
  const bytes = new TextEncoder().encode(text)
  const tail = makeStderrTail()
  for (let at = 0; at < bytes.length; at += size) tail.push([bytes.subarray(at, at + size)])
  return tail.text()
}

describe("StderrTail", () => {
  it("colours, titles, cursor moves and controls are gone, tabs and line ends stay", () => {
    const text = "\u001b[1;31merror\u001b[0m:\tbad\r\n\u001b]0;title\u0007\u001b[2K10%\r100%\u0000\u0008\n"
    assert.strictEqual(tailOf(text), "error:\tbad\n10%\n100%")
  })

  it("at most 4 KiB, in whole lines", () => {
    const tail = tailOf(`${"äöü line\n".repeat(3000)}the end\n`)
    assert.isAtMost(new TextEncoder().encode(tail).length, 4096)
    assert.match(tail, /^äöü line\n(äöü line\n)+the end$/)
    assert.isAbove(tail.length, 3000)
  })

  it("of one endless line the end is kept, cut between characters", () => {
    const tail = tailOf(`${"🙂".repeat(5000)}!`, 1024)
    assert.match(tail, /^(🙂)+!$/u)
    assert.isAtMost(new TextEncoder().encode(tail).length, 4096)
  })

  it("nothing written is nothing", () => {
    assert.strictEqual(tailOf(""), "")
  })
})
