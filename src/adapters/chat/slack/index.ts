/**
 * Slack introduces itself. What it needs to run is loaded when it is made: a service without it does not pay for it.
 */
import * as Effect from "effect/Effect"
import { definePlatform } from "../../../core/ports/Manifest.ts"
import { capabilities } from "./Capabilities.ts"
import { SlackConfig } from "./SlackConfig.ts"

export const manifest = definePlatform({
  name: "slack",
  title: "Slack",
  config: SlackConfig,
  capabilities,
  create: (config, surroundings) =>
    Effect.flatMap(
      Effect.promise(() => import("./Slack.ts")),
      ({ makeSlack }) => makeSlack(config, surroundings)
    ),
  checks: (config, surroundings) =>
    Effect.flatMap(
      Effect.promise(() => import("./setup/Checks.ts")),
      ({ checkSlack }) => checkSlack(config, surroundings)
    ),
  setup: (config, surroundings, guide) =>
    Effect.flatMap(
      Effect.promise(() => import("./setup/Setup.ts")),
      ({ setupSlack }) => setupSlack(config, surroundings, guide)
    )
})
