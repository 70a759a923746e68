/**
 * Looks at everything that the service needs and says what is right, what is wrong and what to do. Changes nothing but to
 * make the data directory. Nothing that is broken ends it: each part is looked at with what is left.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { KeyvState } from "../../adapters/store/keyv/KeyvState.ts"
import { Bindings } from "../../core/agents/Bindings.ts"
import type { Check } from "../../core/ports/Manifest.ts"
import { layerAgents, layerProcesses } from "../Core.ts"
import { Startup } from "../Startup.ts"
import { layerStoresReadOnly } from "../Stores.ts"
import { backendChecks, platformChecks } from "./AdapterChecks.ts"
import { agentChecks } from "./AgentChecks.ts"
import { connectionsElsewhere } from "./ConnectionChecks.ts"
import { dataChecks } from "./DataChecks.ts"
import { type Finding, fromCause, type Group, guarded, inGroup } from "./Finding.ts"
import { machineChecks } from "./MachineChecks.ts"
import { type Examined, examineStartup } from "./StartupChecks.ts"

/** What is kept, where it can be read; else as if nothing was. */
const layerState = layerStoresReadOnly.pipe(Layer.catchCause(() => KeyvState.layerMemory))

const layerBindings = Layer.unwrap(
  Effect.map(Startup, ({ config }) => Bindings.layer({ configured: config.bindings, fallback: config.default }))
)

const layerRegistry = Layer.merge(layerBindings, layerAgents)

const examineRest = ({ configuration, data, hasData, startup }: Examined) =>
  Effect.gen(function* () {
    const part = <R>(group: Group, checks: Effect.Effect<ReadonlyArray<Check>, unknown, R>) =>
      Effect.map(guarded(group, checks), (found) => found.map(inGroup(group)))
    return [
      ...configuration.map(inGroup("configuration")),
      ...data.map(inGroup("data")),
      ...(hasData ? yield* part("data", dataChecks) : []),
      ...(yield* part("coding clis", Effect.provide(backendChecks, layerRegistry))),
      ...(yield* part("chat", connectionsElsewhere(Object.keys(startup.config.platforms)))),
      ...(yield* part("chat", platformChecks)),
      ...(yield* part("agents", Effect.provide(agentChecks, layerRegistry)))
    ]
  }).pipe(Effect.provide(Layer.merge(layerProcesses, layerState)), Effect.provideService(Startup, startup))

/** In the order in which they are shown. */
export const examine = Effect.gen(function* () {
  const machine: ReadonlyArray<Finding> = machineChecks().map(inGroup("machine"))
  const rest = yield* examineStartup.pipe(
    Effect.flatMap(examineRest),
    Effect.catchCause((cause) => Effect.succeed([inGroup("machine")(fromCause("start directory", cause))]))
  )
  return [...machine, ...rest]
}).pipe(Effect.scoped)
