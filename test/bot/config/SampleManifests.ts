/** Two small adapters for tests of the configuration: a backend like the real ones, and a platform with a required key. */
import { Effect, Schema } from "effect"
import { BackendName, PlatformName } from "../../../src/core/model/Ids.ts"
import { BackendError, CannotStart, noBackendCapabilities } from "../../../src/core/ports/AgentBackend.ts"
import { backendConfigFields } from "../../../src/core/ports/BackendConfig.ts"
import { Misconfigured, noCapabilities, PlatformError } from "../../../src/core/ports/ChatPlatform.ts"
import { defineBackend, definePlatform } from "../../../src/core/ports/Manifest.ts"

const backend = (name: string, title: string) =>
  defineBackend({
    name,
    title,
    config: Schema.Struct({
      ...backendConfigFields(name),
      patience: Schema.DurationFromString.pipe(Schema.withDecodingDefaultKey(Effect.succeed("90 seconds"))).annotate({
        description: "How long it may say nothing"
      })
    }),
    capabilities: noBackendCapabilities,
    create: () =>
      Effect.fail(
        new BackendError({
          backend: BackendName.make(name),
          reason: new CannotStart({ detail: "a sample", remedy: "use a real one" })
        })
      ),
    checks: () => Effect.succeed([])
  })

const platform = (name: string, title: string, config: Schema.Codec<unknown, unknown>) =>
  definePlatform({
    name,
    title,
    config,
    capabilities: noCapabilities,
    create: () =>
      Effect.fail(
        new PlatformError({
          platform: PlatformName.make(name),
          reason: new Misconfigured({ detail: "a sample", remedy: "use a real one" })
        })
      ),
    checks: () => Effect.succeed([])
  })

export const backends = [backend("claude", "Claude Code"), backend("codex", "Codex")]

export const platforms = [
  platform(
    "console",
    "Terminal",
    Schema.Struct({
      color: Schema.Boolean.pipe(Schema.withDecodingDefaultKey(Effect.succeed(true))).annotate({
        description: "Whether colours are used"
      })
    })
  ),
  platform(
    "parlour",
    "Parlour",
    Schema.Struct({ room: Schema.String.annotate({ description: "The room to sit in", examples: ["lobby"] }) })
  ),
  platform("mirror", "Mirror", Schema.Struct({}))
]
