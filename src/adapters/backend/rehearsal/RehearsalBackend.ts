/**
 * The rehearsal as an agent backend: finds its own child program, opens and resumes conversations on it. Owns arguments
 * and environment of the child; what it says is `RehearsalSession`'s.
 */
import * as process from "node:process"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { CliError } from "../../../core/cli/CliProcess.ts"
import { CliProcesses } from "../../../core/cli/CliProcesses.ts"
import { BackendName, ResumeToken } from "../../../core/model/Ids.ts"
import {
  type AgentBackend,
  type BackendCapabilities,
  BackendError,
  CannotStart,
  type OpenSession,
  UnknownSession
} from "../../../core/ports/AgentBackend.ts"
import { allowedEnvironment } from "../../../core/ports/BackendConfig.ts"
import type { BackendServices, Surroundings } from "../../../core/ports/Manifest.ts"
import { recoverTurn } from "./Recovery.ts"
import type { RehearsalConfig } from "./RehearsalConfig.ts"
import { makeRehearsalSession } from "./RehearsalSession.ts"
import { isToken, newToken } from "./Tokens.ts"

const name = BackendName.make("rehearsal")

export const rehearsalCapabilities: BackendCapabilities = {
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

/** The child program beside this file: TypeScript in the source tree, JavaScript in the built package. */
const program = new URL(`./RehearsalCli.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url)

const cannotStart = (detail: string, remedy: string) =>
  new BackendError({ backend: name, reason: new CannotStart({ detail, remedy }) })
const notStarted = (error: CliError) =>
  cannotStart(
    error.message,
    error.reason === "no-such-directory" ? "create the agent's working directory" : "run orchestrator doctor"
  )

export const makeRehearsalBackend = Effect.fn("rehearsal.create")(function* (
  config: RehearsalConfig,
  surroundings: Surroundings
): Effect.fn.Return<AgentBackend, never, BackendServices> {
  const context = yield* Effect.context<BackendServices>()
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const processes = yield* CliProcesses
  const cli = yield* Effect.orDie(path.fromFileUrl(program))
  const records = path.join(surroundings.directory, "conversations")
  const env = {
    ...allowedEnvironment(surroundings.environment, { prefixes: [], names: [] }),
    // Keeps the compiled program, which halves the time until a process listens.
    NODE_COMPILE_CACHE: path.join(surroundings.directory, "compiled")
  }

  const argumentsFor = ({ agent }: OpenSession, token: string) => [
    cli,
    ...["--records", records, "--token", token, "--agent", agent.name, "--permissions", agent.permissions],
    ...(agent.model === undefined ? [] : ["--model", agent.model])
  ]

  const known = (token: string) =>
    isToken(token)
      ? Effect.orElseSucceed(files.exists(path.join(records, `${token}.ndjson`)), () => false)
      : Effect.succeed(false)

  const open: AgentBackend["open"] = Effect.fn("rehearsal.open")(function* (options) {
    const source = options.token
    if (source !== undefined && !(yield* known(source))) {
      return yield* new BackendError({ backend: name, reason: new UnknownSession({ token: source }) })
    }
    const token = source === undefined || options.fork ? newToken(options.session) : source
    const copied = source === undefined || source === token ? [] : ["--source", source]
    const spec = {
      command: process.execPath,
      args: [...argumentsFor(options, token), ...copied],
      cwd: options.agent.workdir,
      env,
      session: options.session
    }
    const child = yield* Effect.mapError(processes.start(spec), notStarted)
    const live = yield* makeRehearsalSession(child, config, options)
    const died = Effect.flatMap(child.exit, (exit) =>
      Effect.fail(cannotStart(`the rehearsal did not start: ${exit.stderr}`, "run orchestrator doctor"))
    )
    yield* Effect.raceFirst(live.ready, died)
    return { ...live.session, token: ResumeToken.make(token) }
  })

  return {
    name,
    title: "Rehearsal (scripted, no model)",
    capabilities: rehearsalCapabilities,
    open,
    recover: (options, input) =>
      recoverTurn(records, options, input.turn, config.reconnectMillis).pipe(Effect.provideContext(context)),
    takeover: (options) => [
      process.execPath,
      ...argumentsFor(options, options.token ?? newToken(options.session)),
      "--terminal"
    ]
  }
})
