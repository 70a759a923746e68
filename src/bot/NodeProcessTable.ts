/**
 * The process table of this machine: `/proc` on Linux, `ps` on macOS, nothing elsewhere. The only place that signals
 * a process by its number, and it does so only right after reading that process's mark again.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as ChildProcess from "effect/process/ChildProcess"
import { ChildProcessSpawner } from "effect/process/ChildProcessSpawner"
import { Mark } from "../core/cli/Mark.ts"
import { type MarkedProcess, ProcessTable } from "../core/cli/ProcessTable.ts"

const readMark = (pid: number, variables: ReadonlyArray<string>): ReadonlyArray<MarkedProcess> => {
  const found = variables.find((variable) => variable.startsWith(`${Mark.variable}=`))
  return found === undefined || pid === process.pid ? [] : [{ pid, mark: found.slice(Mark.variable.length + 1) }]
}

interface Source {
  readonly all: Effect.Effect<ReadonlyArray<MarkedProcess>>
  readonly one: (pid: number) => Effect.Effect<ReadonlyArray<MarkedProcess>>
}

/** Someone else's process, or one that just ended, cannot be read: it is not ours. */
const unreadable = () => Effect.succeed<ReadonlyArray<MarkedProcess>>([])

const linux = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const one = (pid: number) =>
    files.readFileString(`/proc/${pid}/environ`).pipe(
      Effect.map((environment) => readMark(pid, environment.split("\0"))),
      Effect.catch(unreadable)
    )
  const source: Source = {
    one,
    all: files.readDirectory("/proc").pipe(
      Effect.map((names) => names.filter((name) => /^\d+$/.test(name)).map(Number)),
      Effect.flatMap((pids) => Effect.forEach(pids, one, { concurrency: 8 })),
      Effect.map((found) => found.flat()),
      Effect.tapError((error) => Effect.logWarning("cannot read /proc: processes left behind are not found", error)),
      Effect.catch(unreadable)
    )
  }
  return source
})

/** A mark has no blanks, so it is one word of the line, however the rest of it reads. */
const darwin = Effect.gen(function* () {
  const spawner = yield* ChildProcessSpawner
  const ps = (selection: ReadonlyArray<string>) =>
    spawner.lines(ChildProcess.make("/bin/ps", ["-E", "-ww", "-o", "pid=,command=", ...selection])).pipe(
      Effect.map((lines) =>
        lines.flatMap((line) => {
          const [pid, ...words] = line.trim().split(/\s+/)
          return readMark(Number(pid), words)
        })
      ),
      Effect.catch(unreadable)
    )
  const source: Source = { all: ps(["-ax"]), one: (pid) => ps(["-p", String(pid)]) }
  return source
})

const nowhere = Effect.succeed<Source>({ all: Effect.succeed([]), one: unreadable })

const source = process.platform === "linux" ? linux : process.platform === "darwin" ? darwin : nowhere

const make = Effect.gen(function* () {
  const { all, one } = yield* source
  const signal = Effect.fn("NodeProcessTable.signal")(function* (
    { pid, mark }: MarkedProcess,
    signal: "SIGTERM" | "SIGKILL"
  ) {
    const now = yield* one(pid)
    if (!now.some((process) => process.mark === mark)) return false
    return yield* Effect.try(() => process.kill(pid, signal)).pipe(Effect.orElseSucceed(() => false))
  })
  return ProcessTable.of({ marked: all, signal })
})

export const NodeProcessTable = { layer: Layer.effect(ProcessTable, make) } as const
