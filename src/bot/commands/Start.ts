/**
 * `orchestrator start`: the service with every configured platform, and a terminal chat when a person sits in front of
 * it and nothing else is configured. It begins anew by itself when a platform was set up in the dashboard: the chat goes
 * on beside that platform, and whoever leaves it ends the service, as its screen says.
 */
import * as Console from "effect/Console"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { manifest as terminal } from "../../adapters/chat/console/index.ts"
import * as Words from "../../core/render/Words.ts"
import { layerProcesses } from "../Core.ts"
import type { Config } from "../config/ConfigSchema.ts"
import { DashboardBuild } from "../DashboardBuild.ts"
import { Interactive } from "../Interactive.ts"
import { inLives, Life } from "../Lives.ts"
import { platformList } from "../PlatformList.ts"
import { configuredPlatforms, createPlatform } from "../Platforms.ts"
import { layerMachine, runService } from "../Service.ts"
import { Startup } from "../Startup.ts"
import { SetupMemory } from "../setup/GuidedSetup.ts"
import { showWayIn } from "../WayIn.ts"
import { welcome } from "../Welcome.ts"

const namedIn = ({ platforms }: Config) => platformList.filter(({ name }) => platforms[name] !== undefined)

const chatAndConfigured = Effect.gen(function* () {
  const chat = yield* createPlatform(terminal, {})
  return [chat, ...(yield* configuredPlatforms).filter(({ name }) => name !== chat.name)]
})

/** Nobody sits here who would have to see it before anything else. */
const beside = <R>(effect: Effect.Effect<void, never, R>) => Effect.asVoid(Effect.forkChild(effect))

/** Once a chat has begun in this terminal, it is there in every life. */
const live = (options: { readonly interactive: boolean; chat?: boolean }) =>
  Effect.gen(function* () {
    const { config, environment } = yield* Startup
    const { number } = yield* Life
    const named = namedIn(config)
    const configured = named.length > 0
    options.chat ??= options.interactive && !configured
    const { chat } = options
    if (number === 0) yield* Console.log(yield* welcome({ chat }).pipe(Effect.provide(layerProcesses)))
    else yield* Console.log(`\n${Words.done} the service began anew, on ${named.map(({ title }) => title).join(", ")}`)
    yield* runService(
      chat ? chatAndConfigured : configuredPlatforms,
      chat ? "quiet" : "stopped",
      number > 0
        ? Effect.void
        : options.interactive
          ? showWayIn({ configured, environment })
          : beside(showWayIn({ configured, environment }))
    )
  }).pipe(Effect.provide(DashboardBuild.layer.pipe(Layer.provideMerge(layerMachine({ quiet: options.interactive })))))

export const start = Command.make(
  "start",
  {},
  Effect.fn("start")(function* () {
    yield* inLives(live({ interactive: yield* Interactive })).pipe(Effect.provideService(SetupMemory, {}))
  })
).pipe(Command.withDescription("Runs the service with every configured platform"))
