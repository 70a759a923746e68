/**
 * `orchestrator workers`: tasks that were handed out and what came of them. Reads beside the running service; what
 * changes something goes to it.
 */
import * as Console from "effect/Console"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { tame } from "../../adapters/chat/console/HostileText.ts"
import { layerMachine } from "../Service.ts"
import { layerStoresReadOnly } from "../Stores.ts"
import { table } from "../Table.ts"
import { workersAct } from "./WorkersAct.ts"
import { type KnownWorkers, knownWorkers, workerRows, workerText } from "./WorkersRead.ts"

const json = Flag.Boolean("json").pipe(Flag.withDescription("As JSON, for scripts"), Flag.withDefault(false))

export class NoSuchWorker extends Schema.TaggedError<NoSuchWorker>()("NoSuchWorker", { id: Schema.String }) {
  override get message() {
    return `there is no worker or job ${this.id}; see those there are: orchestrator workers`
  }
}

const none: KnownWorkers = { jobs: [], workers: [] }
const nothing = "no task was handed out yet; in a chat: /worker run"

const show = Command.make(
  "show",
  { id: Argument.String("id").pipe(Argument.withDescription("A worker, w-…, or a job, j-…")), json },
  Effect.fn("workers show")(function* ({ id, json }) {
    yield* Effect.gen(function* () {
      const { workers } = yield* knownWorkers
      const found = workers.filter((worker) => worker.id === id || worker.job === id)
      if (found.length === 0) return yield* new NoSuchWorker({ id })
      if (json) return yield* Console.log(JSON.stringify(found, null, 2))
      yield* Console.log(tame(found.map(workerText).join("\n\n---\n\n")))
    }).pipe(Effect.provide(Layer.provideMerge(layerStoresReadOnly, layerMachine({ quiet: true }))))
  })
).pipe(Command.withDescription("Shows one worker, or all of a job, with what came of it"))

export const workers = Command.make(
  "workers",
  { json },
  Effect.fn("workers")(function* ({ json }) {
    yield* Effect.gen(function* () {
      const known = yield* knownWorkers.pipe(
        Effect.provide(layerStoresReadOnly),
        Effect.catchTag("NothingYet", () => Effect.succeed(none))
      )
      if (json) return yield* Console.log(JSON.stringify(known.workers, null, 2))
      yield* Console.log(known.jobs.length === 0 ? nothing : table(workerRows(known)))
    }).pipe(Effect.provide(layerMachine({ quiet: true })))
  })
).pipe(
  Command.withDescription("Shows the tasks that were handed out"),
  Command.withSubcommands([...workersAct, show]),
  Command.withExamples([
    { command: "orchestrator workers", description: "all that are kept, the latest job first" },
    { command: 'orchestrator workers run "review the last commit"', description: "hands a task out and waits for it" },
    { command: "orchestrator workers show w-1f2e3d4c5b", description: "what came of one" }
  ])
)
