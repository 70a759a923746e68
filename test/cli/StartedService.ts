/**
 * The product as it is run: `orchestrator start` as a process of its own, on the real claude, on a scripted model. Owns the
 * process and its home; the chat platform beside it stays when the service goes.
 */
import { fileURLToPath } from "node:url"
import { Effect, Exit, Scope } from "effect"
import { compiled } from "../support/Compiled.ts"
import { startLines } from "../support/LineProcess.ts"
import { markedProcesses } from "../support/MarkedProcesses.ts"
import { ModelServer } from "../support/models/ModelServer.ts"
import { makeServiceHome, type ServiceOptions } from "../support/ServiceProcess.ts"
import { config as cliConfig, cliEnvironment, persona } from "./RealCli.ts"

const bin = fileURLToPath(new URL("../../src/bot/bin.ts", import.meta.url))

export const makeStartedService = Effect.fnUntraced(function* (options: {
  /** YAML beside that of the CLIs. */
  readonly config: ReadonlyArray<string>
  readonly environment: Readonly<Record<string, string>>
  readonly agents?: ServiceOptions["agents"]
  /** Returns once the service listens. */
  readonly listening: Effect.Effect<void>
}) {
  const models = yield* ModelServer.start()
  const environment = yield* cliEnvironment(models.url)
  const { home, workdir } = yield* makeServiceHome({
    config: [cliConfig.trimEnd(), ...options.config].join("\n"),
    agents: options.agents ?? { scout: { keys: "backend: claude\n", persona } }
  })
  const scope = yield* Effect.scope
  let running: { readonly kill: (signal: NodeJS.Signals) => void; readonly gone: Effect.Effect<void> } | undefined

  const start = Effect.gen(function* () {
    const life = yield* Scope.fork(scope)
    const process = yield* startLines(
      {
        args: [bin, "start"],
        cwd: workdir,
        env: {
          PATH: globalThis.process.env.PATH ?? "",
          HOME: home,
          ORCHESTRATOR_HOME: home,
          ...compiled,
          ...options.environment,
          ...environment
        }
      },
      () => {}
    ).pipe(Scope.provide(life))
    running = { kill: process.kill, gone: Effect.andThen(process.exited, Scope.close(life, Exit.void)) }
    yield* options.listening
  })

  yield* start
  return {
    models,
    workdir,
    asked: () => models.requests.filter((request) => request.main),
    start,
    kill: (signal: NodeJS.Signals) =>
      Effect.suspend(() => {
        running?.kill(signal)
        return running?.gone ?? Effect.void
      }),
    /** Process ids of the CLIs that live. */
    clis: () => markedProcesses(home)
  }
})
