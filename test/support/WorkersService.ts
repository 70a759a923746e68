/**
 * A service that has workers only, as a process of its own that may be killed at any moment: the product's layers and no
 * platform. Told on stdin which job there is to be; says on stdout, a line each, how its workers stand. Started in a working
 * directory with `ORCHESTRATOR_HOME` set, as a user would; ends by itself at the end of its input.
 */
import { createInterface } from "node:readline"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Deferred, Effect, Layer, Queue, References, Schema, Stream } from "effect"
import { layerCore } from "../../src/bot/Core.ts"
import { Startup } from "../../src/bot/Startup.ts"
import { layerStores } from "../../src/bot/Stores.ts"
import { phaseOf, type Worker } from "../../src/core/model/Worker.ts"
import { Workers } from "../../src/core/workers/Workers.ts"
import { layerWithoutTools } from "./WithoutTools.ts"
import { spawned } from "./WorkerJourney.ts"

/** How one worker stands. */
export interface WorkerLine {
  readonly worker: string
  readonly phase: string
  readonly attempt: number
  readonly costUsd: number
}

const Asked = Schema.Struct({ job: Schema.String, tasks: Schema.NonEmptyArray(Schema.String) })
const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Asked))

const write = (line: WorkerLine | { readonly accepted: string }) => {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
const asked = Effect.runSync(Queue.unbounded<typeof Asked.Type>())
const ended = Deferred.makeUnsafe<void>()
createInterface({ input: process.stdin })
  .on("line", (text) => Queue.offerUnsafe(asked, decode(text)))
  .on("close", () => Deferred.doneUnsafe(ended, Effect.void))

const tell = (worker: Worker) =>
  write({
    worker: worker.id,
    phase: phaseOf(worker),
    attempt: worker.attempt,
    costUsd: worker.result?.usage?.costUsd ?? 0
  })

const serve = Effect.gen(function* () {
  const { changes, jobs } = yield* Workers
  yield* changes.pipe(
    Stream.runForEach((change) => Effect.sync(() => (change._tag === "Worker" ? tell(change.worker) : undefined))),
    Effect.forkScoped({ startImmediately: true })
  )
  for (const { workers } of yield* jobs) workers.forEach(tell)
  yield* Queue.take(asked).pipe(
    Effect.flatMap(({ job, tasks: [first, ...rest] }) =>
      Effect.map(spawned(job, [{ text: first, fresh: true }, ...rest.map((text) => ({ text, fresh: true }))]), () =>
        write({ accepted: job })
      )
    ),
    Effect.forever,
    Effect.raceFirst(Deferred.await(ended))
  )
})

await Effect.runPromise(
  serve.pipe(
    Effect.scoped,
    Effect.provide(
      layerWithoutTools.pipe(
        Layer.provideMerge(layerCore([])),
        Layer.provideMerge(layerStores),
        Layer.provideMerge(Startup.layer),
        Layer.provideMerge(NodeServices.layer),
        Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "None"))
      )
    )
  )
)
