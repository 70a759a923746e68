/**
 * `orchestrator start`: the service with every configured platform, and a terminal chat when a person sits in front of
 * it and nothing else is configured.
 */
import * as Console from "effect/Console"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { manifest as terminal } from "../../adapters/chat/console/index.ts"
import { layerProcesses } from "../Core.ts"
import { configuredPlatforms, createPlatform } from "../Platforms.ts"
import { layerMachine, runService } from "../Service.ts"
import { Startup } from "../Startup.ts"
import { welcome } from "../Welcome.ts"

export const start = Command.make(
  "start",
  {},
  Effect.fn("start")(function* () {
    const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true
    yield* Effect.gen(function* () {
      const { config } = yield* Startup
      const chat = interactive && Object.values(config.platforms).every((named) => named === undefined)
      yield* Console.log(yield* welcome({ chat }).pipe(Effect.provide(layerProcesses)))
      const platforms = chat ? Effect.map(createPlatform(terminal, {}), (platform) => [platform]) : configuredPlatforms
      yield* runService(platforms, chat ? "quiet" : "stopped")
    }).pipe(Effect.provide(layerMachine({ quiet: interactive })))
  })
).pipe(Command.withDescription("Runs the service with every configured platform"))
