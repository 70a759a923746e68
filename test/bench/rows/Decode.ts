/**
 * What reading a CLI's lines with schemas costs beside `JSON.parse` alone: real captures, as bytes, through framing,
 * parsing, schemas and translation, in rounds that take turns with the bare parser on the same bytes.
 */
import "effect/schema/SchemaJITCompiler/enable"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { gunzipSync } from "node:zlib"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { makeTranslation } from "../../../src/adapters/backend/claude/Translation.ts"
import { Ndjson } from "../../../src/core/cli/Ndjson.ts"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { median } from "../Statistics.ts"

const folder = join(import.meta.dirname, "../../fixtures/claude")
const chunkBytes = 64 * 1024

/** What the CLI said in every capture, one line each. */
const capturedLines = (): ReadonlyArray<string> =>
  readdirSync(folder)
    .filter((name) => name.includes(".ndjson"))
    .flatMap((name) => {
      const bytes = readFileSync(join(folder, name))
      const lines = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").split("\n")
      const both = name.endsWith(".io.ndjson")
      return lines.flatMap((line) => {
        if (line === "" || !line.startsWith("{")) return []
        if (!both) return [line]
        const { dir, msg }: { readonly dir: string; readonly msg: unknown } = JSON.parse(line)
        return dir === "out" ? [JSON.stringify(msg)] : []
      })
    })

const chunksOf = (lines: ReadonlyArray<string>): ReadonlyArray<Uint8Array> => {
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""))
  return Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, at) =>
    bytes.subarray(at * chunkBytes, (at + 1) * chunkBytes)
  )
}

/** The least that any reader does: text, lines, JSON. */
const bare = (chunks: ReadonlyArray<Uint8Array>): number => {
  const decoder = new TextDecoder()
  let rest = ""
  let count = 0
  for (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) if (JSON.parse(line) !== undefined) count++
  }
  return count
}

const ours = (chunks: ReadonlyArray<Uint8Array>): Promise<number> => {
  const translation = makeTranslation({ cwd: "/workspace" })
  translation.expect("00000000-0000-8000-8000-000000000000")
  let count = 0
  return Stream.fromIterable(chunks).pipe(
    Stream.rechunk(1),
    Ndjson.decode,
    Stream.runForEachArray((lines) =>
      Effect.sync(() => {
        for (const line of lines) {
          translation.line(line)
          count++
        }
      })
    ),
    Effect.as(0),
    Effect.map(() => count),
    Effect.runPromise
  )
}

export const decode: Benchmark = {
  name: "decode",
  promise: ">= 0.80x the lines/s of JSON.parse",
  measure: async ({ smoke }) => {
    const lines = capturedLines()
    const chunks = chunksOf(lines)
    const time = async (run: () => number | Promise<number>) => {
      const start = performance.now()
      const count = await run()
      if (count < lines.length * 0.99) throw new Error(`only ${count} of ${lines.length} lines were read`)
      return performance.now() - start
    }
    for (let round = 0; round < (smoke ? 3 : 10); round++) {
      await time(() => bare(chunks))
      await time(() => ours(chunks))
    }
    const shares: Array<number> = []
    const rates: Array<number> = []
    for (let round = 0; round < (smoke ? 8 : 80); round++) {
      const ahead = await time(() => bare(chunks))
      const taken = await time(() => ours(chunks))
      const behind = await time(() => bare(chunks))
      shares.push((ahead + behind) / 2 / taken)
      rates.push(lines.length / taken)
    }
    const share = median(shares)
    const rate = median(rates)
    const held = share >= 0.8
    return {
      measured: `${share.toFixed(2)}x, ${Math.round(rate)} lines/ms`,
      held,
      remark: remarkOf(
        held,
        `${lines.length} captured lines with framing and translation, against split and JSON.parse`,
        "what is left beside parsing is framing and translation"
      ),
      figures: { share, linesPerMilli: rate }
    }
  }
}
