/** The dashboard is built when it must be, and only then; who builds at the same time does no harm. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Logger, Path } from "effect"
import { makeDashboardBuild } from "../../src/bot/DashboardBuild.ts"

const client = "src/adapters/surface/web/client"

/** Writes what it was told into the page that it builds, and leaves a line in `builds` for every time: where. */
const program = `
const { appendFileSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs")
const [, , product, folder] = process.argv
appendFileSync(product + "/builds", require("node:path").relative(product, folder) + "\\n")
if ("SLACK_BOT_TOKEN" in process.env) throw new Error("it was told a secret")
const source = readFileSync(product + "/${client}/main.tsx", "utf8")
if (source.includes("broken")) {
  console.error("main.tsx: cannot be parsed")
  process.exit(1)
}
mkdirSync(folder + "/assets", { recursive: true })
writeFileSync(folder + "/index.html", source)
`

const clone = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const product = yield* fs.makeTempDirectoryScoped({ prefix: "orchestrator-dashboard-" })
  const builder = path.join(product, "builder.cjs")
  const main = path.join(product, client, "main.tsx")
  yield* fs.makeDirectory(path.dirname(main), { recursive: true })
  yield* fs.writeFileString(builder, program)
  yield* fs.writeFileString(path.join(product, "package-lock.json"), "{}")
  const write = (text: string) => fs.writeFileString(main, text)
  yield* write("first")

  /** A service that starts, and what it is told. */
  const begin = makeDashboardBuild({
    product,
    environment: { PATH: process.env.PATH ?? "", SLACK_BOT_TOKEN: "xoxb-secret" },
    builder: { program: builder, command: (folder) => [process.execPath, builder, product, folder] }
  })
  const start = Effect.gen(function* () {
    const { folder } = yield* begin
    return yield* fs.readFileString(path.join(yield* folder, "index.html"))
  }).pipe(Effect.scoped)

  /** A change that a clock of any grain sees. */
  const change = (relative: string) => {
    const later = new Date(Date.now() + 60_000)
    return fs.utimes(path.join(product, relative), later, later)
  }
  const places = fs.readFileString(path.join(product, "builds")).pipe(
    Effect.map((text) => text.trim().split("\n")),
    Effect.orElseSucceed(() => [])
  )
  const builds = Effect.map(places, ({ length }) => length)
  /** What a build that somebody killed so long ago left behind. */
  const abandon = Effect.fnUntraced(function* (name: string, minutesAgo: number) {
    const left = path.join(product, ".cache", "dashboard", name)
    yield* fs.makeDirectory(path.join(left, "new"), { recursive: true })
    const then = new Date(Date.now() - minutesAgo * 60_000)
    yield* fs.utimes(left, then, then)
  })
  const byHand = Effect.gen(function* () {
    const folder = path.join(product, "dist", "dashboard")
    yield* fs.makeDirectory(folder, { recursive: true })
    yield* fs.writeFileString(path.join(folder, "index.html"), "by hand")
    return folder
  })
  const namesIn = (relative: string) =>
    fs.readDirectory(path.join(product, relative)).pipe(Effect.orElseSucceed(() => []))
  const leftovers = namesIn(".cache/dashboard")
  const remove = (relative: string) => fs.remove(path.join(product, relative), { recursive: true })
  return { abandon, begin, builds, byHand, change, leftovers, namesIn, places, remove, start, write }
})

describe("the dashboard's build", () => {
  it.layer(Layer.merge(NodeServices.layer, Logger.layer([])), { excludeTestServices: true })((it) => {
    it.effect("is made when it is missing, and once", () =>
      Effect.gen(function* () {
        const { builds, leftovers, start } = yield* clone
        assert.strictEqual(yield* start, "first")
        assert.strictEqual(yield* start, "first")
        assert.strictEqual(yield* builds, 1)
        assert.deepStrictEqual(yield* leftovers, [])
      })
    )

    it.effect("is made outside of what is packed, and what a killed one left is swept", () =>
      Effect.gen(function* () {
        const { abandon, leftovers, namesIn, places, start } = yield* clone
        yield* abandon("long-ago", 11)
        yield* abandon("perhaps-alive", 4)
        yield* start
        assert.deepStrictEqual(yield* leftovers, ["perhaps-alive"])
        assert.deepStrictEqual(yield* namesIn("dist"), ["dashboard"])
        for (const place of yield* places) assert.match(place, /^\.cache\/dashboard\//)
      })
    )

    it.effect("is made again when a file, a folder or what it is built with has changed since", () =>
      Effect.gen(function* () {
        for (const changed of [`${client}/main.tsx`, client, "package-lock.json"]) {
          const { builds, change, start, write } = yield* clone
          yield* start
          yield* write("changed")
          yield* change(changed)
          assert.strictEqual(yield* start, "changed")
          assert.strictEqual(yield* builds, 2)
        }
      })
    )

    it.effect("by two at the same time is one of theirs, whole", () =>
      Effect.gen(function* () {
        const { leftovers, start } = yield* clone
        assert.deepStrictEqual(yield* Effect.all([start, start, start], { concurrency: 3 }), [
          "first",
          "first",
          "first"
        ])
        assert.deepStrictEqual(yield* leftovers, [])
      })
    )

    it.effect("that fails says why and what to do; an older one is shown meanwhile", () =>
      Effect.gen(function* () {
        const { change, leftovers, start, write } = yield* clone
        yield* write("broken")
        const error = yield* Effect.flip(start)
        assert.include(error.message, "npm run build")
        assert.include(error.message, "main.tsx: cannot be parsed")
        assert.deepStrictEqual(yield* leftovers, [])
        yield* write("first")
        yield* start
        yield* write("broken")
        yield* change(`${client}/main.tsx`)
        assert.strictEqual(yield* start, "first")
      })
    )

    it.effect("that failed is found when somebody made it by hand since", () =>
      Effect.gen(function* () {
        const { byHand, begin, write } = yield* clone
        yield* write("broken")
        const { folder } = yield* begin
        yield* Effect.flip(folder)
        yield* byHand
        assert.strictEqual(yield* folder, yield* byHand)
      })
    )

    it.effect("is never made without sources, and never without a builder", () =>
      Effect.gen(function* () {
        const { builds, remove, start } = yield* clone
        yield* start
        yield* remove("src")
        assert.strictEqual(yield* start, "first")
        yield* remove("dist")
        assert.include((yield* Effect.flip(start)).message, "install it again")
        assert.strictEqual(yield* builds, 1)

        const other = yield* clone
        yield* other.remove("builder.cjs")
        assert.include((yield* Effect.flip(other.start)).message, "npm install")
      })
    )
  })
})
