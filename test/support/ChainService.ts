/**
 * A service that has workers only, as a process of its own that may be killed: the product's layers and no platform. Told
 * on stdin to start a chain; says on stdout, a line each, what becomes of it. Started in a working directory with
 * `ORCHESTRATOR_HOME` set, as a user would; ends by itself at the end of its input.
 */
import { createInterface } from "node:readline"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Deferred, Effect, Layer, Queue, References, Schema, Stream } from "effect"
import { layerCore } from "../../src/bot/Core.ts"
import { Startup } from "../../src/bot/Startup.ts"
import { layerStores } from "../../src/bot/Stores.ts"
import { Chain } from "../../src/core/model/Chain.ts"
import { type Job, phaseOf, type Worker } from "../../src/core/model/Worker.ts"
import { answerText } from "../../src/core/sessions/TurnState.ts"
import { ToolEndpoint } from "../../src/core/toolbox/ToolEndpoint.ts"
import { Workers } from "../../src/core/workers/Workers.ts"
import { chainStarted } from "./ChainJourney.ts"
import type { ChainLine } from "./ChainLines.ts"

const write = (line: ChainLine) => {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Struct({ start: Chain })))

const asked = Effect.runSync(Queue.unbounded<Chain>())
const ended = Deferred.makeUnsafe<void>()
createInterface({ input: process.stdin })
  .on("line", (text) => Queue.offerUnsafe(asked, decode(text).start))
  .on("close", () => Deferred.doneUnsafe(ended, Effect.void))

const tellWorker = (worker: Worker) =>
  write({
    worker: `${worker.step}/${worker.index}`,
    phase: phaseOf(worker),
    attempt: worker.attempt,
    task: worker.task.text
  })
const tellJob = ({ chain }: Job) =>
  write({
    ...(chain?.text === undefined ? {} : { text: chain.text }),
    ...(chain?.failed === undefined ? {} : { failed: `${chain.failed.step}: ${chain.failed.why}` })
  })

const serve = Effect.gen(function* () {
  const { changes, jobs } = yield* Workers
  yield* changes.pipe(
    Stream.runForEach((change) =>
      Effect.sync(() => {
        if (change._tag === "Worker") tellWorker(change.worker)
        else if (change._tag === "Job") tellJob(change.job)
        else write({ said: answerText(change.state) })
      })
    ),
    Effect.forkScoped({ startImmediately: true })
  )
  for (const { job, workers } of yield* jobs) {
    workers.forEach(tellWorker)
    tellJob(job)
  }
  yield* Queue.take(asked).pipe(
    Effect.flatMap((steps) => chainStarted("chain", steps)),
    Effect.forever,
    Effect.raceFirst(Deferred.await(ended))
  )
})

await Effect.runPromise(
  serve.pipe(
    Effect.scoped,
    Effect.provide(
      Layer.effectDiscard(Effect.flatMap(ToolEndpoint, ({ served }) => served(undefined))).pipe(
        Layer.provideMerge(layerCore([])),
        Layer.provideMerge(layerStores),
        Layer.provideMerge(Startup.layer),
        Layer.provideMerge(NodeServices.layer),
        Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "None"))
      )
    )
  )
)
