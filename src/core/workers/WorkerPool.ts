/**
 * The pool at work: starts workers as places get free, follows them, settles each with its result. Why one is ended
 * early is stored before it is. The pool is one node's: another node sees its workers through the stores only.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Layer from "effect/Layer"
import { Agents } from "../agents/Agents.ts"
import { Directories } from "../agents/Directories.ts"
import type { Answer } from "../model/Ask.ts"
import { conversationKey } from "../model/Conversation.ts"
import type { DoneBy } from "../model/DoneBy.ts"
import type { AskId, WorkerId } from "../model/Ids.ts"
import { Outcome } from "../model/Outcome.ts"
import type { Turn } from "../model/Turn.ts"
import { phaseOf, type Worker, type WorkerResult } from "../model/Worker.ts"
import { Journal } from "../ports/Journal.ts"
import { leftToRules } from "../routing/Routing.ts"
import { Sessions } from "../sessions/Sessions.ts"
import { knownTurn } from "../sessions/TurnFate.ts"
import { openAsks, type TurnState } from "../sessions/TurnState.ts"
import { makeJobIntake } from "./JobIntake.ts"
import { isKept, ResultCache } from "./ResultCache.ts"
import { makeWorkerBook, unavailable } from "./WorkerBook.ts"
import type { WorkerDefaults } from "./WorkerRequests.ts"
import { endedBefore, resultOf } from "./WorkerResults.ts"
import { makeWorkerRouting, termsOf } from "./WorkerRouting.ts"
import { runWorker } from "./WorkerRun.ts"
import { doomed, scheduled } from "./WorkerSchedule.ts"
import { workerConversation, workerTurn } from "./WorkerSession.ts"
import { Workers, WorkersError } from "./Workers.ts"
import { onTerms } from "./WorkerTerms.ts"

export interface WorkerPoolSettings extends WorkerDefaults {
  /** How many run at once, at each depth of handing on. */
  readonly parallel: number
  /** How long a result is kept. */
  readonly keep: Duration.Input
}

const placeOf = (worker: Worker): string => conversationKey(workerConversation(worker))

const make = Effect.fnUntraced(function* (settings: WorkerPoolSettings) {
  const agents = yield* Agents
  const cache = yield* ResultCache
  const directories = yield* Directories
  const journal = yield* Journal
  const sessions = yield* Sessions
  const routed = yield* makeWorkerRouting
  const book = yield* makeWorkerBook(settings.keep)
  const intake = yield* makeJobIntake(book, settings)
  const { alone } = book
  /** By attempt: the next one may begin while the last one's fiber still says goodbye. */
  const running = yield* FiberMap.make<string>()
  const states = new Map<WorkerId, TurnState>()
  const cuts = new Map<WorkerId, Deferred.Deferred<DoneBy>>()
  const ends = new Map<WorkerId, Deferred.Deferred<Worker>>()

  const turnOf = (worker: Worker): Effect.Effect<Turn, WorkersError> =>
    agents.get(worker.task.agent).pipe(
      Effect.map((agent) => workerTurn(worker, agent.host)),
      Effect.mapError((error) => new WorkersError({ reason: "invalid", detail: error.message }))
    )

  const settle = (worker: Worker, result: WorkerResult) =>
    Effect.gen(function* () {
      // What was put down meanwhile, as why it is ended, stays.
      const ended: Worker = { ...(yield* book.worker(worker.id)), result }
      yield* book.put(ended)
      const waits = ends.get(worker.id)
      ends.delete(worker.id)
      cuts.delete(worker.id)
      states.delete(worker.id)
      if (waits !== undefined) yield* Deferred.succeed(waits, ended)
    })

  const cutOf = (id: WorkerId): Deferred.Deferred<DoneBy> => {
    const known = cuts.get(id) ?? Deferred.makeUnsafe<DoneBy>()
    cuts.set(id, known)
    return known
  }
  const tellCut = (id: WorkerId, { why: _, ...by }: NonNullable<Worker["cut"]>) => Deferred.succeed(cutOf(id), by)
  const cut = (worker: Worker, why: NonNullable<Worker["cut"]>) =>
    Effect.andThen(book.put({ ...worker, cut: why }), tellCut(worker.id, why))

  const timeOut = Effect.fnUntraced(function* ({ id, startedAt, task }: Worker) {
    const now = yield* Clock.currentTimeMillis
    yield* Effect.sleep(Math.max(0, (startedAt ?? now) + task.timeoutMillis - now))
    const by = `its time-out of ${Duration.format(Duration.millis(task.timeoutMillis))}`
    const end = Effect.flatMap(book.worker(id), (worker) =>
      worker.result !== undefined || worker.cut !== undefined
        ? Effect.void
        : Effect.asVoid(cut(worker, { why: "timed-out", by }))
    )
    yield* alone(end)
  })

  const keyOf = (worker: Worker) =>
    Effect.flatMap(agents.get(worker.task.agent), (found) => {
      const terms = termsOf(worker)
      const { agent } = leftToRules(onTerms(found, terms))
      return cache.keyOf({ ...worker.task, terms }, agent, agent.model)
    }).pipe(Effect.orElseSucceed(() => undefined))

  const follow = Effect.fnUntraced(function* (worker: Worker) {
    if (worker.cut !== undefined) yield* tellCut(worker.id, worker.cut)
    yield* Effect.forkScoped(Effect.ignore(timeOut(worker), { log: "Error" }))
    return yield* runWorker({
      turn: yield* turnOf(worker),
      cut: Deferred.await(cutOf(worker.id)),
      seen: (state) =>
        Effect.suspend(() => {
          states.set(worker.id, state)
          return book.tell({ _tag: "Turn", worker: worker.id, job: worker.job, state })
        })
    }).pipe(Effect.provideService(Journal, journal), Effect.provideService(Sessions, sessions))
  }, Effect.scoped)

  /** Where it is to work may have become a link to elsewhere while it waited. */
  const allowed = ({ task: { terms } }: Worker) =>
    terms.workdir === undefined
      ? Effect.void
      : Effect.mapError(
          directories.allowed(terms.workdir),
          ({ message }) => new WorkersError({ reason: "invalid", detail: `workdir: ${message}` })
        )

  const conduct = (worker: Worker, anew: boolean) =>
    Effect.gen(function* () {
      if (anew) yield* allowed(worker)
      const key = anew ? yield* keyOf(worker) : undefined
      const found = key === undefined || worker.task.fresh ? undefined : yield* cache.find(key)
      if (found !== undefined) return yield* alone(settle(worker, found))
      const state = yield* follow(worker)
      const result = resultOf(worker, state, yield* Clock.currentTimeMillis)
      // First kept, then told: who hears of it and asks the same again finds it.
      if (key !== undefined && state.asks.length === 0 && isKept(result)) {
        // What changed its directory, in whatever way, has to be done again.
        if (key === (yield* keyOf(worker))) yield* cache.store(key, result)
      }
      yield* alone(settle(worker, result))
    }).pipe(
      Effect.catch((error) =>
        Effect.gen(function* () {
          yield* Effect.logError("a worker could not be run", error)
          const { message } = error
          const outcome = Outcome.cases.Failed.make({ kind: "unknown", message, remedy: "retry it" })
          yield* alone(settle(worker, { ...endedBefore("", yield* Clock.currentTimeMillis), outcome }))
        })
      )
    )

  const begin = (worker: Worker, anew: boolean) =>
    Effect.andThen(conduct(worker, anew), alone(advance)).pipe(
      Effect.tapCause((cause) => Effect.logError("a worker has no end", cause)),
      (run) => FiberMap.run(running, `${worker.id}~${worker.attempt}`, run)
    )

  /** Ends those that wait in vain, starts those for which there is a place. */
  const advance: Effect.Effect<void, WorkersError> = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    for (let lost = doomed(book.workers); lost.length > 0; lost = doomed(book.workers)) {
      for (const { because, worker } of lost) {
        yield* settle(worker, endedBefore(`${because}, which was to be done first`, now))
      }
    }
    for (const worker of scheduled(book.workers, settings.parallel)) {
      const started = { ...(yield* routed(worker)), startedAt: now }
      yield* book.put(started)
      yield* begin(started, true)
    }
  })

  const ended = Effect.fn("Workers.ended")(function* (id: WorkerId) {
    const worker = yield* book.worker(id)
    if (worker.result !== undefined) return worker
    const waits = ends.get(id) ?? Deferred.makeUnsafe<Worker>()
    ends.set(id, waits)
    return yield* Deferred.await(waits)
  })

  /** With those that it asked for itself. */
  const cancelled = (worker: Worker, by: DoneBy): Effect.Effect<boolean, WorkersError> =>
    Effect.gen(function* () {
      if (worker.result !== undefined) return false
      const { session } = yield* turnOf(worker)
      for (const other of book.workers.values()) {
        if (other.origin.session === session) yield* cancelled(other, by)
      }
      const why = { why: "cancelled", ...by } as const
      if (worker.startedAt !== undefined) yield* cut(worker, why)
      else {
        yield* book.put({ ...worker, cut: why })
        yield* settle(worker, endedBefore(by.by, yield* Clock.currentTimeMillis))
      }
      return true
    })

  const cancel = Effect.fn("Workers.cancel")(function* (id: WorkerId, by: DoneBy) {
    const was = yield* cancelled(yield* book.worker(id), by)
    yield* advance
    return was
  }, alone)

  const retry = Effect.fn("Workers.retry")(function* (id: WorkerId, by: string) {
    const { cut: _, goesOn: ___, result, startedAt: __, ...worker } = yield* book.worker(id)
    if (result === undefined || result.outcome._tag === "Done") return false
    yield* Effect.logInfo(`${id} is tried again, asked for by ${by}`)
    yield* book.put({ ...worker, attempt: worker.attempt + 1 })
    yield* advance
    return true
  }, alone)

  const goOn = Effect.fn("Workers.goOn")(function* (id: WorkerId, next: Turn, toUsd?: number) {
    const { cut: _, result: before, startedAt: __, ...worker } = yield* book.worker(id)
    if (before?.outcome._tag !== "OverBudget" || conversationKey(next.conversation) !== placeOf(worker)) return false
    yield* book.put({
      ...worker,
      task: { ...worker.task, budgetUsd: toUsd ?? worker.task.budgetUsd },
      goesOn: {
        turn: next.id,
        text: next.text,
        before,
        ...(next.raised !== true || next.budgetUsd === undefined ? {} : { budgetUsd: next.budgetUsd })
      }
    })
    yield* advance
    return true
  }, alone)

  const state = Effect.fn("Workers.state")(function* (id: WorkerId) {
    const worker = yield* book.worker(id)
    const live = states.get(id)
    if (live !== undefined || worker.startedAt === undefined) return live
    const turn = yield* turnOf(worker)
    return knownTurn(turn, yield* Effect.mapError(journal.turn(turn.id), unavailable)).state
  })

  const answer = (ask: AskId, given: Answer, by: DoneBy) =>
    Effect.gen(function* () {
      for (const state of states.values()) {
        const asked = openAsks(state).some((open) => open.ask.id === ask)
        if (asked && (yield* sessions.reply(state.turn.session, ask, given, by))) return true
      }
      return false
    }).pipe(
      Effect.tapError((error) => Effect.logWarning("a worker's ask could not be answered", error)),
      Effect.orElseSucceed(() => false)
    )

  // What ran when the service ended is followed again: its session knows what became of it.
  for (const worker of book.workers.values()) if (phaseOf(worker) === "running") yield* begin(worker, false)
  yield* alone(advance)

  return Workers.of({
    budgetUsd: settings.budgetUsd,
    spawn: (request) => alone(Effect.tap(intake.take(request), () => advance)),
    open: (request) => alone(intake.open(request)),
    add: (job, place, request) => alone(Effect.tap(intake.add(job, place, request), () => advance)),
    update: (id, chain) => alone(Effect.flatMap(book.job(id), ({ job }) => book.putJob({ ...job, chain }))),
    jobs: book.all,
    job: book.job,
    worker: book.worker,
    ended,
    cancel,
    retry,
    goOn,
    state,
    answer,
    changes: book.changes
  })
})

export const layerWorkers = (settings: WorkerPoolSettings) => Layer.effect(Workers, make(settings))
