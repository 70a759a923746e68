/**
 * Runs one turn on its backend: opens or reuses the process, hands the message over, records every event and settles
 * the outcome. Owns what stops a turn early (a person, a budget). Must not know of lanes, mailboxes or platforms.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Ledger } from "../ledger/Ledger.ts"
import type { Agent } from "../model/Agent.ts"
import { AgentEvent } from "../model/AgentEvent.ts"
import { Answer, type Question } from "../model/Ask.ts"
import type { DoneBy } from "../model/DoneBy.ts"
import type { AskId } from "../model/Ids.ts"
import { Outcome } from "../model/Outcome.ts"
import type { BackendError, BackendSession, TurnInput } from "../ports/AgentBackend.ts"
import { JournalEntry, type JournalError } from "../ports/Journal.ts"
import type { LedgerError } from "../ports/LedgerStore.ts"
import type { StateError } from "../ports/State.ts"
import * as Words from "../render/Words.ts"
import type { Routing } from "../routing/Routing.ts"
import { isWorkers } from "../workers/WorkerSession.ts"
import type { LiveTurn } from "./LiveTurn.ts"
import { Orphans } from "./Orphans.ts"
import { makePendingAsks, type PendingAsks } from "./PendingAsks.ts"
import { makePersonAsks } from "./PersonAsks.ts"
import type { Equipped, SessionContext } from "./SessionContext.ts"
import { makeTurnBudget } from "./TurnBudget.ts"
import type { TurnFate } from "./TurnFate.ts"
import { makeTurnModel } from "./TurnModel.ts"
import { attemptInput, finished, resumption } from "./TurnRecovery.ts"
import { usedSoFar } from "./TurnState.ts"

export interface TurnRunnerOptions {
  readonly context: SessionContext
  readonly live: LiveTurn
  readonly fate: TurnFate
  /** How long a person may take to answer. */
  readonly askTimeout: Duration.Input
  /** How long an interrupted CLI may take before its process is ended. */
  readonly stopDeadline: Duration.Input
}

export interface RunningTurn {
  readonly live: LiveTurn
  /** Runs the turn to its end. Everything that goes wrong in it is its outcome. */
  readonly run: Effect.Effect<void, JournalError | StateError | LedgerError>
  readonly stop: (by: DoneBy) => Effect.Effect<void>
  readonly answer: (ask: AskId, answer: Answer, by: DoneBy) => Effect.Effect<boolean, JournalError>
  /** Asks people for the agent itself; undefined when the turn ended before an answer came. */
  readonly askPerson: (question: Question) => Effect.Effect<Answer | undefined, JournalError>
  readonly steer: (text: string) => Effect.Effect<boolean>
  readonly asks: PendingAsks
}

type Cut = { readonly _tag: "Person"; readonly by: DoneBy } | { readonly _tag: "Budget"; readonly outcome: Outcome }

export const makeRunningTurn = Effect.fnUntraced(function* (
  options: TurnRunnerOptions
): Effect.fn.Return<RunningTurn, never, Ledger | Orphans | Routing | Scope.Scope> {
  const { context, live, fate } = options
  const ledger = yield* Ledger
  const orphans = yield* Orphans
  const clock = yield* Clock.Clock
  const scope = yield* Effect.scope
  const budget = yield* makeTurnBudget(live)
  const model = yield* makeTurnModel(live)
  const asks = yield* makePendingAsks(live, options.askTimeout)
  const persons = yield* makePersonAsks(live, asks)
  const dropped = yield* Deferred.make<void>()
  let process: BackendSession | undefined
  let cut: Cut | undefined

  const interrupt = Effect.suspend(() => {
    if (process === undefined) {
      const stopped = Answer.cases.Deny.make({ reason: "stopped" })
      return Effect.flatMap(asks.all, (open) =>
        Effect.forEach(open, (ask) => asks.answer(ask.id, stopped, { by: "stop" }), { discard: true })
      )
    }
    const drop = Effect.andThen(context.drop, Deferred.succeed(dropped, undefined))
    return Effect.all([process.interrupt, Effect.andThen(Effect.sleep(options.stopDeadline), drop)], {
      concurrency: "unbounded",
      discard: true
    })
  }).pipe(
    Effect.tapCause((cause) => Effect.logError("stopping the turn failed", cause)),
    Effect.forkIn(scope),
    Effect.asVoid
  )

  const settled = (outcome: Outcome): Outcome => {
    if (cut === undefined || outcome._tag === "Done") return outcome
    return cut._tag === "Person" ? Outcome.cases.Stopped.make(cut.by) : cut.outcome
  }

  const meter = ({ agent }: Equipped) =>
    Effect.gen(function* () {
      if (cut !== undefined) return
      const outcome = yield* budget.meter(agent)
      if (outcome === undefined) return
      cut = { _tag: "Budget", outcome }
      yield* interrupt
    })

  const observe =
    (equipped: Equipped) =>
    (event: AgentEvent): Effect.Effect<void, JournalError | StateError> => {
      if (event._tag === "Completed") return Effect.void
      return event._tag === "Text" || event._tag === "Thinking" ? live.event(event) : observeRare(equipped, event)
    }

  const observeRare = (equipped: Equipped, event: AgentEvent) =>
    Effect.gen(function* () {
      if (event._tag === "Started") yield* context.remember(event.token)
      yield* live.event(event)
      if (event._tag === "Used" || event._tag === "Spending") yield* meter(equipped)
      if (event._tag === "AskClosed") yield* asks.close(event.id)
      if (event._tag === "Asked") {
        const { ask } = event
        yield* asks.open(ask, (answer) => process?.answer(ask.id, answer) ?? Effect.succeed(false))
      }
    })

  const consume = (events: Stream.Stream<AgentEvent>, equipped: Equipped) =>
    Effect.gen(function* () {
      let outcome: Outcome | undefined
      const each = observe(equipped)
      yield* Stream.runForEach(events, (event) => {
        if (event._tag === "Completed") outcome = event.outcome
        return each(event)
      })
      return (
        outcome ??
        Outcome.cases.Failed.make({ kind: "unknown", message: "the cli's answer broke off", remedy: "press retry" })
      )
    })

  const dispatch = (equipped: Equipped, input: TurnInput, attempt: number) =>
    Effect.gen(function* () {
      process = yield* context.lease(equipped)
      if (cut !== undefined) return settled(Outcome.cases.Stopped.make({}))
      if (process.token !== undefined) yield* context.remember(process.token)
      yield* live.record(JournalEntry.cases.Dispatched.make({ attempt }))
      yield* context.began
      const events = process.run(attemptInput(input, attempt))
      // Of a process that had to be ended nothing more is heard.
      const silenced = Effect.as(Deferred.await(dropped), Outcome.cases.Stopped.make({}))
      return settled(yield* Effect.raceFirst(consume(events, equipped), silenced))
    }).pipe(Effect.scoped, Effect.ensuring(Effect.sync(() => (process = undefined))))

  const release = orphans.release(live.turn.session)

  /** No budget lets it go on; what a CLI did that outlived the service was done all the same, and costs what it cost. */
  const afterwards = (equipped: Equipped, attempts: number, refused: Outcome) =>
    Effect.gen(function* () {
      const { turn } = yield* live.state
      const input = { turn: turn.id, text: turn.text, attachments: turn.attachments }
      const { backend, open } = equipped
      const events = yield* finished({ live, backend, open, input, attempts }).pipe(
        Effect.catchTag("BackendError", () => Effect.undefined),
        Effect.ensuring(release)
      )
      return events === undefined ? refused : yield* consume(Stream.fromIterable(events), equipped)
    })

  const resume = (equipped: Equipped, input: TurnInput, attempts: number) =>
    Effect.gen(function* () {
      const open = equipped.open
      const next = yield* resumption({
        live,
        asks,
        backend: equipped.backend,
        open,
        input,
        attempts,
        unattended: isWorkers(live.turn.conversation)
      }).pipe(Effect.ensuring(release))
      switch (next._tag) {
        case "Replay":
          return yield* consume(Stream.fromIterable(next.events), equipped)
        case "Drop":
          return Outcome.cases.Stopped.make({})
        case "GiveUp":
          return Outcome.cases.Failed.make(Words.interrupted)
        case "Run":
          return yield* dispatch(equipped, { ...input, text: next.text }, attempts + 1)
        case "StartOver":
          return yield* dispatch(equipped, input, attempts + 1)
      }
    })

  /** The CLI has forgotten the conversation: better a new one that says so than a session that never answers again. */
  const anew = (equipped: Equipped, error: BackendError) =>
    Effect.gen(function* () {
      if (error.reason._tag !== "UnknownSession" || equipped.open.token === undefined) return yield* error
      yield* context.adopt(live.turn, undefined, false)
      if (fate._tag !== "TornOff") {
        yield* live.event(AgentEvent.cases.Text.make({ part: "forgotten", delta: Words.forgotten }))
      }
      return yield* Effect.flatMap(context.equip(live.turn), model.known)
    })

  const failed = (error: BackendError): Outcome =>
    error.reason._tag === "CannotStart"
      ? Outcome.cases.Failed.make({ kind: "invalid", message: error.reason.detail, remedy: error.reason.remedy })
      : Outcome.cases.Failed.make({
          kind: "invalid",
          message: error.message,
          remedy: "start a new session, then retry"
        })

  const attempt = (equipped: Equipped, budgetUsd: number | undefined) =>
    Effect.gen(function* () {
      const { turn } = yield* live.state
      const input: TurnInput = {
        turn: turn.id,
        text: turn.text,
        attachments: turn.attachments,
        ...(budgetUsd === undefined ? {} : { budgetUsd })
      }
      const once = (chosen: Equipped) =>
        fate._tag === "TornOff" ? resume(chosen, input, fate.attempts) : dispatch(chosen, input, 1)
      return yield* once(equipped).pipe(
        Effect.catchTag("BackendError", (error) => Effect.flatMap(anew(equipped, error), once))
      )
    })

  const end = (outcome: Outcome, elapsedMillis: number, agent?: Agent) =>
    Effect.gen(function* () {
      const usage = usedSoFar(yield* live.state)
      const priced = usage === undefined ? {} : { usage: ledger.priced(usage, agent?.model) }
      yield* live.record(JournalEntry.cases.Ended.make({ outcome, elapsedMillis, ...priced }))
    })

  const spend = (equipped: Equipped) =>
    Effect.gen(function* () {
      const before = yield* model.known(equipped)
      const allowed = yield* budget.allowance(before.agent)
      if (allowed._tag === "Refused") {
        return fate._tag === "TornOff" ? yield* afterwards(before, fate.attempts, allowed.outcome) : allowed.outcome
      }
      const chosen = yield* model.choose(equipped, allowed.turnUsd)
      return yield* Effect.flatMap(attempt(chosen, allowed.turnUsd), budget.named)
    })

  const run = Effect.gen(function* () {
    const begunAt = clock.currentTimeMillisUnsafe()
    const found = yield* context
      .equip(live.turn)
      .pipe(Effect.catchTag("BackendError", (error) => Effect.as(end(failed(error), 0), undefined)))
    if (found === undefined) return
    const worked = Effect.map(model.known(found), ({ agent }) => agent)
    const elapsed = () => clock.currentTimeMillisUnsafe() - begunAt
    const broken = Outcome.cases.Failed.make(Words.serviceFailed)
    yield* spend(found).pipe(
      Effect.catchTag("BackendError", (error) => Effect.succeed(failed(error))),
      // first what it cost: a turn that has ended is not looked at again, whatever happens in between
      Effect.tap((outcome) => Effect.flatMap(worked, (agent) => budget.enter(agent, outcome, elapsed()))),
      Effect.tap((outcome) => Effect.flatMap(worked, (agent) => end(outcome, elapsed(), agent))),
      // what was spent is spent; a turn that the service only leaves goes on after its next start
      Effect.onError((cause) =>
        Cause.hasInterruptsOnly(cause)
          ? Effect.void
          : Effect.flatMap(worked, (agent) => budget.enter(agent, broken, elapsed()))
      )
    )
  }).pipe(Effect.ensuring(fate._tag === "TornOff" ? release : Effect.void))

  return {
    live,
    run,
    asks,
    stop: (by) =>
      Effect.suspend(() => {
        cut ??= { _tag: "Person", by }
        return interrupt
      }),
    answer: asks.answer,
    askPerson: persons.ask,
    steer: (text) => Effect.suspend(() => process?.steer(text) ?? Effect.succeed(false))
  }
})
