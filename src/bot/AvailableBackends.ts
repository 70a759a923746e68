/**
 * Makes every backend of the list. One that cannot be made, or whose CLI is not there, becomes a reason that its agents
 * give when they are spoken to.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import type { BackendManifest } from "../core/ports/Manifest.ts"
import { Backends, type KnownBackend } from "../core/sessions/Backends.ts"
import { backendList } from "./BackendList.ts"
import { builtIn, isRehearsing } from "./Rehearsing.ts"
import { withoutServiceSecrets } from "./ServiceSecrets.ts"
import { Startup } from "./Startup.ts"

export const noCli = "no coding CLI was found: every agent rehearses on the scripted CLI that comes with the product"

export const surroundingsOf = (startup: Startup["Service"], kind: "backend" | "chat", name: string) =>
  Effect.map(Path.Path, (path) => ({
    environment: kind === "backend" ? withoutServiceSecrets(startup.environment) : startup.environment,
    directory: path.join(startup.home, kind, name)
  }))

const create = (manifest: BackendManifest) =>
  Effect.gen(function* () {
    const startup = yield* Startup
    const surroundings = yield* surroundingsOf(startup, "backend", manifest.name)
    const backend = yield* manifest.create(startup.config.backends[manifest.name] ?? {}, surroundings)
    const known: KnownBackend = { _tag: "Available", backend }
    return [manifest.name, known] as const
  }).pipe(
    Effect.catch((error) =>
      Effect.gen(function* () {
        const known: KnownBackend = {
          _tag: "Unavailable",
          detail: error.message,
          remedy: "see what is missing: orchestrator doctor"
        }
        yield* Effect.logWarning(`${manifest.title} cannot be used: ${error.message}`)
        return [manifest.name, known] as const
      })
    )
  )

export const layerBackends = Layer.unwrap(
  Effect.gen(function* () {
    const known = new Map<string, KnownBackend>(yield* Effect.forEach(backendList, create))
    const rehearsal = known.get(builtIn)
    if (rehearsal !== undefined && (yield* isRehearsing)) {
      yield* Effect.logWarning(noCli)
      for (const name of known.keys()) known.set(name, rehearsal)
    }
    return Backends.layer(known)
  })
)
