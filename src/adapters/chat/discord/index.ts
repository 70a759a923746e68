/**
 * Discord introduces itself. What it needs to run is loaded when it is made: a service without it does not pay for it.
 */
import * as Effect from "effect/Effect"
import { definePlatform } from "../../../core/ports/Manifest.ts"
import { capabilities } from "./Capabilities.ts"
import { DiscordConfig } from "./DiscordConfig.ts"

export const manifest = definePlatform({
  name: "discord",
  title: "Discord",
  config: DiscordConfig,
  capabilities,
  create: (config, surroundings) =>
    Effect.flatMap(
      Effect.promise(() => import("./Discord.ts")),
      ({ makeDiscord }) => makeDiscord(config, surroundings)
    ),
  checks: (config, surroundings) =>
    Effect.flatMap(
      Effect.promise(() => import("./setup/Checks.ts")),
      ({ checkDiscord }) => checkDiscord(config, surroundings)
    ),
  setup: (config, surroundings, guide) =>
    Effect.flatMap(
      Effect.promise(() => import("./setup/Setup.ts")),
      ({ setupDiscord }) => setupDiscord(config, surroundings, guide)
    )
})
