/**
 * Tasks for the CLI that stamps its words, done twice: as workers of the service, and by a bare loop that starts the
 * same CLI, gives it the same line and reads until its answer is over.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { controlConversation } from "../../src/core/control/ControlConversation.ts"
import { UserId } from "../../src/core/model/Ids.ts"
import { type WorkerRequest, Workers } from "../../src/core/workers/Workers.ts"
import { startService } from "./BenchService.ts"
import { type StampingOrder, stampingCli, stampsIn } from "./StampingCli.ts"
import { now } from "./Statistics.ts"

export interface StampedTasks {
  /** From asking until each CLI had its prompt in its hands, milliseconds. */
  readonly toPrompt: ReadonlyArray<number>
  /** From asking until every answer was there and every process gone, milliseconds. */
  readonly wall: number
}

const stamped = (askedAt: number, texts: ReadonlyArray<string>): StampedTasks => ({
  toPrompt: texts.map((text) => stampsIn(text).heard - askedAt),
  wall: now() - askedAt
})

/** What workers are asked of; each call is so many at once. */
export const startWorkers = Effect.gen(function* () {
  const { services } = yield* startService({
    backend: "claude",
    onWrite: () => {},
    config: "workers:\n  parallel: 20\n  cache: 'off'"
  })
  const workers = Context.get(services, Workers)
  const person = { id: UserId.make("ann"), name: "ann", roles: ["owner"] }
  let jobs = 0

  return Effect.fnUntraced(function* (many: number, order: StampingOrder) {
    const request: WorkerRequest = { text: JSON.stringify(order), agent: "bench" }
    const askedAt = now()
    const job = yield* workers.spawn({
      key: `job-${jobs++}`,
      origin: { conversation: controlConversation("bench"), person, asked: [] },
      workers: [request, ...Array.from({ length: many - 1 }, () => request)]
    })
    const ended = yield* Effect.forEach(job.workers, ({ id }) => workers.ended(id), { concurrency: "unbounded" })
    for (const { result } of ended) if (result?.outcome._tag !== "Done") throw new Error("a worker did not end well")
    return stamped(
      askedAt,
      ended.map(({ result }) => result?.text ?? "")
    )
  })
})

const bareTask = async (order: StampingOrder): Promise<string> => {
  const child = spawn(process.execPath, [stampingCli], { stdio: ["pipe", "pipe", "ignore"] })
  const gone = once(child, "exit")
  child.stdin.write(`${JSON.stringify({ type: "control_request", request_id: "1" })}\n`)
  child.stdin.write(`${JSON.stringify({ type: "user", uuid: "1", message: { content: JSON.stringify(order) } })}\n`)
  let text = ""
  for await (const line of createInterface({ input: child.stdout })) {
    const told: { readonly type?: string; readonly result?: string } = JSON.parse(line)
    if (told.type !== "result") continue
    text = told.result ?? ""
    child.stdin.end()
  }
  await gone
  return text
}

/** The same without the service. */
export const bareTasks = async (many: number, order: StampingOrder): Promise<StampedTasks> => {
  const askedAt = now()
  return stamped(askedAt, await Promise.all(Array.from({ length: many }, () => bareTask(order))))
}
