/** Framing: whatever the chunks, the lines are those of the whole. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import * as fc from "fast-check"
import type { CliLine } from "../../../src/core/cli/CliProcess.ts"
import { Ndjson } from "../../../src/core/cli/Ndjson.ts"

const bytesOf = (text: string) => new TextEncoder().encode(text)

const decode = (chunks: ReadonlyArray<Uint8Array>) =>
  Stream.fromIterable(chunks).pipe(Stream.rechunk(3), Ndjson.decode, Stream.runCollect)

/** The same by the plainest means: the whole text, split. */
const split = (text: string): ReadonlyArray<CliLine> =>
  text.split("\n").flatMap((raw): ReadonlyArray<CliLine> => {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw
    if (line.trim() === "") return []
    try {
      return [{ _tag: "Json", value: JSON.parse(line), text: line }]
    } catch {
      return [{ _tag: "Garbage", text: line }]
    }
  })

const cut = (bytes: Uint8Array, sizes: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const chunks: Array<Uint8Array> = []
  let at = 0
  for (let n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return chunks
}

const line = fc.oneof(
  fc.json(),
  fc.record({ text: fc.string({ unit: "binary" }) }).map((value) => JSON.stringify(value)),
  fc.constantFrom("", " ", "\r", "\ufeff{}", "[debug] starting…", '{"half":', "日本語 🙂", '{"separator":"\u2028"}')
)
const output = fc
  .tuple(fc.array(line), fc.constantFrom("\n", "\r\n"), fc.constantFrom("", "\n"))
  .map(([lines, end, last]) => lines.join(end) + last)
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 })

describe("Ndjson", () => {
  it("any chunking gives the lines of the whole", () =>
    fc.assert(
      fc.asyncProperty(output, sizes, async (text, sizes) => {
        assert.deepStrictEqual(await Effect.runPromise(decode(cut(bytesOf(text), sizes))), split(text))
      }),
      { numRuns: 500 }
    ))

  it("what is sent is one line to every reader, and the same value", () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.string({ unit: "binary" }), fc.constant("a\u2028b\u2029\r\n")),
        (value) => {
          const text = Ndjson.encode(value)
          assert.match(text, /^[^\n\r\u2028\u2029]*\n$/u)
          assert.deepStrictEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
        }
      )
    ))

  it.effect("broken UTF-8 spoils its own line only", () =>
    Effect.gen(function* () {
      const lines = yield* decode([bytesOf('{"a":1}\n'), new Uint8Array([0xff, 0xc3]), bytesOf('\n{"b":2}')])
      assert.deepStrictEqual(
        lines.map((line) => line._tag),
        ["Json", "Garbage", "Json"]
      )
    })
  )

  it.effect("a line without an end is given up, the next one is read", () =>
    Effect.gen(function* () {
      const megabyte = new Uint8Array(1024 * 1024).fill(97)
      const endless = Array.from({ length: 70 }, () => megabyte)
      const lines = yield* decode([...endless, bytesOf('aa\n{"after":true}\n')])
      assert.deepStrictEqual(
        lines.map((line) => (line._tag === "Json" ? line.value : line.text.length)),
        [1024, { after: true }]
      )
    })
  )

  // Copying the line again with each piece would mean 100 GB here.
  it.effect("10 MB in small pieces are one line", () =>
    Effect.gen(function* () {
      const text = JSON.stringify({ text: "é".repeat(5 * 1024 * 1024) })
      const lines = yield* decode(cut(bytesOf(`${text}\n`), [511]))
      assert.strictEqual(lines.length, 1)
      assert.strictEqual(lines[0]?.text, text)
    })
  )
})
