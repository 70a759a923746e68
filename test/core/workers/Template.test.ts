import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import {
  type Filling,
  fillTemplate,
  literalTemplate,
  longestFilled,
  parseTemplate
} from "../../../src/core/workers/Template.ts"

const filled = (template: string, values: Readonly<Record<string, Filling>>): string => {
  const parsed = Result.getOrThrow(parseTemplate(template))
  return Result.getOrThrow(
    fillTemplate(parsed, ({ name, path, written }) => {
      const value = values[[name, ...path].join(".")]
      return value === undefined ? Result.fail(`${written} is not there`) : Result.succeed(value)
    })
  )
}
const fault = (template: string): string => Result.getOrElse(Result.flip(parseTemplate(template)), () => "")

describe("a template", () => {
  it("has its holes filled, and keeps every other character", () => {
    assert.strictEqual(
      filled("sum up {{ review }} of {{input}}: {{list.files.0}} }} {x}", {
        review: ["fine"],
        input: ["src"],
        "list.files.0": ["a.ts"]
      }),
      "sum up fine of src: a.ts }} {x}"
    )
  })

  it("never expands what was filled in", () => {
    assert.strictEqual(
      filled("{{item}} {{input}}", { item: ["{{input}} \\{{"], input: ["secret"] }),
      "{{input}} \\{{ secret"
    )
  })

  it("keeps \\{{ as the characters themselves", () => {
    assert.strictEqual(filled("explain \\{{ x }} and {{input}}", { input: ["y"] }), "explain {{ x }} and y")
  })

  it("of any text made literal gives that text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.strictEqual(filled(literalTemplate(text), {}), text)
      })
    )
  })

  it("says where it is wrong, and how the characters are meant", () => {
    assert.strictEqual(
      fault("in {{go"),
      "the {{ at character 4 is never closed; write \\{{ where the characters themselves are meant"
    )
    assert.strictEqual(
      fault("a {{ b c }}"),
      "{{ b c }} at character 3 names nothing; write \\{{ where the characters themselves are meant"
    )
    assert.include(fault("{{}}"), "{{}} at character 1 names nothing")
    assert.include(fault("{{a..b}}"), "{{a..b}}")
  })

  it("is never longer than it may be: the longest parts are cut, and say by how much", () => {
    const text = filled("first {{a}} then {{b}}", { a: ["x".repeat(300_000)], b: ["short", "😀".repeat(60_000)] })
    assert.isAtMost(text.length, longestFilled)
    assert.isAbove(text.length, longestFilled * 0.99)
    assert.match(text, /^first x+\n\[\d{3},\d{3} more characters are left out here\] then short/)
    assert.match(text, /😀\n\[\d+,\d{3} more characters are left out here\]$/)
    assert.isTrue(text.isWellFormed(), "nothing is cut within a character")
  })

  it("fits whatever is filled in", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 150_000 }), { minLength: 1, maxLength: 20 }), (lengths) => {
        const text = filled("{{a}}.", { a: lengths.map((length) => "x".repeat(length)) })
        const whole = lengths.reduce((sum, length) => sum + length, 1)
        assert.isAtMost(text.length, longestFilled)
        if (whole <= longestFilled) assert.strictEqual(text.length, whole)
      })
    )
  })

  it("that leaves no room for what is to be filled in is refused", () => {
    const parsed = Result.getOrThrow(parseTemplate(`${"x".repeat(longestFilled - 10)}{{a}}`))
    const refused = fillTemplate(parsed, () => Result.succeed(["y".repeat(100)]))
    assert.include(
      Result.getOrElse(Result.flip(refused), () => ""),
      "100,000 characters; put the long part into a file"
    )
  })
})
