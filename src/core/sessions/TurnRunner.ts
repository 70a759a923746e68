/**
 * Runs one turn on its backend: opens or reuses the process, hands the message over, records every event and settles
 * the outcome. Owns what stops a turn early (a person, a budget). Must not know of lanes, mailboxes or platforms.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { refusal } from "../ledger/Budgets.ts"
import { Ledger } from "../ledger/Ledger.ts"
import type { Agent } from "../model/Agent.ts"
import { AgentEvent } from "../model/AgentEvent.ts"
import { Answer } from "../model/Ask.ts"
import type { AskId } from "../model/Ids.ts"
import { Outcome } from "../model/Outcome.ts"
import type { BackendError, BackendSession, TurnInput } from "../ports/AgentBackend.ts"
import { JournalEntry, type JournalError } from "../ports/Journal.ts"
import type { LedgerError } from "../ports/LedgerStore.ts"
import type { StateError } from "../ports/State.ts"
import * as Words from "../render/Words.ts"
import type { LiveTurn } from "./LiveTurn.ts"
import { Orphans } from "./Orphans.ts"
import { makePendingAsks, type PendingAsks } from "./PendingAsks.ts"
import type { Equipped, SessionContext } from "./SessionContext.ts"
import type { TurnFate } from "./TurnFate.ts"
import { attemptInput, resumption } from "./TurnRecovery.ts"

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
  readonly stop: (by: string) => Effect.Effect<void>
  readonly answer: (ask: AskId, answer: Answer, by: string) => Effect.Effect<boolean, JournalError>
  readonly steer: (text: string) => Effect.Effect<boolean>
  readonly asks: PendingAsks
}

type Cut = { readonly _tag: "Person"; readonly by: string } | { readonly _tag: "Budget"; readonly outcome: Outcome }

export const makeRunningTurn = Effect.fnUntraced(function* (
  options: TurnRunnerOptions
): Effect.fn.Return<RunningTurn, never, Ledger | Orphans | Scope.Scope> {
  const { context, live, fate } = options
  const ledger = yield* Ledger
  const orphans = yield* Orphans
  const clock = yield* Clock.Clock
  const scope = yield* Effect.scope
  const asks = yield* makePendingAsks(live, options.askTimeout)
  const dropped = yield* Deferred.make<void>()
  let process: BackendSession | undefined
  let cut: Cut | undefined

  const interrupt = Effect.suspend(() => {
    if (process === undefined) {
      const stopped = Answer.cases.Deny.make({ reason: "stopped" })
      return Effect.flatMap(asks.all, (open) =>
        Effect.forEach(open, (ask) => asks.answer(ask.id, stopped, "stop"), { discard: true })
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
    return cut._tag === "Person" ? Outcome.cases.Stopped.make({ by: cut.by }) : cut.outcome
  }

  const meter = (equipped: Equipped, input: TurnInput) =>
    Effect.gen(function* () {
      if (input.budgetUsd === undefined || cut !== undefined) return
      const { usage } = yield* live.state
      const cost = usage === undefined ? undefined : ledger.priced(usage, equipped.agent.model).costUsd
      if (cost === undefined || cost <= input.budgetUsd) return
      cut = {
        _tag: "Budget",
        outcome: Outcome.cases.OverBudget.make({
          budget: "turn",
          limitUsd: input.budgetUsd,
          message: `this turn may cost $${input.budgetUsd.toFixed(2)} and has cost $${cost.toFixed(2)}`
        })
      }
      yield* interrupt
    })

  const observe =
    (equipped: Equipped, input: TurnInput) =>
    (event: AgentEvent): Effect.Effect<void, JournalError | StateError> => {
      if (event._tag === "Completed") return Effect.void
      return event._tag === "Text" || event._tag === "Thinking"
        ? live.event(event)
        : observeRare(equipped, input, event)
    }

  const observeRare = (equipped: Equipped, input: TurnInput, event: AgentEvent) =>
    Effect.gen(function* () {
      if (event._tag === "Started") yield* context.remember(event.token)
      yield* live.event(event)
      if (event._tag === "Used") yield* meter(equipped, input)
      if (event._tag === "AskClosed") yield* asks.close(event.id)
      if (event._tag === "Asked") {
        const { ask } = event
        yield* asks.open(ask, (answer) => process?.answer(ask.id, answer) ?? Effect.succeed(false))
      }
    })

  const consume = (events: Stream.Stream<AgentEvent>, equipped: Equipped, input: TurnInput) =>
    Effect.gen(function* () {
      let outcome: Outcome | undefined
      const each = observe(equipped, input)
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
      return settled(yield* Effect.raceFirst(consume(events, equipped, input), silenced))
    }).pipe(Effect.scoped, Effect.ensuring(Effect.sync(() => (process = undefined))))

  const resume = (equipped: Equipped, input: TurnInput, attempts: number) =>
    Effect.gen(function* () {
      const open = equipped.open
      const next = yield* resumption({ live, asks, backend: equipped.backend, open, input, attempts }).pipe(
        Effect.ensuring(orphans.release(live.turn.session))
      )
      switch (next._tag) {
        case "Replay":
          return yield* consume(Stream.fromIterable(next.events), equipped, input)
        case "Drop":
          return Outcome.cases.Stopped.make({})
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
      return yield* context.equip(live.turn)
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
      const { usage } = yield* live.state
      const priced = usage === undefined ? {} : { usage: ledger.priced(usage, agent?.model) }
      yield* live.record(JournalEntry.cases.Ended.make({ outcome, elapsedMillis, ...priced }))
    })

  const enter = ({ agent }: Equipped, outcome: Outcome, elapsedMillis: number) =>
    Effect.gen(function* () {
      const { usage } = yield* live.state
      const { id, session, person, conversation } = live.turn
      if (usage === undefined) return yield* ledger.settle(id)
      yield* ledger.record({
        turn: id,
        session,
        agent: agent.name,
        backend: agent.backend,
        platform: conversation.platform,
        user: person.id,
        ...(agent.model === undefined ? {} : { model: agent.model }),
        outcome: outcome._tag,
        usage,
        elapsedMillis
      })
    }).pipe(Effect.ignore({ log: "Error" }))

  const spend = (equipped: Equipped) =>
    Effect.gen(function* () {
      const { agent } = equipped
      const { id, person } = live.turn
      const decision = yield* ledger.allowance({ turn: id, agent: agent.name, user: person.id, budget: agent.budget })
      return decision._tag === "Refused" ? refusal(decision) : yield* attempt(equipped, decision.turnUsd)
    })

  const run = Effect.gen(function* () {
    const begunAt = clock.currentTimeMillisUnsafe()
    const found = yield* context
      .equip(live.turn)
      .pipe(Effect.catchTag("BackendError", (error) => Effect.as(end(failed(error), 0), undefined)))
    if (found === undefined) return
    const outcome = yield* spend(found).pipe(Effect.catchTag("BackendError", (error) => Effect.succeed(failed(error))))
    const elapsedMillis = clock.currentTimeMillisUnsafe() - begunAt
    yield* end(outcome, elapsedMillis, found.agent)
    yield* enter(found, outcome, elapsedMillis)
  })

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
    steer: (text) => Effect.suspend(() => process?.steer(text) ?? Effect.succeed(false))
  }
})
