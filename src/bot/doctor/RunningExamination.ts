/**
 * The doctor within a running service: the same checks, made with what runs. The configuration is read again from its
 * file, so that a fault in it is known before the next start; the database, which this service holds, is not searched for
 * damage, because everything would wait for that.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Path from "effect/Path"
import * as Semaphore from "effect/Semaphore"
import type { Agents } from "../../core/agents/Agents.ts"
import type { Bindings } from "../../core/agents/Bindings.ts"
import type { CliProcesses } from "../../core/cli/CliProcesses.ts"
import { Examination } from "../../core/ports/Examination.ts"
import { Journal } from "../../core/ports/Journal.ts"
import type { Check } from "../../core/ports/Manifest.ts"
import type { State } from "../../core/ports/State.ts"
import { Stage } from "../../core/render/Stage.ts"
import * as Words from "../../core/render/Words.ts"
import { backendList } from "../BackendList.ts"
import type { Config } from "../config/ConfigSchema.ts"
import { platformList } from "../PlatformList.ts"
import { Startup } from "../Startup.ts"
import { databaseFile } from "../Stores.ts"
import { version } from "../Version.ts"
import { backendChecks, platformChecks } from "./AdapterChecks.ts"
import { agentChecks } from "./AgentChecks.ts"
import { connectionChecks } from "./ConnectionChecks.ts"
import { room, size } from "./DataChecks.ts"
import { type Finding, fine, type Group, guarded, inGroup, warning } from "./Finding.ts"
import { machineChecks } from "./MachineChecks.ts"
import { examineConfiguration } from "./StartupChecks.ts"

/** Whoever looks again within that time sees the same: each look starts CLIs and calls platforms. */
const freshForMillis = 30_000

/** Nothing that looks outside may hold up the rest for longer. */
const patience = "15 seconds"

const database = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const filename = yield* databaseFile
  const info = yield* fs.stat(filename)
  const unfinished = yield* (yield* Journal).unfinished
  const waiting = unfinished.length === 0 ? undefined : `${Words.count(unfinished.length, "turn")} unfinished`
  return [fine("database", Words.facts(filename, size(Number(info.size)), "in use", waiting))]
})

/** As far as a text of it tells; secrets are not in it. */
const isSame = (left: Config, right: Config): boolean => JSON.stringify(left) === JSON.stringify(right)

const configuration = Effect.gen(function* () {
  const running = yield* Startup
  const written = yield* examineConfiguration(running.environment, running.start, running.home)
  const wrong = written.configuration.some(({ state }) => state === "failed")
  const changed =
    wrong || isSame(running.config, written.startup.config)
      ? []
      : [warning("changes", "the configuration was changed since the service started", "start the service again")]
  return [...written.configuration, ...changed]
})

const make = Effect.gen(function* () {
  const startedAt = yield* Clock.currentTimeMillis
  const services = yield* Effect.context<
    Agents | Bindings | CliProcesses | FileSystem.FileSystem | Journal | Path.Path | Stage | Startup | State
  >()
  const oneAtATime = yield* Semaphore.make(1)
  let known: { readonly at: number; readonly checks: ReadonlyArray<Finding> } | undefined

  const part = <R>(group: Group, checks: Effect.Effect<ReadonlyArray<Check>, unknown, R>) =>
    guarded(group, Effect.timeout(checks, patience)).pipe(Effect.map((found) => found.map(inGroup(group))))

  const connections = Effect.gen(function* () {
    const { config } = yield* Startup
    const configured = platformList.flatMap(({ name }) => (config.platforms[name] === undefined ? [] : [name]))
    return connectionChecks(configured, yield* (yield* Stage).connections)
  })

  const service = Effect.map(Clock.currentTimeMillis, (now) => [
    fine("service", Words.facts(`version ${version}`, `running for ${Words.duration(now - startedAt)}`))
  ])

  const look = Effect.all(
    [
      part("machine", Effect.sync(machineChecks)),
      part("configuration", configuration),
      part("data", room),
      part("data", database),
      part("data", service),
      part("coding clis", backendChecks),
      part("chat", connections),
      part("chat", platformChecks),
      part("agents", agentChecks)
    ],
    { concurrency: "unbounded" }
  ).pipe(
    Effect.map((found) => found.flat()),
    Effect.provideContext(services)
  )

  const checks = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    if (known !== undefined && now - known.at < freshForMillis) return known.checks
    const found = yield* look
    known = { at: yield* Clock.currentTimeMillis, checks: found }
    return found
  }).pipe(oneAtATime.withPermit)

  return Examination.of({ version, startedAt, checks, platforms: platformList, backends: backendList })
})

export const layerExamination = Layer.effect(Examination, make)
