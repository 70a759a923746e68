/**
 * Codex as an agent backend: chooses the way of running it and gives the pieces their services. Owns the capability
 * records; everything else is in the pieces.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { CliProcesses } from "../../../core/cli/CliProcesses.ts"
import { withObjectAnswers } from "../../../core/cli/ObjectAnswers.ts"
import { BackendName } from "../../../core/model/Ids.ts"
import type { AgentBackend, BackendCapabilities } from "../../../core/ports/AgentBackend.ts"
import { noBackendCapabilities } from "../../../core/ports/AgentBackend.ts"
import type { BackendServices, Surroundings } from "../../../core/ports/Manifest.ts"
import type { Launch } from "./AppServer.ts"
import { openAppServerSession } from "./AppServerSession.ts"
import { takeoverCommand } from "./Arguments.ts"
import { type CodexConfig, codexEnvironment } from "./CodexConfig.ts"
import { openExecSession } from "./ExecSession.ts"
import { recoverTurn } from "./ReadBack.ts"

export const appServerCapabilities: BackendCapabilities = {
  ...noBackendCapabilities,
  deltas: true,
  permissionAsks: true,
  questions: true,
  interrupt: true,
  steer: true,
  images: true,
  fork: true,
  reconfigure: true,
  structured: true,
  tools: true
}

/**
 * Whole messages only, and nothing can be asked. No tools of the service either: their token would have to be an argument
 * or a variable, which every command that the agent runs can read.
 */
export const execCapabilities: BackendCapabilities = {
  ...noBackendCapabilities,
  interrupt: true,
  images: true,
  fork: true,
  reconfigure: true,
  structured: true
}

export const launchOf = (config: CodexConfig, surroundings: Surroundings): Launch => ({
  config,
  environment: codexEnvironment(config, surroundings.environment),
  directory: surroundings.directory
})

export const makeCodexBackend = Effect.fn("codex.create")(function* (
  config: CodexConfig,
  surroundings: Surroundings
): Effect.fn.Return<AgentBackend, never, BackendServices> {
  // Picked, not taken whole: the context here also holds a scope, and a session must live in its caller's.
  const services = Context.pick(
    CliProcesses,
    FileSystem.FileSystem,
    Path.Path
  )(yield* Effect.context<BackendServices>())
  const launch = launchOf(config, surroundings)
  const open = config.mode === "exec" ? openExecSession : openAppServerSession
  return withObjectAnswers({
    name: BackendName.make("codex"),
    title: "Codex",
    models: ["gpt-6.1-sol", "gpt-6.1-terra", "gpt-6-astra", "gpt-6-luna"],
    capabilities: config.mode === "exec" ? execCapabilities : appServerCapabilities,
    open: (options) => Effect.provide(open(launch, options), services),
    recover: (options, input) => Effect.provide(recoverTurn(launch, options, input), services),
    takeover: (options) => takeoverCommand(config.command, options)
  })
})
