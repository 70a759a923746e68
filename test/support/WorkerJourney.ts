/**
 * Workers on the whole service, asked for directly: what the pool promises whoever asks. Each life of the service on the
 * same folder is a restart.
 */
import * as Effect from "effect/Effect"
import { controlConversation } from "../../src/core/control/ControlConversation.ts"
import { AgentName, UserId } from "../../src/core/model/Ids.ts"
import { type Origin, phaseOf, type Worker } from "../../src/core/model/Worker.ts"
import { type WorkerRequest, Workers } from "../../src/core/workers/Workers.ts"
import { layerTestService, makeTestHome, type TestHome, type TestServiceOptions } from "./TestService.ts"

export const workerHome = makeTestHome({
  worker: { backend: "rehearsal", keys: "permissions: accept-edits\n" },
  scout: { backend: "rehearsal" },
  picky: { backend: "rehearsal", keys: "permissions: plan\ntools: Read\n" }
})

export const originOf = (name: string, asked: ReadonlyArray<string> = []): Origin => ({
  conversation: controlConversation(name),
  person: { id: UserId.make("ann"), name: "ann", roles: ["owner"] },
  asked: asked.map((agent) => AgentName.make(agent))
})

/** One life of a service that has workers only. */
export const workerLife = <A, E, R>(
  home: TestHome,
  walk: Effect.Effect<A, E, R>,
  options: Pick<TestServiceOptions, "config"> = {}
) => walk.pipe(Effect.provide(layerTestService({ home, platforms: [], ...options })), Effect.scoped)

export const spawned = (key: string, requests: readonly [WorkerRequest, ...ReadonlyArray<WorkerRequest>]) =>
  Effect.gen(function* () {
    const workers = yield* Workers
    return (yield* workers.spawn({ key, origin: originOf("room"), workers: requests })).workers
  })

/** Each worker once it is over, in the order in which they were asked for. */
export const ends = (asked: ReadonlyArray<Worker>) =>
  Effect.flatMap(Workers, ({ ended }) => Effect.forEach(asked, ({ id }) => ended(id), { concurrency: "unbounded" }))

/** `title: phase: first words`. */
export const told = (worker: Worker): string => {
  const { result, title } = worker
  const { outcome } = result ?? {}
  const said = outcome?._tag === "Failed" ? outcome.message : (result?.text ?? "")
  return `${title}: ${phaseOf(worker)}${said === "" ? "" : `: ${said.split("\n", 1)[0]}`}`
}
