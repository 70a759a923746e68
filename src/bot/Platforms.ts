/**
 * Makes the chat platforms that run in this process. One that cannot be made says why in the log and is left out; the
 * rest run.
 */
import * as Effect from "effect/Effect"
import type { PlatformManifest } from "../core/ports/Manifest.ts"
import { surroundingsOf } from "./AvailableBackends.ts"
import { Listening } from "./Listening.ts"
import { platformList } from "./PlatformList.ts"
import { Startup } from "./Startup.ts"

export const createPlatform = (manifest: PlatformManifest, config: unknown) =>
  Effect.gen(function* () {
    const surroundings = yield* surroundingsOf(yield* Startup, "chat", manifest.name)
    return yield* manifest.create(config, surroundings)
  })

/** Every platform that the configuration names. */
export const configuredPlatforms = Effect.gen(function* () {
  const { config } = yield* Startup
  const { ended } = yield* Listening
  const named = platformList.filter((manifest) => config.platforms[manifest.name] !== undefined)
  const made = yield* Effect.forEach(named, (manifest) =>
    createPlatform(manifest, config.platforms[manifest.name]).pipe(
      Effect.map((platform) => [platform]),
      Effect.catch((error) => {
        const words = `${manifest.title} does not start: ${error.message}`
        return Effect.as(Effect.andThen(Effect.logError(words), ended(manifest.name, words)), [])
      })
    )
  )
  return made.flat()
})
