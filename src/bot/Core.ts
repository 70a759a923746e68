/**
 * The core on this machine's adapters: everything below the doors, as one layer. Reads from the bottom up.
 */
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import * as SingleRunner from "effect/cluster/SingleRunner"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Hash from "effect/Hash"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import { GitWorkingTree } from "../adapters/tree/git/GitWorkingTree.ts"
import { AccessPolicy } from "../core/agents/AccessPolicy.ts"
import { Agents } from "../core/agents/Agents.ts"
import { Bindings } from "../core/agents/Bindings.ts"
import { Directories } from "../core/agents/Directories.ts"
import { Pairing } from "../core/agents/Pairing.ts"
import { absolutePath } from "../core/agents/WorkDirectory.ts"
import { CliProcesses } from "../core/cli/CliProcesses.ts"
import { Commands } from "../core/commands/Commands.ts"
import { Control } from "../core/control/Control.ts"
import { controlPlatform } from "../core/control/ControlConversation.ts"
import { Dashboard } from "../core/control/Dashboard.ts"
import { Titles } from "../core/control/Titles.ts"
import { webPlatform, webPlatformName } from "../core/control/WebConversation.ts"
import { KeptFiles } from "../core/files/KeptFiles.ts"
import { Uploads } from "../core/files/Uploads.ts"
import { Ledger } from "../core/ledger/Ledger.ts"
import type { ChatPlatform } from "../core/ports/ChatPlatform.ts"
import { Stage } from "../core/render/Stage.ts"
import { Routing } from "../core/routing/Routing.ts"
import { Door } from "../core/sessions/Door.ts"
import { Orphans } from "../core/sessions/Orphans.ts"
import { layerSessionEntity } from "../core/sessions/SessionEntity.ts"
import { Sessions } from "../core/sessions/Sessions.ts"
import { WarmProcesses } from "../core/sessions/WarmProcesses.ts"
import { Together } from "../core/together/Together.ts"
import { Grants } from "../core/toolbox/Grants.ts"
import { layerToolbox } from "../core/toolbox/ToolboxLayer.ts"
import { ToolEndpoint } from "../core/toolbox/ToolEndpoint.ts"
import { layerCards } from "../core/workers/Cards.ts"
import { Chains } from "../core/workers/Chains.ts"
import { JobActs } from "../core/workers/JobActs.ts"
import { ResultCache } from "../core/workers/ResultCache.ts"
import { layerWorkers } from "../core/workers/WorkerPool.ts"
import { workerRequests } from "../core/workers/WorkerRequests.ts"
import { workersPlatform } from "../core/workers/WorkerSession.ts"
import { layerBackends } from "./AvailableBackends.ts"
import { backendList } from "./BackendList.ts"
import { frontmatterLayer } from "./config/Frontmatter.ts"
import { layerDashboardPeople } from "./DashboardPeople.ts"
import { layerExamination } from "./doctor/RunningExamination.ts"
import { NodeProcessTable } from "./NodeProcessTable.ts"
import { loadPrices } from "./Prices.ts"
import { withoutServiceSecrets } from "./ServiceSecrets.ts"
import { Startup } from "./Startup.ts"
import { layerFirstSteps } from "./setup/GuidedSetup.ts"

/** Long enough for a CLI to give up by itself, short enough for a person who pressed stop. */
const stopDeadline = "10 seconds"

const fromStartup = <A, E, R>(make: (startup: Startup["Service"], path: Path.Path) => Layer.Layer<A, E, R>) =>
  Layer.unwrap(Effect.map(Effect.all([Startup, Path.Path]), ([startup, path]) => make(startup, path)))

export const layerAgents = fromStartup(({ config, environment, home, product, start }, path) =>
  Agents.layer({
    folders: [
      ...[...new Set([product, start])].map((root) => ({ path: path.join(root, "config", "agents"), required: false })),
      ...config.agents.folders.map((folder) => ({ path: path.resolve(start, folder), required: true }))
    ],
    own: path.join(home, "agents"),
    directories: {
      start,
      roots: config.workdirs,
      ...(environment.HOME === undefined ? {} : { home: environment.HOME })
    },
    backends: backendList.map((manifest) => manifest.name),
    defaultBackend: config.agents.backend,
    allowFull: config.allowFull
  })
).pipe(Layer.provide([frontmatterLayer, NodeCrypto.layerDigest]))

export const layerProcesses = fromStartup(({ home }) =>
  CliProcesses.layer({ mark: { service: (Hash.string(home) >>> 0).toString(36) } })
).pipe(Layer.provide(NodeProcessTable.layer))

export const layerLedger = Layer.unwrap(
  Effect.gen(function* () {
    const { config } = yield* Startup
    const { agentDay, fleetDay, turn, userDay } = config.budgets
    return Ledger.layer({
      prices: yield* loadPrices,
      limits: { turnUsd: turn, agentDayUsd: agentDay, userDayUsd: userDay, fleetDayUsd: fleetDay }
    })
  })
)

const layerDirectories = fromStartup(({ config, environment, start }) =>
  Directories.layer({
    start,
    roots: config.workdirs,
    ...(environment.HOME === undefined ? {} : { home: environment.HOME })
  })
)

const layerPool = fromStartup(({ config: { workers } }) =>
  layerWorkers({
    parallel: workers.parallel,
    budgetUsd: workers.budget,
    timeoutMillis: Duration.toMillis(workers.timeout),
    keep: workers.keep
  })
).pipe(Layer.provide(NodeCrypto.layerDigest))

const layerShown = fromStartup(({ config: { finish, workers } }) => layerCards({ finish, keep: workers.keep }))

const layerChains = fromStartup(({ config: { workers } }) =>
  Layer.unwrap(
    Effect.map(
      workerRequests({ budgetUsd: workers.budget, timeoutMillis: Duration.toMillis(workers.timeout) }),
      (check) => Chains.layer({ check })
    )
  )
)

const layerCache = fromStartup(({ config: { workers }, environment }) =>
  ResultCache.layer({ timeToLive: workers.cache === "off" ? undefined : workers.cache }).pipe(
    Layer.provide(GitWorkingTree.layer({ environment: withoutServiceSecrets(environment) }))
  )
)

const layerRouting = fromStartup(({ config }) => Routing.layer(config.routing))

const layerGrants = Grants.layer.pipe(Layer.provide(SecureRandom.layerWebCrypto))

const layerTools = fromStartup(({ config, environment, home, start }, path) =>
  layerToolbox({
    hops: config.together.hops,
    files: {
      roots: config.workdirs.map((root) =>
        absolutePath(path, root, { start, ...(environment.HOME === undefined ? {} : { home: environment.HOME }) })
      ),
      own: [home]
    }
  }).pipe(Layer.provide(Together.layer(config.together)))
).pipe(Layer.provide(SecureRandom.layerWebCrypto))

const layerFiles = fromStartup(({ home }, path) =>
  Layer.merge(KeptFiles.layer(path.join(home, "files", "sent")), Uploads.layer(path.join(home, "files", "uploaded")))
).pipe(Layer.provide([NodeCrypto.layerDigest, SecureRandom.layerWebCrypto]))

const layerBindings = fromStartup(({ config }) =>
  Bindings.layer({ configured: config.bindings, fallback: config.default })
)
/** Roles on the dashboard are this service's own word: nobody has one but whoever took a link in a terminal of this machine. */
const layerAccess = fromStartup(({ config: { access } }) =>
  AccessPolicy.layer({ ...access, local: [...access.local, webPlatformName] })
)
const layerPairing = Pairing.layer.pipe(Layer.provide(SecureRandom.layerWebCrypto))
const layerWarm = fromStartup(({ config }) => WarmProcesses.layer(config.sessions))

const layerEntity = fromStartup(({ config }) =>
  layerSessionEntity({
    laneCapacity: config.lane.capacity,
    askTimeout: config.asks.timeout,
    stopDeadline,
    finish: config.finish,
    idleFor: config.sessions.warmFor
  })
)

const layerCluster = SingleRunner.layer({
  runnerStorage: "memory",
  shardingConfig: { shardsPerGroup: 32, entityMessagePollInterval: "2 seconds", entityTerminationTimeout: "1 second" }
}).pipe(Layer.provide(NodeCrypto.layerDigest))

/** Needs the stores and what was read at startup. */
export const layerCore = (platforms: ReadonlyArray<ChatPlatform>) =>
  Layer.mergeAll(Door.layer, Control.layer, Dashboard.layer, layerTools, layerShown).pipe(
    Layer.provideMerge(layerFirstSteps(platforms)),
    Layer.provideMerge(layerExamination),
    Layer.provideMerge(Commands.layer),
    Layer.provideMerge(JobActs.layer),
    Layer.provideMerge(layerChains),
    Layer.provideMerge(layerPool),
    Layer.provide(layerCache),
    Layer.provideMerge(layerEntity),
    Layer.provideMerge(Sessions.layer),
    Layer.provideMerge(ClusterWorkflowEngine.layer),
    Layer.provideMerge(layerCluster),
    Layer.provideMerge(
      Layer.mergeAll(layerBackends, layerWarm, layerGrants, layerRouting, Orphans.layer, ToolEndpoint.layer)
    ),
    Layer.provideMerge(
      Layer.mergeAll(
        layerProcesses,
        layerBindings,
        layerAccess,
        layerPairing,
        layerLedger,
        layerAgents,
        layerDirectories,
        layerFiles,
        layerDashboardPeople
      )
    ),
    Layer.provideMerge(
      Layer.merge(Stage.layer([...platforms, controlPlatform, webPlatform, workersPlatform]), Titles.layer(platforms))
    )
  )
