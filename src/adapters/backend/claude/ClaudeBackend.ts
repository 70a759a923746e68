/**
 * Claude Code as an AgentBackend. Owns what it can do and the looking-up of turns after a crash; starting and running
 * are in their own files.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import { CliProcesses } from "../../../core/cli/CliProcesses.ts"
import { withObjectAnswers } from "../../../core/cli/ObjectAnswers.ts"
import type { ResumeToken } from "../../../core/model/Ids.ts"
import {
  type AgentBackend,
  type BackendCapabilities,
  noBackendCapabilities,
  type OpenSession,
  type Recovered,
  type TurnInput
} from "../../../core/ports/AgentBackend.ts"
import type { BackendServices, Surroundings } from "../../../core/ports/Manifest.ts"
import { type ClaudeConfig, claudeEnvironment } from "./ClaudeConfig.ts"
import { backendName, launch } from "./Launch.ts"
import { maxAttempts, messageIdOf } from "./MessageId.ts"
import { readTranscript } from "./Transcript.ts"
import { findTranscript } from "./TranscriptFile.ts"

export const claudeCapabilities: BackendCapabilities = {
  ...noBackendCapabilities,
  deltas: true,
  permissionAsks: true,
  questions: true,
  planReview: true,
  interrupt: true,
  steer: true,
  images: true,
  fork: true,
  budget: true,
  cost: true,
  survivesService: true,
  reconfigure: true,
  structured: true,
  tools: true
}

export interface ClaudeBackendOptions {
  /** How long a process that lost its service may take to finish its turn. */
  readonly survivorMillis: number
}

export const makeClaudeBackend = Effect.fn("claude.makeClaudeBackend")(function* (
  config: ClaudeConfig,
  surroundings: Surroundings,
  { survivorMillis }: ClaudeBackendOptions = { survivorMillis: 90_000 }
): Effect.fn.Return<AgentBackend, never, BackendServices> {
  // No more than these: whoever opens a session brings the scope that ends it.
  const services = Context.pick(
    CliProcesses,
    FileSystem.FileSystem,
    Path.Path
  )(yield* Effect.context<BackendServices>())
  const processes = Context.get(services, CliProcesses)
  const unused = new Set<ResumeToken>()
  const { directory, environment } = surroundings

  const recover = Effect.fn("claude.recover")(function* (
    options: OpenSession,
    input: TurnInput
  ): Effect.fn.Return<Recovered, never, BackendServices> {
    yield* processes.awaitGone(options.session, survivorMillis)
    const messageIds = Array.from({ length: maxAttempts }, (_, attempt) => messageIdOf(input.turn, attempt))
    const cwd = options.agent.workdir
    const found = yield* findTranscript({
      environment: claudeEnvironment(config, environment),
      // A fork writes into a conversation of its own, whose token nobody may know yet.
      token: options.fork ? undefined : options.token,
      cwd,
      messageIds
    })
    return Option.match(found, {
      onNone: (): Recovered => ({ _tag: "NotReached" }),
      onSome: (file) => readTranscript({ ...file, messageIds, cwd, structured: options.schema !== undefined })
    })
  })

  return withObjectAnswers({
    name: backendName,
    title: "Claude Code",
    models: ["opus", "sonnet", "haiku"],
    capabilities: claudeCapabilities,
    open: (options) =>
      launch({ config, environment, directory, unused }, options).pipe(
        Effect.map(({ session, token }) => ({ ...session, token })),
        Effect.provideContext(services)
      ),
    recover: (options, input) => Effect.provideContext(recover(options, input), services),
    takeover: ({ token }) => [config.command, ...config.args, ...(token === undefined ? [] : ["--resume", token])]
  })
})
