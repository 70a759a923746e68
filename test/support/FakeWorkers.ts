/**
 * The pool of workers and its chains in memory, as strict as the real ones about keys, dependencies, cancelling and
 * retrying. Nothing in it works by itself unless `work` is given: a test begins, feeds and ends workers by hand.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { AgentEvent } from "../../src/core/model/AgentEvent.ts"
import { type Conversation, sessionId, turnId } from "../../src/core/model/Conversation.ts"
import type { DoneBy } from "../../src/core/model/DoneBy.ts"
import {
  AgentName,
  BackendName,
  ConversationId,
  HostName,
  JobId,
  MessageId,
  PlatformName,
  WorkerId
} from "../../src/core/model/Ids.ts"
import { Outcome } from "../../src/core/model/Outcome.ts"
import type { Turn } from "../../src/core/model/Turn.ts"
import type { Usage } from "../../src/core/model/Usage.ts"
import { type Job, phaseOf, type Worker, type WorkerResult } from "../../src/core/model/Worker.ts"
import { JournalEntry } from "../../src/core/ports/Journal.ts"
import { initialTurnState, openAsks, reduceTurn, type TurnState } from "../../src/core/sessions/TurnState.ts"
import { type ChainRequest, Chains, ChainsError } from "../../src/core/workers/Chains.ts"
import {
  type JobRequest,
  type JobWithWorkers,
  type WorkerChange,
  type WorkerRequest,
  Workers,
  WorkersError
} from "../../src/core/workers/Workers.ts"

export interface FakePoolOptions {
  /** Works on every worker as soon as it may start; absent: the test does by hand. */
  readonly work?: (worker: Worker) => Effect.Effect<Partial<WorkerResult>>
  /** How many run at once under `work`; no limit when absent. */
  readonly limit?: number
}

export interface FakePool {
  readonly workers: Workers["Service"]
  readonly chains: Chains["Service"]
  readonly layer: Layer.Layer<Workers | Chains>
  /** Every request that was taken, in order, those of `add` too. */
  readonly requests: ReadonlyArray<WorkerRequest>
  readonly all: () => ReadonlyArray<Worker>
  /** Hands a waiting worker to its CLI. */
  readonly begin: (id: WorkerId) => Effect.Effect<void>
  /** Something happens in a running worker's turn. */
  readonly event: (id: WorkerId, event: AgentEvent) => Effect.Effect<void>
  readonly record: (id: WorkerId, entry: JournalEntry) => Effect.Effect<void>
  /** What is left out is done, at once, with nothing said and nothing spent. */
  readonly end: (id: WorkerId, result?: Partial<WorkerResult>) => Effect.Effect<void>
  /** A chain stands so from now on. */
  readonly chain: (job: JobId, chain: Partial<NonNullable<Job["chain"]>>) => Effect.Effect<void>
  /** The service dies and comes back: what ran is over, and nobody knows how. */
  readonly die: Effect.Effect<void>
}

const unknown = (what: string) => new WorkersError({ reason: "unknown", detail: `there is no ${what}` })
const titleOf = (text: string) => text.split("\n", 1).join("").slice(0, 80)

/** The conversation of an attempt, on the platform that nobody sees. */
const conversationOf = ({ attempt, id }: Worker): Conversation => ({
  platform: PlatformName.make("workers"),
  id: ConversationId.make(attempt === 1 ? id : `${id}~${attempt}`),
  within: [],
  kind: "direct"
})

const turnOf = (worker: Worker): Turn => {
  const conversation = conversationOf(worker)
  const message = { platform: conversation.platform, conversation: conversation.id, message: MessageId.make("task") }
  return {
    id: turnId(message, worker.task.agent),
    session: sessionId(HostName.make("default"), worker.task.agent, conversation),
    agent: worker.task.agent,
    conversation,
    person: worker.origin.person,
    text: worker.task.text,
    attachments: [],
    saidAt: worker.askedAt,
    terms: worker.task.terms,
    budgetUsd: worker.task.budgetUsd,
    asked: worker.origin.asked
  }
}

export const makeFakePool = (options: FakePoolOptions = {}): Effect.Effect<FakePool, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { work } = options
    const changes = yield* PubSub.unbounded<WorkerChange>()
    const running = yield* FiberMap.make<WorkerId>()
    const requests: Array<WorkerRequest> = []
    const jobs = new Map<JobId, Job>()
    const keys = new Map<string, JobId>()
    const all = new Map<WorkerId, Worker>()
    const states = new Map<WorkerId, TurnState>()
    const ends = new Map<WorkerId, Deferred.Deferred<Worker>>()
    let counter = 0

    const tell = (change: WorkerChange) => Effect.asVoid(PubSub.publish(changes, change))
    const known = (id: WorkerId) => {
      const worker = all.get(id)
      return worker === undefined ? Effect.fail(unknown(`worker ${id}`)) : Effect.succeed(worker)
    }
    const knownJob = (id: JobId) => {
      const job = jobs.get(id)
      return job === undefined ? Effect.fail(unknown(`job ${id}`)) : Effect.succeed(job)
    }
    const given = (id: WorkerId) => Effect.orDie(known(id))
    const workersOf = (job: JobId) => [...all.values()].filter((worker) => worker.job === job)
    const keep = (worker: Worker) => {
      all.set(worker.id, worker)
      return tell({ _tag: "Worker", worker })
    }
    const keepJob = (job: Job) => {
      jobs.set(job.id, job)
      return tell({ _tag: "Job", job })
    }

    const isReady = (worker: Worker) =>
      phaseOf(worker) === "waiting" &&
      worker.after.every((id) => {
        const before = all.get(id)
        return before !== undefined && phaseOf(before) === "done"
      })

    const record = (id: WorkerId, entry: JournalEntry) =>
      Effect.gen(function* () {
        const worker = yield* given(id)
        const at = yield* Clock.currentTimeMillis
        const state = reduceTurn(states.get(id) ?? initialTurnState(turnOf(worker), at), entry, at)
        states.set(id, state)
        yield* tell({ _tag: "Turn", worker: id, job: worker.job, state })
      })

    const begin = (id: WorkerId) =>
      Effect.gen(function* () {
        const worker = yield* given(id)
        if (!isReady(worker)) return yield* Effect.die(`${id} may not start: it is ${phaseOf(worker)}`)
        states.delete(id)
        yield* keep({ ...worker, startedAt: yield* Clock.currentTimeMillis })
        yield* record(id, JournalEntry.cases.Dispatched.make({ attempt: 1 }))
      })

    const settle = (id: WorkerId, result: Partial<WorkerResult>): Effect.Effect<void> =>
      Effect.gen(function* () {
        const worker = yield* given(id)
        if (worker.result !== undefined) return yield* Effect.die(`${id} is over already`)
        const at = yield* Clock.currentTimeMillis
        const whole: WorkerResult = {
          outcome: Outcome.cases.Done.make({}),
          text: "",
          files: [],
          elapsedMillis: at - (worker.startedAt ?? at),
          at,
          ...result
        }
        if (states.has(id)) {
          const { elapsedMillis, outcome, usage } = whole
          yield* record(
            id,
            JournalEntry.cases.Ended.make({ outcome, elapsedMillis, ...(usage === undefined ? {} : { usage }) })
          )
        }
        const over = { ...worker, result: whole }
        yield* keep(over)
        const waiting = ends.get(id)
        ends.delete(id)
        if (waiting !== undefined) yield* Deferred.succeed(waiting, over)
        const dependents = [...all.values()].filter((one) => one.after.includes(id) && one.result === undefined)
        if (phaseOf(over) !== "done") {
          yield* Effect.forEach(dependents, (one) => cut(one.id, { by: "the service" }), { discard: true })
        }
        yield* next
      })

    const cut = (id: WorkerId, by: DoneBy): Effect.Effect<void> =>
      Effect.gen(function* () {
        const worker = yield* given(id)
        if (worker.result !== undefined) return
        yield* keep({ ...worker, cut: { why: "cancelled", ...by } })
        yield* FiberMap.remove(running, id)
        yield* settle(id, { outcome: Outcome.cases.Stopped.make(by) })
      })

    /** Under `work`: whatever may start does, as far as the limit allows. */
    const next: Effect.Effect<void> = Effect.suspend(() => {
      if (work === undefined) return Effect.void
      return Effect.forEach(
        [...all.values()].filter(isReady),
        Effect.fnUntraced(function* ({ id }) {
          const live = [...all.values()].filter((worker) => phaseOf(worker) === "running").length
          const worker = yield* given(id)
          if (live >= (options.limit ?? Number.POSITIVE_INFINITY) || !isReady(worker)) return
          yield* begin(id)
          const job = work(yield* given(id)).pipe(
            // Its own end must not interrupt what follows from it.
            Effect.flatMap((result) => Effect.uninterruptible(settle(id, result)))
          )
          yield* FiberMap.run(running, id, job)
        }),
        { discard: true }
      )
    })

    const accept = (
      job: Job,
      request: WorkerRequest,
      id: WorkerId,
      after: ReadonlyArray<WorkerId>,
      place: { readonly step?: string; readonly index?: number } = {}
    ) =>
      Effect.gen(function* () {
        const { backend, ...terms } = request.terms ?? {}
        if (request.text.trim() === "") {
          return yield* new WorkersError({ reason: "invalid", detail: "a worker needs a task; say what is to be done" })
        }
        requests.push(request)
        const worker: Worker = {
          id,
          job: job.id,
          title: request.title ?? titleOf(request.text),
          ...place,
          task: {
            text: request.text,
            agent: AgentName.make(request.agent ?? "worker"),
            terms: { ...terms, ...(backend === undefined ? {} : { backend: BackendName.make(backend) }) },
            budgetUsd: request.budgetUsd ?? 1,
            timeoutMillis: request.timeoutMillis ?? 900_000,
            priority: request.priority ?? "normal",
            fresh: request.fresh ?? false
          },
          origin: job.origin,
          after,
          askedAt: yield* Clock.currentTimeMillis,
          attempt: 1
        }
        yield* keep(worker)
        return worker
      })

    const newWorker = () => WorkerId.make(`w-${String(++counter).padStart(4, "0")}`)

    const newJob = ({ chain, origin, title }: Omit<JobRequest, "workers"> & Pick<Job, "chain">) =>
      Effect.map(
        Clock.currentTimeMillis,
        (askedAt): Job => ({
          id: JobId.make(`j-${String(++counter).padStart(4, "0")}`),
          title: title ?? "a job",
          origin,
          askedAt,
          ...(chain === undefined ? {} : { chain })
        })
      )

    const open = Effect.fnUntraced(function* (request: Omit<JobRequest, "workers"> & Pick<Job, "chain">) {
      const before = keys.get(request.key)
      if (before !== undefined) return yield* knownJob(before)
      const job = yield* newJob(request)
      keys.set(request.key, job.id)
      yield* keepJob(job)
      return job
    })

    const together = (job: Job): JobWithWorkers => ({ job, workers: workersOf(job.id) })

    const workers = Workers.of({
      budgetUsd: 1,
      spawn: Effect.fnUntraced(function* (request) {
        const before = keys.get(request.key)
        if (before !== undefined) return together(yield* knownJob(before))
        if (request.workers.some(({ text }) => text.trim() === "")) {
          return yield* new WorkersError({ reason: "invalid", detail: "a worker needs a task; say what is to be done" })
        }
        const [first] = request.workers
        const job = yield* newJob({ ...request, title: request.title ?? first.title ?? titleOf(first.text) })
        const ids = request.workers.map(newWorker)
        yield* Effect.forEach(request.workers, (one, index) => {
          const after = (one.after ?? []).flatMap((place) => {
            const id = typeof place === "number" ? ids[place] : place
            return id === undefined ? [] : [id]
          })
          return accept(job, one, ids[index] ?? newWorker(), after)
        })
        // The job last: one that is there has all of its workers.
        keys.set(request.key, job.id)
        yield* keepJob(job)
        yield* next
        return together(job)
      }),
      open,
      add: Effect.fnUntraced(function* (id, place, request) {
        const job = yield* knownJob(id)
        const before = workersOf(id).find(({ index, step }) => step === place.step && index === place.index)
        if (before !== undefined) return before
        const worker = yield* accept(job, request, newWorker(), [], place)
        yield* next
        return yield* known(worker.id)
      }),
      update: (id, chain) => Effect.flatMap(knownJob(id), (job) => keepJob({ ...job, chain })),
      jobs: Effect.sync(() => [...jobs.values()].reverse().map(together)),
      job: (id) => Effect.map(knownJob(id), together),
      worker: known,
      ended: Effect.fnUntraced(function* (id) {
        const worker = yield* known(id)
        if (worker.result !== undefined) return worker
        const waiting = ends.get(id) ?? Deferred.makeUnsafe<Worker>()
        ends.set(id, waiting)
        return yield* Deferred.await(waiting)
      }),
      cancel: Effect.fnUntraced(function* (id, by) {
        const worker = yield* known(id)
        if (worker.result !== undefined) return false
        yield* cut(id, by)
        return true
      }),
      retry: Effect.fnUntraced(function* (id, _by) {
        const worker = yield* known(id)
        if (worker.result === undefined || phaseOf(worker) === "done") return false
        const { cut: _, result: __, startedAt: ___, ...rest } = worker
        states.delete(id)
        yield* keep({ ...rest, attempt: worker.attempt + 1 })
        yield* next
        return true
      }),
      goOn: Effect.fnUntraced(function* (id, turn, toUsd) {
        const { cut: _, result: before, startedAt: __, ...worker } = yield* known(id)
        if (before?.outcome._tag !== "OverBudget") return false
        states.delete(id)
        yield* keep({
          ...worker,
          task: { ...worker.task, budgetUsd: toUsd ?? worker.task.budgetUsd },
          goesOn: { turn: turn.id, text: turn.text, before }
        })
        yield* next
        return true
      }),
      state: (id) => Effect.map(known(id), () => states.get(id)),
      answer: Effect.fnUntraced(function* (ask, answer, by) {
        for (const [id, state] of states) {
          if (!openAsks(state).some((open) => open.ask.id === ask)) continue
          yield* record(id, JournalEntry.cases.Answered.make({ ask, answer, ...by }))
          return true
        }
        return false
      }),
      changes: Stream.fromPubSub(changes)
    })

    const failed = (error: WorkersError) => new ChainsError({ reason: error.reason, detail: error.detail })
    const chainOf = (id: JobId) =>
      knownJob(id).pipe(
        Effect.mapError(failed),
        Effect.flatMap((job) =>
          job.chain === undefined
            ? Effect.fail(new ChainsError({ reason: "unknown", detail: `${id} is no chain` }))
            : Effect.succeed(job.chain)
        )
      )
    const chain: FakePool["chain"] = (id, change) =>
      Effect.gen(function* () {
        const job = yield* Effect.orDie(knownJob(id))
        const before = yield* Effect.orDie(chainOf(id))
        yield* keepJob({ ...job, chain: { ...before, ...change } })
      })

    const chains = Chains.of({
      check: () => Effect.succeed([]),
      start: ({ input, key, origin, steps, title }: ChainRequest) =>
        open({ key, origin, title: title ?? "a chain", chain: { steps, input, attempt: 1 } }).pipe(
          Effect.mapError(failed)
        ),
      retry: Effect.fnUntraced(function* (id, by) {
        const { failed: broken, ...rest } = yield* chainOf(id)
        if (broken === undefined) return false
        const job = yield* Effect.mapError(knownJob(id), failed)
        yield* keepJob({ ...job, chain: { ...rest, attempt: rest.attempt + 1 } })
        yield* Effect.forEach(workersOf(id), (worker) => Effect.ignore(workers.retry(worker.id, by)), { discard: true })
        return true
      }),
      cancel: Effect.fnUntraced(function* (id, by) {
        const { cancelledBy, text } = yield* chainOf(id)
        if (cancelledBy !== undefined || text !== undefined) return false
        const { by: name, ...cancelledFrom } = by
        yield* chain(id, { cancelledBy: name, cancelledFrom })
        yield* Effect.forEach(workersOf(id), (worker) => cut(worker.id, by), { discard: true })
        return true
      })
    })

    return {
      workers,
      chains,
      layer: Layer.succeedContext(Context.make(Workers, workers).pipe(Context.add(Chains, chains))),
      requests,
      all: () => [...all.values()],
      begin,
      event: (id, event) => record(id, JournalEntry.cases.Happened.make({ event })),
      record,
      end: (id, result = {}) => settle(id, result),
      chain,
      die: Effect.suspend(() =>
        Effect.forEach(
          [...all.values()].filter((worker) => phaseOf(worker) === "running"),
          ({ id }) =>
            settle(id, {
              outcome: Outcome.cases.Failed.make({ kind: "interrupted", message: "the service ended while it ran" })
            }),
          { discard: true }
        )
      )
    }
  })

/** A worker says something. */
export const says = (text: string): AgentEvent => AgentEvent.cases.Text.make({ part: "p1", delta: text })

/** What a worker spent. */
export const spent = (costUsd: number): Usage => ({
  inputTokens: 100,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 10,
  reasoningTokens: 0,
  costUsd
})
