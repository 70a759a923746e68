/**
 * What the doctor says of coding CLIs and chat systems: whatever their manifests check. A CLI that nobody is met on does
 * not make the service sick.
 */
import * as Effect from "effect/Effect"
import { Agents } from "../../core/agents/Agents.ts"
import type { Check } from "../../core/ports/Manifest.ts"
import { surroundingsOf } from "../AvailableBackends.ts"
import { backendList } from "../BackendList.ts"
import { platformList } from "../PlatformList.ts"
import { Startup } from "../Startup.ts"
import { metAgents } from "./AgentChecks.ts"
import { fine, guarded } from "./Finding.ts"

const lenient = (check: Check): Check => (check.state === "failed" ? { ...check, state: "warning" } : check)

export const backendChecks = Effect.gen(function* () {
  const startup = yield* Startup
  const { agents } = yield* (yield* Agents).snapshot
  const met = yield* metAgents
  const needed = new Set<string>(agents.flatMap(({ agent }) => (met.includes(agent.name) ? [agent.backend] : [])))
  const checks = yield* Effect.forEach(
    backendList,
    (manifest) =>
      Effect.gen(function* () {
        const surroundings = yield* surroundingsOf(startup, "backend", manifest.name)
        return yield* manifest.checks(startup.config.backends[manifest.name] ?? {}, surroundings)
      }).pipe(
        (found) => guarded(manifest.name, found),
        Effect.map((found) => (needed.has(manifest.name) ? found : found.map(lenient)))
      ),
    { concurrency: "unbounded" }
  )
  return checks.flat()
})

export const platformChecks = Effect.gen(function* () {
  const startup = yield* Startup
  const checks = yield* Effect.forEach(
    platformList,
    (manifest) => {
      const config = startup.config.platforms[manifest.name]
      return config === undefined
        ? Effect.succeed([
            fine(
              manifest.name,
              manifest.setup === undefined
                ? "off; not named in the configuration"
                : `off; to connect it: orchestrator setup ${manifest.name}`
            )
          ])
        : Effect.flatMap(surroundingsOf(startup, "chat", manifest.name), (surroundings) =>
            manifest.checks(config, surroundings)
          ).pipe((found) => guarded(manifest.name, found))
    },
    { concurrency: "unbounded" }
  )
  return checks.flat()
})
