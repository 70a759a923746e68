/**
 * Starts CLI processes and ends them, all of them. Owns spawning (never a shell, at most 3 at once), NDJSON framing,
 * the stop ladder and the orphan guard. Must not know which CLI it runs or what the lines mean.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { ChildProcessSpawner } from "effect/process/ChildProcessSpawner"
import * as Random from "effect/Random"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { SessionId } from "../model/Ids.ts"
import type { CliError, CliProcess, CliSpec } from "./CliProcess.ts"
import { makeOrphanGuard } from "./OrphanGuard.ts"
import { type RunningCli, spawnCli } from "./SpawnCli.ts"
import { climbStopLadder, defaultDeadlines, type LadderDeadlines } from "./StopLadder.ts"

export interface Survivor {
  readonly pid: number
  readonly session: SessionId
}

export interface CliProcessesOptions {
  /** What tells this service from another on the same machine: derived from its data directory. */
  readonly mark: { readonly service: string }
  readonly ladder?: Partial<LadderDeadlines>
  readonly maxSpawns?: number
}

/** Releasing a process that even SIGKILL did not end must not hold up everything else. */
const releaseDeadline = "3 seconds"

const make = Effect.fnUntraced(function* (options: CliProcessesOptions) {
  // Picked, not taken whole: the context here also holds this layer's scope, and a process belongs to its caller's.
  const services = Context.pick(
    ChildProcessSpawner,
    FileSystem.FileSystem
  )(yield* Effect.context<ChildProcessSpawner | FileSystem.FileSystem>())
  const deadlines: LadderDeadlines = { ...defaultDeadlines, ...options.ladder }
  const spawns = yield* Semaphore.make(options.maxSpawns ?? 3)
  const run = `${(yield* Random.nextIntBetween(0, 2 ** 48)).toString(36)}.`
  const guard = yield* makeOrphanGuard({
    service: options.mark.service,
    isOfThisRun: (spawn) => spawn.startsWith(run),
    terminate: deadlines.terminate
  })
  let count = 0

  const acquire = Effect.fnUntraced(function* (spec: CliSpec) {
    const spawn = `${run}${count++}`
    const scope = yield* Scope.make()
    const running = yield* spawnCli(spec, { service: options.mark.service, spawn, session: spec.session }).pipe(
      Effect.provide(services),
      Scope.provide(scope),
      Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause)))
    )
    return { spawn, scope, running }
  })

  const release = Effect.fn("CliProcesses.release")(function* (
    {
      spawn,
      scope,
      running
    }: { readonly spawn: string; readonly scope: Scope.Closeable; readonly running: RunningCli },
    exit: Exit.Exit<unknown, unknown>
  ) {
    yield* running.beginEnd
    if (!(yield* climbStopLadder(running.process, running.exited, deadlines))) {
      yield* Effect.logWarning(`pid ${running.process.pid} does not end: end it by hand`)
      yield* running.giveUp
    }
    const closing = yield* Effect.forkDetach(Scope.close(scope, exit), { startImmediately: true })
    if (Option.isNone(yield* Effect.timeoutOption(Fiber.await(closing), releaseDeadline))) {
      yield* Effect.logWarning(`pid ${running.process.pid} is not released: it may need a restart of the machine`)
    }
    yield* guard.sweep(spawn)
  })

  const start = Effect.fn("CliProcesses.start")(function* (spec: CliSpec) {
    const { running } = yield* spawns.withPermit(Effect.acquireRelease(acquire(spec), release))
    return running.process
  })

  return CliProcesses.of({
    start,
    survivors: guard.survivors,
    awaitGone: guard.awaitGone,
    reap: guard.reap
  })
})

export class CliProcesses extends Context.Service<
  CliProcesses,
  {
    /**
     * Closing the scope climbs the stop ladder: end of input, SIGINT, SIGTERM, SIGKILL, each with a deadline, then
     * whatever the process left behind under its mark.
     */
    readonly start: (spec: CliSpec) => Effect.Effect<CliProcess, CliError, Scope.Scope>
    /** Processes of an earlier run of this service (same data directory) that still live. */
    readonly survivors: Effect.Effect<ReadonlyArray<Survivor>>
    /** Returns once no survivor of that session is left: true, or false when the time was up first. */
    readonly awaitGone: (session: SessionId, atMostMillis: number) => Effect.Effect<boolean>
    /** Ends survivors, except those of the sessions in `spare`. Returns how many were ended. */
    readonly reap: (spare: ReadonlyArray<SessionId>) => Effect.Effect<number>
  }
>()("orchestrator/cli/CliProcesses") {
  static readonly layer = (options: CliProcessesOptions) => Layer.effect(CliProcesses, make(options))
}
