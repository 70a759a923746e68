/**
 * One conversation as a row of `codex exec` processes, one per message: the plain fallback where the app-server cannot
 * be used. Owns what must be remembered between them: the thread, its running total, model and permissions.
 */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { CliLine, CliProcess } from "../../../core/cli/CliProcess.ts"
import { CliProcesses } from "../../../core/cli/CliProcesses.ts"
import { makeTurnChannel } from "../../../core/cli/TurnChannel.ts"
import { AgentEvent } from "../../../core/model/AgentEvent.ts"
import { ResumeToken } from "../../../core/model/Ids.ts"
import type { Outcome } from "../../../core/model/Outcome.ts"
import type { JsonSchema } from "../../../core/model/Worker.ts"
import type { BackendError, BackendSession, OpenSession, TurnInput } from "../../../core/ports/AgentBackend.ts"
import { cannotStart, type Launch, notStarted, unknownSession } from "./AppServer.ts"
import { execArguments } from "./Arguments.ts"
import { codexHome } from "./CodexConfig.ts"
import { type ExecKnown, execStep } from "./ExecTranslation.ts"
import { watchNetwork } from "./NetworkWatch.ts"
import { crashOutcome, failed, unreachable } from "./Outcomes.ts"
import { lastTotal, readRollout } from "./Rollout.ts"
import { strictSchema } from "./StructuredAnswer.ts"
import { filesText, imagesOf } from "./UserInput.ts"

/** A single argument may not be longer than this, in bytes, on Linux. */
const longestArgument = 120_000
const patience = Duration.seconds(10)
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const finished = (outcome: Outcome) => Stream.make(AgentEvent.cases.Completed.make({ outcome }))

/** What every answer is to meet, as a file that goes with the scope. */
const schemaFile = Effect.fnUntraced(function* (schema: JsonSchema, directory: string) {
  const files = yield* FileSystem.FileSystem
  yield* files.makeDirectory(directory, { recursive: true })
  const file = yield* files.makeTempFileScoped({ directory, prefix: "schema-", suffix: ".json" })
  yield* files.writeFileString(file, JSON.stringify(strictSchema(schema)))
  return file
})

interface Running {
  readonly process: CliProcess
  readonly giveUp: (verdict: Outcome) => Effect.Effect<void>
}

export const openExecSession = Effect.fn("codex.openExec")(function* (
  launch: Launch,
  opened: OpenSession
): Effect.fn.Return<BackendSession, BackendError, CliProcesses | FileSystem.FileSystem | Path.Path | Scope.Scope> {
  // Codex would take a name that is no id for a new conversation.
  if (opened.token !== undefined && !uuid.test(opened.token)) return yield* unknownSession(opened.token)
  const processes = yield* CliProcesses
  const services = Context.pick(
    FileSystem.FileSystem,
    Path.Path
  )(yield* Effect.context<FileSystem.FileSystem | Path.Path>())
  const schemaPath =
    opened.schema === undefined
      ? undefined
      : yield* schemaFile(opened.schema, launch.directory).pipe(
          Effect.mapError((error) =>
            cannotStart(`the answer's schema cannot be written: ${error.message}`, "free disk")
          )
        )
  const gone = yield* Effect.acquireRelease(Deferred.make<string>(), (closed) => Deferred.succeed(closed, ""))
  const lane = yield* Semaphore.make(1)
  let options = opened
  let total: ExecKnown["total"]
  let current: Running | undefined

  const startTurn = Effect.fnUntraced(function* (input: TurnInput) {
    const { agent, fork, token } = options
    const text = [input.text, filesText(input.attachments)].filter((part) => part !== "").join("\n\n")
    if (new TextEncoder().encode(text).length > longestArgument) {
      return finished(failed("invalid", "the message is too long for codex exec", { remedy: "send it as a file" }))
    }
    if (token !== undefined && total === undefined) {
      total = lastTotal(yield* Effect.provide(readRollout(codexHome(launch.environment), token), services))
    }
    const process = yield* processes.start({
      command: launch.config.command,
      args: execArguments(launch.config.args, options, { text, images: imagesOf(input.attachments), schemaPath }),
      cwd: agent.workdir,
      env: launch.environment,
      session: options.session
    })
    let known: ExecKnown = {
      cwd: agent.workdir,
      structured: schemaPath !== undefined,
      waiting: false,
      ended: false,
      ...(agent.model === undefined ? {} : { model: agent.model }),
      ...(token === undefined || fork ? {} : { expected: token }),
      ...(total === undefined ? {} : { total })
    }
    const giveUp = (verdict: Outcome): Effect.Effect<void> =>
      Effect.gen(function* () {
        known = { ...known, verdict }
        yield* process.signal("SIGINT")
        const exit = yield* Effect.timeoutOption(process.exit, patience)
        if (exit._tag === "None") yield* process.signal("SIGKILL")
      })
    const watch = yield* watchNetwork(
      Duration.millis(launch.config.networkMillis),
      Effect.suspend(() => giveUp(unreachable("it waited for the network all the time")))
    )
    const translate = (line: CliLine): ReadonlyArray<AgentEvent> => {
      const next = execStep(known, line)
      known = next.known
      watch(known.waiting)
      total = known.total
      if (known.thread !== undefined && known.thread !== options.token) {
        options = { ...options, token: ResumeToken.make(known.thread), fork: false }
      }
      return next.events
    }
    const channel = yield* makeTurnChannel({
      process,
      translate,
      crashed: (exit) => known.verdict ?? crashOutcome(exit),
      nudge: Effect.suspend(() => giveUp(failed("stalled", "codex said nothing for too long and was stopped"))),
      silence: Duration.millis(launch.config.silenceMillis)
    })
    current = { process, giveUp }
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        current = undefined
      })
    )
    yield* process.endInput
    return channel.run(Effect.void)
  })

  const run = (input: TurnInput): Stream.Stream<AgentEvent> =>
    Stream.unwrap(
      Effect.gen(function* () {
        yield* Effect.acquireRelease(lane.take(1), () => lane.release(1))
        return yield* startTurn(input).pipe(
          Effect.catch((error) => {
            const { reason } = notStarted(error)
            const remedy = reason._tag === "CannotStart" ? reason.remedy : undefined
            return Effect.succeed(finished(failed("crash", error.message, { remedy })))
          })
        )
      })
    )

  return {
    run,
    answer: () => Effect.succeed(false),
    interrupt: Effect.suspend(() => current?.giveUp({ _tag: "Stopped" }) ?? Effect.void),
    steer: () => Effect.succeed(false),
    configure: ({ model, permissions }) =>
      Effect.sync(() => {
        const { agent } = options
        options = {
          ...options,
          agent: { ...agent, permissions: permissions ?? agent.permissions, ...(model === undefined ? {} : { model }) }
        }
        return true
      }),
    spontaneous: Stream.empty,
    closed: Deferred.await(gone)
  }
})
