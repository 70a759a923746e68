/**
 * Starts the process of one conversation and waits until it is ready: the right flag for new, resumed and forked
 * conversations, the second try when the CLI says otherwise, and what a failed start means. Owns the process until it
 * answered `initialize`; must not run turns.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type * as Path from "effect/Path"
import * as Scope from "effect/Scope"
import type { CliError, CliExit } from "../../../core/cli/CliProcess.ts"
import { CliProcesses } from "../../../core/cli/CliProcesses.ts"
import { BackendName, type ResumeToken } from "../../../core/model/Ids.ts"
import { BackendError, CannotStart, type OpenSession, UnknownSession } from "../../../core/ports/AgentBackend.ts"
import { type Conversation, sessionArguments } from "./Arguments.ts"
import { type ClaudeConfig, claudeEnvironment } from "./ClaudeConfig.ts"
import { type ClaudeSession, makeClaudeSession } from "./ClaudeSession.ts"
import { mcpConfigFile } from "./McpConfigFile.ts"
import { mintToken } from "./MessageId.ts"

export const backendName = BackendName.make("claude")

export interface LaunchOptions {
  readonly config: ClaudeConfig
  readonly environment: Readonly<Record<string, string>>
  /** For files that only the CLI shall read. */
  readonly directory: string
  /** Conversations begun here of which the CLI has kept nothing yet. */
  readonly unused: Set<ResumeToken>
}

/** How long a start may take; the first one on a cold disk takes 7 s. */
const patience = "20 seconds"

const cannotStart = (detail: string, remedy: string) =>
  new BackendError({ backend: backendName, reason: new CannotStart({ detail, remedy }) })

const spawnFailed = (error: CliError): BackendError => {
  switch (error.reason) {
    case "not-found":
      return cannotStart(
        `${error.command} is not installed`,
        "npm i -g @anthropic-ai/claude-code, or set backends.claude.command"
      )
    case "no-such-directory":
      return cannotStart(error.detail, "create it, or change the agent's workdir")
    default:
      return cannotStart(error.message, "see orchestrator doctor")
  }
}

const endedEarly = (exit: CliExit): BackendError => {
  const stderr = exit.stderr.trim()
  if (stderr.includes("cannot be used with root")) {
    return cannotStart(
      "claude refuses full permissions as root",
      "run the service as another user, or set IS_SANDBOX=1 inside a container"
    )
  }
  return cannotStart(stderr === "" ? `claude ended with code ${exit.code}` : stderr, "see orchestrator doctor")
}

const start = Effect.fnUntraced(function* (
  launch: LaunchOptions,
  options: OpenSession,
  conversation: Conversation,
  mcpConfigPath: string | undefined
) {
  const processes = yield* CliProcesses
  const { budgetUsd, schema, tools } = options
  const process = yield* processes
    .start({
      command: launch.config.command,
      args: [
        ...launch.config.args,
        ...sessionArguments({
          agent: options.agent,
          conversation,
          ...(mcpConfigPath === undefined ? {} : { mcpConfigPath }),
          ...(budgetUsd === undefined ? {} : { budgetUsd }),
          ...(schema === undefined ? {} : { schema }),
          ownTools: tools !== undefined
        })
      ],
      cwd: options.agent.workdir,
      env: claudeEnvironment(launch.config, launch.environment),
      session: options.session
    })
    .pipe(Effect.mapError(spawnFailed))
  const live = yield* makeClaudeSession({
    process,
    cwd: options.agent.workdir,
    structured: schema !== undefined,
    ownTools: tools !== undefined,
    onUsed: () => launch.unused.delete(conversation.id),
    ...(budgetUsd === undefined ? {} : { budgetUsd })
  })
  const ready = yield* Effect.raceFirst(
    live.ask({ subtype: "initialize" }, patience),
    Effect.as(process.exit, Option.none())
  )
  return Option.isSome(ready) ? { _tag: "Ready" as const, live } : { _tag: "NotReady" as const, process }
})

/** What to try after the CLI would not have the conversation; undefined when that is the answer. */
const otherWay = (
  conversation: Conversation,
  stderr: string,
  unused: ReadonlySet<ResumeToken>
): Conversation | undefined => {
  if (conversation._tag === "New" && stderr.includes("already in use")) return { _tag: "Resume", id: conversation.id }
  return conversation._tag === "Resume" && stderr.includes("No conversation found") && unused.has(conversation.id)
    ? { _tag: "New", id: conversation.id }
    : undefined
}

const isUnknown = (stderr: string): boolean =>
  stderr.includes("No conversation found") || stderr.includes("--resume requires a valid session ID")

const conversationOf = Effect.fnUntraced(function* (options: OpenSession, unused: Set<ResumeToken>) {
  const { fork, token } = options
  if (token !== undefined && !fork) return { _tag: "Resume", id: token } satisfies Conversation
  const id = yield* mintToken
  unused.add(id)
  return (token === undefined ? { _tag: "New", id } : { _tag: "Fork", from: token, id }) satisfies Conversation
})

export interface LaunchedSession extends ClaudeSession {
  readonly token: ResumeToken
}

export const launch = Effect.fn("claude.launch")(function* (
  launch: LaunchOptions,
  options: OpenSession
): Effect.fn.Return<LaunchedSession, BackendError, CliProcesses | FileSystem.FileSystem | Path.Path | Scope.Scope> {
  const scope = yield* Scope.Scope
  // The CLI reads it as it starts: when it is ready the file goes, so that no command of the agent finds it.
  const starting = yield* Scope.fork(scope)
  const mcpConfigPath = yield* mcpConfigFile(options, launch.directory).pipe(
    Scope.provide(starting),
    Effect.mapError((error) => cannotStart(`the agent's mcp servers cannot be written: ${error.message}`, "free disk"))
  )
  let conversation: Conversation = yield* conversationOf(options, launch.unused)
  for (let tries = 0; ; tries += 1) {
    const attempt = yield* Scope.fork(scope)
    const started = yield* start(launch, options, conversation, mcpConfigPath).pipe(
      Scope.provide(attempt),
      Effect.onError(() => Scope.close(attempt, Exit.void))
    )
    if (started._tag === "Ready") {
      yield* Scope.close(starting, Exit.void)
      return { ...started.live, token: conversation.id }
    }
    const exit = yield* Effect.timeoutOption(started.process.exit, "100 millis")
    yield* Scope.close(attempt, Exit.void)
    if (Option.isNone(exit)) {
      return yield* cannotStart("claude did not get ready within 20 s", "retry; see orchestrator doctor")
    }
    const { stderr } = exit.value
    const next = tries === 0 ? otherWay(conversation, stderr, launch.unused) : undefined
    if (next === undefined) {
      return yield* isUnknown(stderr)
        ? new BackendError({ backend: backendName, reason: new UnknownSession({ token: options.token ?? "" }) })
        : endedEarly(exit.value)
    }
    conversation = next
  }
})
