/**
 * Chains on the whole service, asked for directly: started, awaited, and told step by step.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Fiber, Stream } from "effect"
import type { Chain } from "../../src/core/model/Chain.ts"
import { type Job, phaseOf } from "../../src/core/model/Worker.ts"
import { Chains } from "../../src/core/workers/Chains.ts"
import { type WorkerChange, Workers } from "../../src/core/workers/Workers.ts"
import type { TestHome } from "./TestService.ts"
import { originOf } from "./WorkerJourney.ts"

export const chainStarted = (key: string, steps: Chain, input = "") =>
  Effect.flatMap(Chains, (chains) => chains.start({ key, origin: originOf("room"), steps, input }))

/** Until a change like this one, or until it holds already. */
export const untilChanged = <E, R>(holds: Effect.Effect<boolean, E, R>, like: (change: WorkerChange) => boolean) =>
  Effect.gen(function* () {
    const { changes } = yield* Workers
    const seen = yield* changes.pipe(Stream.filter(like), Stream.runHead, Effect.forkChild({ startImmediately: true }))
    if (yield* holds) yield* Fiber.interrupt(seen)
    else yield* Fiber.join(seen)
  })

const isOver = ({ chain }: Job) => chain?.text !== undefined || chain?.failed !== undefined

/** The chain once it has its text or broke off. */
export const chainEnd = ({ id }: Pick<Job, "id">) =>
  Effect.gen(function* () {
    const { job } = yield* Workers
    yield* untilChanged(
      Effect.map(job(id), (found) => isOver(found.job)),
      (change) => change._tag === "Job" && change.job.id === id && isOver(change.job)
    )
    const { job: over, workers } = yield* job(id)
    return {
      ...over.chain,
      /** `step/index phase attempt` */
      told: workers.map((worker) => `${worker.step}/${worker.index} ${phaseOf(worker)} ${worker.attempt}`),
      workers
    }
  })

/** How many of the rehearsal's conversations were told this text, by its own records. */
export const toldCount = ({ home }: Pick<TestHome, "home">, text: string): number => {
  const folder = join(home, "backend", "rehearsal", "conversations")
  return readdirSync(folder).filter((file) => readFileSync(join(folder, file), "utf8").includes(text)).length
}
