/**
 * One child process and its three pipes as a `CliProcess`. Owns the wiring, which lives in the given scope; must not
 * decide when the process ends (the stop ladder does) nor what it leaves behind.
 */
import type * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Predicate from "effect/Predicate"
import * as ChildProcess from "effect/process/ChildProcess"
import type { ChildProcessHandle } from "effect/process/ChildProcessSpawner"
import { ChildProcessSpawner } from "effect/process/ChildProcessSpawner"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { CliError, type CliExit, type CliProcess, type CliSpec } from "./CliProcess.ts"
import { Mark } from "./Mark.ts"
import { Ndjson } from "./Ndjson.ts"
import { makeOutputPump } from "./OutputPump.ts"
import { makeStderrTail } from "./StderrTail.ts"

export interface RunningCli {
  readonly process: CliProcess
  readonly exited: Effect.Effect<unknown>
  /** From here on the child is not made to wait for a reader of its lines. */
  readonly beginEnd: Effect.Effect<unknown>
  /** For a process that outlives SIGKILL: nobody waits for its exit for ever. */
  readonly giveUp: Effect.Effect<unknown>
}

interface Input {
  readonly bytes: Uint8Array
  readonly accepted: Deferred.Deferred<void>
}

type HowItEnded = Pick<CliExit, "code" | "signal">

/** A pipe may be held open by what the process left behind: it is read for this long after the exit. */
const drainAfterExit = "1 second"

const failure = (spec: CliSpec, reason: CliError["reason"], detail: string) =>
  new CliError({ command: spec.command, reason, detail })

/** The host reports a missing directory as a missing program: it is looked at first. The dot asks for entry. */
const requireDirectory = Effect.fnUntraced(function* (spec: CliSpec) {
  const files = yield* FileSystem.FileSystem
  yield* files
    .access(`${spec.cwd}/.`)
    .pipe(
      Effect.mapError((error) =>
        error.reason._tag === "PermissionDenied"
          ? failure(spec, "no-such-directory", `${spec.cwd} may not be entered: check its permissions`)
          : failure(spec, "no-such-directory", `${spec.cwd} is not a directory: create it or choose another`)
      )
    )
})

const spawnFailure = (spec: CliSpec, cause: unknown): CliError => {
  const code = Predicate.hasProperty(cause, "code") ? cause.code : undefined
  if (code === "ENOENT" || code === "ENOTDIR") {
    return failure(spec, "not-found", "not found: install it, or give its full path")
  }
  if (code === "EACCES" || code === "EPERM" || code === "ENOEXEC") {
    return failure(spec, "not-executable", "cannot be executed: check its permissions")
  }
  return failure(spec, "spawn-failed", Predicate.isError(cause) ? cause.message : String(cause))
}

/** The signal's name reaches us only in the words of the error. */
const endedBySignal = (error: PlatformError): HowItEnded => {
  const cause = error.reason.cause
  const name = Predicate.isError(cause) ? /\b(SIG[A-Z0-9]+)\b/.exec(cause.message)?.[1] : undefined
  return { code: null, signal: name ?? null }
}

/**
 * Hands queued lines to stdin. The pipe asks for the next line only when it has taken the one before: only then is
 * that one accepted, so a line into a broken pipe is refused, not lost.
 */
const feed = (input: Queue.Dequeue<Input, Cause.Done>) =>
  Stream.fromPull(
    Effect.sync(() => {
      let handed: Input | undefined
      return Effect.gen(function* () {
        if (handed !== undefined) yield* Deferred.succeed(handed.accepted, undefined)
        handed = yield* Queue.take(input)
        return [handed.bytes] as const
      })
    })
  )

/** A timer may come before what the pipe already holds: the reader gets a few turns more. */
const turns = Effect.repeat(Effect.yieldNow, { times: 3 })

const wire = Effect.fnUntraced(function* (spec: CliSpec, handle: ChildProcessHandle) {
  const scope = yield* Scope.Scope
  const exited = yield* Deferred.make<HowItEnded>()
  const stderrRead = yield* Deferred.make<void>()
  const inputClosed = yield* Deferred.make<void>()
  const ending = yield* Deferred.make<void>()
  const input = yield* Queue.unbounded<Input, Cause.Done>()
  const tail = makeStderrTail()

  const closeInput = Effect.andThen(Deferred.succeed(inputClosed, undefined), Queue.end(input))
  const over = Deferred.await(exited).pipe(Effect.andThen(Effect.sleep(drainAfterExit)), Effect.andThen(turns))
  const pump = yield* makeOutputPump(handle.stdout, Effect.raceFirst(Deferred.await(ending), Deferred.await(exited)))

  const background = [
    handle.exitCode.pipe(
      Effect.match({ onFailure: endedBySignal, onSuccess: (code): HowItEnded => ({ code, signal: null }) }),
      Effect.flatMap((how) => Deferred.succeed(exited, how)),
      Effect.andThen(closeInput)
    ),
    // A broken pipe is an ordinary end of input.
    Stream.run(feed(input), handle.stdin).pipe(Effect.ignore({ log: "Debug" }), Effect.ensuring(closeInput)),
    Effect.raceFirst(pump.run, over),
    Effect.raceFirst(
      Effect.ignore(Stream.runForEachArray(handle.stderr, (chunks) => Effect.sync(() => tail.push(chunks)))),
      over
    ).pipe(Effect.ensuring(Deferred.succeed(stderrRead, undefined)))
  ]
  for (const task of background) {
    yield* task.pipe(Effect.tapDefect(Effect.logError), Effect.forkIn(scope, { startImmediately: true }))
  }

  const closed = failure(spec, "closed", "has ended and takes no more input")
  const send = Effect.fn("CliProcess.send")(function* (value: unknown) {
    const accepted = yield* Deferred.make<void>()
    const bytes = new TextEncoder().encode(Ndjson.encode(value))
    if (!(yield* Queue.offer(input, { bytes, accepted }))) return yield* closed
    yield* Effect.raceFirst(Deferred.await(accepted), Effect.andThen(Deferred.await(inputClosed), Effect.fail(closed)))
  })

  const running: RunningCli = {
    process: {
      pid: handle.pid,
      send,
      endInput: Effect.asVoid(Queue.end(input)),
      lines: Ndjson.decode(pump.chunks),
      exit: Effect.gen(function* () {
        const how = yield* Deferred.await(exited)
        yield* Deferred.await(stderrRead)
        return { ...how, stderr: tail.text() }
      }),
      stderrTail: Effect.sync(tail.text),
      signal: (signal) =>
        Effect.suspend(() =>
          Deferred.isDoneUnsafe(exited)
            ? Effect.void
            : handle
                .kill({ killSignal: signal })
                .pipe(Effect.ignore, Effect.forkIn(scope, { startImmediately: true }), Effect.asVoid)
        )
    },
    exited: Deferred.await(exited),
    beginEnd: Deferred.succeed(ending, undefined),
    giveUp: Effect.andThen(Deferred.succeed(exited, { code: null, signal: "SIGKILL" }), closeInput)
  }
  return running
})

/** Fails, and leaves nothing, when the program cannot be started. */
export const spawnCli = Effect.fn("CliProcesses.spawn")(function* (spec: CliSpec, mark: Mark) {
  yield* requireDirectory(spec)
  const spawner = yield* ChildProcessSpawner
  const command = ChildProcess.make(spec.command, spec.args, {
    cwd: spec.cwd,
    env: { ...spec.env, [Mark.variable]: Mark.encode(mark) },
    extendEnv: false,
    // The ladder was climbed before the handle is released: what is still in the group then is not asked again.
    killSignal: "SIGKILL"
  })
  const handle = yield* spawner.spawn(command).pipe(
    Effect.mapError((error) => spawnFailure(spec, error.reason.cause ?? error)),
    // What the host refuses before it forks is thrown, not reported.
    Effect.catchDefect((defect) => Effect.fail(spawnFailure(spec, defect)))
  )
  return yield* wire(spec, handle)
})
