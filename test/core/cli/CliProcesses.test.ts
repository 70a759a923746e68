/** What a backend may rely on: every line, every error by its name, and no process left when the scope is closed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { NodeServices } from "@effect/platform-node"
import { afterAll, assert, describe, it, layer } from "@effect/vitest"
import { Effect, Exit, Fiber, FileSystem, Layer, PlatformError, Queue, Schema, Scope, Stream } from "effect"
import { ChildProcessSpawner } from "effect/process"
import { TestClock } from "effect/testing"
import { NodeProcessTable } from "../../../src/bot/NodeProcessTable.ts"
import type { CliLine, CliSpec } from "../../../src/core/cli/CliProcess.ts"
import { CliProcesses } from "../../../src/core/cli/CliProcesses.ts"
import { Mark } from "../../../src/core/cli/Mark.ts"
import { ProcessTable } from "../../../src/core/cli/ProcessTable.ts"
import { SessionId } from "../../../src/core/model/Ids.ts"

const child = fileURLToPath(new URL("../../fixtures/cli/child.mjs", import.meta.url))
const service = fileURLToPath(new URL("../../fixtures/cli/service.ts", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "cli-"))
afterAll(() => rmSync(folder, { recursive: true }))

/** Other test files, and other runs of this one, have services of their own. */
const serviceId = `test-${process.pid}`
const session = SessionId.make("default/scout/console:main")

const run = (mode: string, ...args: ReadonlyArray<string>): CliSpec => ({
  command: process.execPath,
  args: [child, mode, ...args],
  cwd: folder,
  env: {},
  session
})

/** For what starts many processes, or a service, on a busy machine. */
const patience = 30_000

const Host = Layer.provideMerge(NodeProcessTable.layer, NodeServices.layer)
const Live = Layer.provideMerge(
  CliProcesses.layer({
    mark: { service: serviceId },
    ladder: { inputEnd: "20 millis", interrupt: "20 millis", terminate: "20 millis" }
  }),
  Host
)

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    // Whether the dead are buried at once is up to the machine's first process.
    return process.platform !== "linux" || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
  } catch {
    return false
  }
}

const marked = Effect.flatMap(ProcessTable, (table) =>
  Effect.map(table.marked, (all) => all.filter((process) => process.mark.startsWith(`${serviceId}/`)))
)

const values = (lines: ReadonlyArray<CliLine>) => lines.map((line) => (line._tag === "Json" ? line.value : line.text))
const firstPid = (key: string) =>
  Effect.fnUntraced(function* (lines: Stream.Stream<CliLine>) {
    const [line] = values(yield* Stream.runCollect(Stream.take(lines, 1)))
    const said = yield* Schema.decodeUnknownEffect(Schema.Record(Schema.String, Schema.Int))(line)
    return said[key] ?? 0
  })

layer(Live, { excludeTestServices: true })("CliProcesses", (it) => {
  it.effect("text in pieces of 7 bytes comes as whole lines, garbage and an unfinished last line included", () =>
    Effect.gen(function* () {
      const file = join(folder, "output")
      writeFileSync(file, '{"text":"日本語 🙂"}\r\n\n[debug] starting…\n{"text":"ünfinished"}')
      const cli = yield* (yield* CliProcesses).start(run("chunks", file, "7"))
      const lines = yield* Stream.runCollect(cli.lines)
      assert.deepStrictEqual(values(lines), [{ text: "日本語 🙂" }, "[debug] starting…", { text: "ünfinished" }])
    })
  )

  it.effect("a line of 10 MB is one line, and the next is not lost", () =>
    Effect.gen(function* () {
      const cli = yield* (yield* CliProcesses).start(run("long"))
      const lines = yield* Stream.runCollect(cli.lines)
      assert.deepStrictEqual(
        lines.map((line) => line.text.length),
        [10 * 1024 * 1024 + 11, 14]
      )
    })
  )

  it.effect("lines read after the exit are all there", () =>
    Effect.gen(function* () {
      const cli = yield* (yield* CliProcesses).start(run("many", "5000"))
      yield* cli.exit
      const lines = yield* Stream.runCollect(cli.lines)
      assert.strictEqual(lines.length, 5000)
    })
  )

  it.effect("a child that writes more than is read waits, and nothing is lost", () =>
    Effect.gen(function* () {
      const cli = yield* (yield* CliProcesses).start(run("many", "50000"))
      const lines = yield* Stream.runCollect(cli.lines)
      assert.deepInclude(lines.at(-1), { _tag: "Json", value: { n: 49999, pad: "x".repeat(100) } })
      assert.strictEqual(lines.length, 50000)
    })
  )

  it.effect("what is sent arrives in order, one line each; the end of input ends the child", () =>
    Effect.gen(function* () {
      const cli = yield* (yield* CliProcesses).start(run("echo"))
      const sent = [{ text: "a\u2028b\nc" }, { text: "🙂" }, { text: "x".repeat(1024 * 1024) }]
      const received = yield* Effect.forkChild(Stream.runCollect(cli.lines))
      yield* Effect.forEach(sent, cli.send)
      yield* cli.endInput
      const lines = values(yield* Fiber.join(received))
      assert.deepStrictEqual(
        lines.map((line) => Schema.decodeUnknownSync(Schema.Struct({ echo: Schema.Unknown }))(line).echo),
        sent
      )
      assert.deepStrictEqual(yield* cli.exit, { code: 0, signal: null, stderr: "" })
      assert.strictEqual((yield* Effect.flip(cli.send("late"))).reason, "closed")
    })
  )

  it.effect("a line to a child that no longer listens fails, and so does one to a killed child", () =>
    Effect.gen(function* () {
      const cli = yield* (yield* CliProcesses).start(run("deaf"))
      yield* Stream.runHead(cli.lines)
      assert.strictEqual((yield* Effect.flip(cli.send("nobody reads this"))).reason, "closed")
      const killed = yield* (yield* CliProcesses).start(run("stubborn"))
      yield* Stream.runHead(killed.lines)
      yield* killed.signal("SIGKILL")
      assert.deepStrictEqual(yield* killed.exit, { code: null, signal: "SIGKILL", stderr: "" })
      assert.strictEqual((yield* Effect.flip(killed.send("late"))).reason, "closed")
      yield* killed.signal("SIGTERM")
    })
  )

  it.effect("a line that waits for room fails when the child dies", () =>
    Effect.gen(function* () {
      const cli = yield* (yield* CliProcesses).start({
        ...run("exit", "0"),
        args: ["-e", "setInterval(() => {}, 1e9)"]
      })
      const sending = yield* Effect.forkChild(Effect.flip(cli.send("x".repeat(4 * 1024 * 1024))), {
        startImmediately: true
      })
      yield* cli.signal("SIGKILL")
      assert.strictEqual((yield* Fiber.join(sending)).reason, "closed")
    })
  )

  it.effect("the exit carries the code and the last lines of stderr, plain and at most 4 KiB", () =>
    Effect.gen(function* () {
      const cli = yield* (yield* CliProcesses).start(run("exit", "3"))
      const exit = yield* cli.exit
      assert.strictEqual(exit.code, 3)
      assert.match(exit.stderr, /^noise\n(noise\n)+fatal: bang$/)
      assert.isAtMost(exit.stderr.length, 4096)
    })
  )

  it.effect("the child sees its own environment and the mark, nothing of ours", () =>
    Effect.gen(function* () {
      const cli = yield* (yield* CliProcesses).start({ ...run("environment"), env: { ONLY: "this" } })
      const [line] = values(yield* Stream.runCollect(cli.lines))
      const environment = yield* Schema.decodeUnknownEffect(Schema.Record(Schema.String, Schema.String))(line)
      assert.deepStrictEqual(Object.keys(environment).sort(), ["ONLY", Mark.variable])
      assert.match(
        environment[Mark.variable] ?? "",
        new RegExp(`^${serviceId}/[^/]+/default%2Fscout%2Fconsole%3Amain$`)
      )
    })
  )

  it.effect("what cannot be started says why", () =>
    Effect.gen(function* () {
      const processes = yield* CliProcesses
      const plainFile = join(folder, "plain")
      writeFileSync(plainFile, "no program", { mode: 0o644 })
      const cases = [
        [{ command: "no-such-program-anywhere" }, "not-found"],
        [{ command: `${plainFile}/deeper` }, "not-found"],
        [{ command: plainFile }, "not-executable"],
        [{ cwd: join(folder, "missing") }, "no-such-directory"],
        [{ cwd: plainFile }, "no-such-directory"],
        [{ args: ["\0"] }, "spawn-failed"]
      ] as const
      for (const [change, reason] of cases) {
        const error = yield* Effect.flip(Effect.scoped(processes.start({ ...run("echo"), ...change })))
        assert.strictEqual(error.reason, reason, error.message)
      }
    })
  )

  it.effect("what a child left in a session of its own is gone when the scope is closed", () =>
    Effect.gen(function* () {
      const left = yield* Effect.scoped(
        Effect.gen(function* () {
          const cli = yield* (yield* CliProcesses).start(run("leave"))
          const left = yield* firstPid("left")(cli.lines)
          assert.strictEqual((yield* cli.exit).code, 0)
          assert.isTrue(isAlive(left))
          return left
        })
      )
      assert.isFalse(isAlive(left))
    })
  )

  it.effect("the lines end although what was left behind keeps stdout open", () =>
    Effect.gen(function* () {
      const cli = yield* (yield* CliProcesses).start(run("leave", "holding"))
      const lines = yield* Stream.runCollect(cli.lines)
      assert.strictEqual(lines.length, 1)
    })
  )

  it.effect(
    "an interruption at any moment leaves nothing",
    () =>
      Effect.gen(function* () {
        for (let turns = 0; turns < 12; turns++) {
          const starting = yield* Effect.forkChild(
            Effect.scoped(Effect.andThen((yield* CliProcesses).start(run("stubborn")), Effect.never))
          )
          yield* Effect.repeat(Effect.yieldNow, { times: turns * turns })
          yield* Fiber.interrupt(starting)
        }
        assert.deepStrictEqual(yield* marked, [])
      }),
    patience
  )

  it.effect("a signal goes only to a process that still carries the mark that was seen", () =>
    Effect.gen(function* () {
      const cli = yield* (yield* CliProcesses).start(run("stubborn"))
      yield* Stream.runHead(cli.lines)
      const table = yield* ProcessTable
      assert.isFalse(yield* table.signal({ pid: cli.pid, mark: "another/1/s" }, "SIGKILL"))
      assert.isFalse(yield* table.signal({ pid: process.pid, mark: "" }, "SIGKILL"))
      const [own] = yield* marked
      assert.strictEqual(own?.pid, cli.pid)
      if (own !== undefined) assert.isTrue(yield* table.signal(own, "SIGKILL"))
      assert.strictEqual((yield* cli.exit).signal, "SIGKILL")
    })
  )

  it.effect(
    "after a kill -9 of the service its processes are found, spared, awaited and ended",
    () =>
      Effect.gen(function* () {
        const processes = yield* CliProcesses
        const earlier = yield* processes.start({
          ...run("echo"),
          args: [service, serviceId, child, "a/1", "b/2"],
          env: { PATH: process.env.PATH ?? "" }
        })
        const [pids] = values(yield* Stream.runCollect(Stream.take(earlier.lines, 1)))
        const [a = 0, b = 0] = yield* Schema.decodeUnknownEffect(Schema.Array(Schema.Int))(pids)
        const first = SessionId.make("a/1")
        const second = SessionId.make("b/2")
        const both = [
          { pid: a, session: first },
          { pid: b, session: second }
        ]
        const found = Effect.map(processes.survivors, (all) => [...all].sort((x, y) => x.pid - y.pid))
        yield* earlier.signal("SIGKILL")
        yield* earlier.exit
        // Our own child, alive beside them, is not a survivor.
        const ours = yield* processes.start(run("echo"))
        assert.deepStrictEqual(
          yield* found,
          both.sort((x, y) => x.pid - y.pid)
        )
        assert.isFalse(yield* processes.awaitGone(first, 1))

        const gone = yield* Effect.forkChild(processes.awaitGone(first, 60_000))
        assert.strictEqual(yield* processes.reap([second]), 1)
        assert.isTrue(yield* Fiber.join(gone))
        assert.isFalse(isAlive(a))
        assert.deepStrictEqual(yield* found, [{ pid: b, session: second }])
        assert.strictEqual(yield* processes.reap([]), 1)
        assert.isFalse(isAlive(b))
        assert.strictEqual(yield* processes.reap([]), 0)
        assert.isTrue(isAlive(ours.pid))
      }),
    patience
  )
})

describe("CliProcesses", () => {
  it.effect("a child deaf to everything is asked in order, each time until the deadline, then killed", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const cli = yield* Scope.provide((yield* CliProcesses).start(run("stubborn")), scope)
      const said = yield* Queue.unbounded<unknown>()
      const reading = yield* Effect.forkChild(
        Stream.runForEach(cli.lines, (line) => Queue.offer(said, line._tag === "Json" ? line.value : line.text))
      )
      assert.deepStrictEqual(yield* Queue.take(said), { pid: cli.pid })
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      assert.deepStrictEqual(yield* Queue.take(said), { ignored: "end of input" })
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* Queue.take(said), { ignored: "SIGINT" })
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(yield* Queue.take(said), { ignored: "SIGTERM" })
      assert.isTrue(isAlive(cli.pid))
      yield* TestClock.adjust("3 seconds")
      yield* Fiber.join(closing)
      yield* Fiber.join(reading)
      assert.isFalse(isAlive(cli.pid))
      assert.strictEqual((yield* cli.exit).signal, "SIGKILL")
    }).pipe(Effect.provide(CliProcesses.layer({ mark: { service: serviceId } }).pipe(Layer.provide(Host))))
  )

  it.effect("starts at most 3 at once; one that waits can be interrupted", () =>
    Effect.gen(function* () {
      const entered = yield* Queue.unbounded<number>()
      const go = yield* Queue.unbounded<void>()
      let now = 0
      const Spawner = Layer.succeed(
        ChildProcessSpawner.ChildProcessSpawner,
        ChildProcessSpawner.make(() =>
          Effect.gen(function* () {
            yield* Queue.offer(entered, ++now)
            yield* Queue.take(go)
            now--
            return yield* PlatformError.badArgument({ module: "Test", method: "spawn" })
          })
        )
      )
      const Table = Layer.succeed(ProcessTable, { marked: Effect.succeed([]), signal: () => Effect.succeed(true) })
      const Processes = CliProcesses.layer({ mark: { service: serviceId } }).pipe(
        Layer.provide([Spawner, Table, FileSystem.layerNoop({ access: () => Effect.void })])
      )
      yield* Effect.gen(function* () {
        const processes = yield* CliProcesses
        const starts = yield* Effect.forEach([1, 2, 3, 4, 5, 6], () =>
          Effect.forkChild(Effect.exit(Effect.scoped(processes.start(run("echo")))), { startImmediately: true })
        )
        for (const n of [1, 2, 3]) assert.strictEqual(yield* Queue.take(entered), n)
        assert.strictEqual(yield* Queue.size(entered), 0)
        const last = starts.at(-1)
        if (last !== undefined) yield* Fiber.interrupt(last)
        for (let n = 0; n < 2; n++) {
          yield* Queue.offer(go, undefined)
          assert.strictEqual(yield* Queue.take(entered), 3)
        }
        yield* Queue.offerAll(go, [undefined, undefined, undefined])
        for (const start of starts.slice(0, 5)) assert.isTrue(Exit.isFailure(yield* Fiber.join(start)))
        assert.strictEqual(yield* Queue.size(entered), 0)
      }).pipe(Effect.provide(Processes))
    })
  )
})
