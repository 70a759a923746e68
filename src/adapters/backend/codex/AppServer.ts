/**
 * A `codex app-server` process that has been started, and the first words with it. Owns the arguments, the handshake and
 * what a failure to start means. Whoever starts one reads its lines and hands the responses to `rpc`.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { CliError, CliProcess } from "../../../core/cli/CliProcess.ts"
import { CliProcesses } from "../../../core/cli/CliProcesses.ts"
import { BackendName, type SessionId } from "../../../core/model/Ids.ts"
import { BackendError, CannotStart, UnknownSession } from "../../../core/ports/AgentBackend.ts"
import { unread } from "./AppServerWire.ts"
import { appServerArguments } from "./Arguments.ts"
import type { CodexConfig } from "./CodexConfig.ts"
import { busyElsewhere, closeElsewhere } from "./Outcomes.ts"
import { makeRpc, type Rpc, RpcError } from "./Rpc.ts"

/** What every way of running codex needs to know. */
export interface Launch {
  readonly config: CodexConfig
  readonly environment: Readonly<Record<string, string>>
  /** For files that only codex shall read. */
  readonly directory: string
}

export interface AppServer {
  readonly process: CliProcess
  readonly rpc: Rpc
}

const backend = BackendName.make("codex")
const doctor = "run orchestrator doctor"

export const cannotStart = (detail: string, remedy: string): BackendError =>
  new BackendError({ backend, reason: new CannotStart({ detail, remedy }) })

export const unknownSession = (token: string): BackendError =>
  new BackendError({ backend, reason: new UnknownSession({ token }) })

export const notStarted = (error: CliError): BackendError => {
  switch (error.reason) {
    case "not-found":
      return cannotStart(error.message, "install it with `npm install -g @openai/codex`, then retry")
    case "not-executable":
      return cannotStart(error.message, "make it executable, or name another command in the configuration")
    case "no-such-directory":
      return cannotStart(error.message, "create the agent's working directory, then retry")
    default:
      return cannotStart(error.message, doctor)
  }
}

/** Codex refused the conversation, or ended before it answered. */
export const notOpened =
  (token: string | undefined) =>
  (error: RpcError | CliError): BackendError => {
    if (!(error instanceof RpcError)) return notStarted(error)
    if (
      token !== undefined &&
      /no rollout found|invalid (session|thread) id|thread not (loaded|found)/.test(error.detail)
    ) {
      return unknownSession(token)
    }
    if (/already has an active writer/.test(error.detail)) return cannotStart(busyElsewhere, closeElsewhere)
    return cannotStart(error.detail, doctor)
  }

export const startAppServer = Effect.fn("codex.startAppServer")(function* (
  launch: Launch,
  where: { readonly session: SessionId; readonly cwd: string }
): Effect.fn.Return<AppServer, BackendError, CliProcesses | Scope.Scope> {
  const processes = yield* CliProcesses
  const process = yield* Effect.mapError(
    processes.start({
      command: launch.config.command,
      args: appServerArguments(launch.config.args),
      cwd: where.cwd,
      env: launch.environment,
      session: where.session
    }),
    notStarted
  )
  return { process, rpc: makeRpc(process) }
})

/** `experimentalApi` is needed to end commands that an interrupted turn left running. */
export const shakeHands = Effect.fnUntraced(function* (rpc: Rpc) {
  yield* rpc.call("initialize", {
    clientInfo: { name: "orchestrator", title: "The Orchestrator", version: "0.1.0" },
    capabilities: { experimentalApi: true, requestAttestation: false, optOutNotificationMethods: unread }
  })
  yield* rpc.notify("initialized")
})
