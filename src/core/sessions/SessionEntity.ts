/**
 * The session as a cluster entity: one activation owns the lane, the running turn and the warm process. Owns what
 * happens to a message between the mailbox and its settled end, and that a message handed over twice is one turn. Must
 * not know who may say what: that was decided at the door.
 */

import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Entity from "effect/cluster/Entity"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as PubSub from "effect/PubSub"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Agents } from "../agents/Agents.ts"
import type { Ledger } from "../ledger/Ledger.ts"
import type { DoneBy } from "../model/DoneBy.ts"
import { SessionId, type TurnId } from "../model/Ids.ts"
import { Outcome } from "../model/Outcome.ts"
import { saidBy, type Turn } from "../model/Turn.ts"
import { Journal, JournalEntry } from "../ports/Journal.ts"
import type { State } from "../ports/State.ts"
import type { Finish } from "../render/Finished.ts"
import { saidElsewhere } from "../render/SaidElsewhere.ts"
import { Stage } from "../render/Stage.ts"
import * as Words from "../render/Words.ts"
import { isWorkers } from "../workers/WorkerSession.ts"
import { makeLane } from "./Lane.ts"
import { type LiveTurn, makeLiveTurn, markOf } from "./LiveTurn.ts"
import { makeSessionContext, type SessionContext, type SessionOf } from "./SessionContext.ts"
import { Session, SessionRefused } from "./SessionProtocol.ts"
import type { SessionSettings } from "./SessionSettings.ts"
import { consumeSpontaneous } from "./SpontaneousTurns.ts"
import { type KnownTurn, knownTurn } from "./TurnFate.ts"
import { makeRunningTurn, type RunningTurn } from "./TurnRunner.ts"
import { observedTurn, turnAccepted, turnSettled } from "./TurnTelemetry.ts"
import type { Watched } from "./Watched.ts"

export interface SessionSettingsOfService {
  readonly laneCapacity: number
  readonly askTimeout: Duration.Input
  readonly stopDeadline: Duration.Input
  readonly finish: Finish
  /** After this long without a word the session leaves memory. */
  readonly idleFor: Duration.Input
}

export const layerSessionEntity = (settings: SessionSettingsOfService) =>
  Session.toLayer(
    Effect.gen(function* () {
      const session = SessionId.make((yield* Entity.CurrentAddress).entityId)
      const journal = yield* Journal
      const agents = yield* Agents
      const lane = makeLane(settings.laneCapacity)
      const watchers = yield* PubSub.sliding<Watched>({ capacity: 4096 })
      const watch = (watched: Watched) => Effect.asVoid(PubSub.publish(watchers, watched))
      const stage = yield* Stage
      const services = yield* Effect.context<Agents | Journal | Ledger | Stage | State>()
      let running: RunningTurn | undefined
      let unapplied: SessionSettings = {}
      let adoption: Effect.Effect<void> | undefined
      const queued = new Map<TurnId, LiveTurn>()
      const takenBack = new Map<TurnId, DoneBy>()

      const context: SessionContext = yield* makeSessionContext(session, (opened) =>
        consumeSpontaneous(session, opened, live).pipe(Effect.provide(services), Effect.forkScoped, Effect.asVoid)
      )
      yield* Effect.addFinalizer(() => context.drop)

      const live = (turn: Turn, known: KnownTurn): Effect.Effect<LiveTurn, never, Journal | Stage | Scope.Scope> =>
        Effect.gen(function* () {
          const agent = yield* agents
            .get(turn.agent)
            .pipe(
              Effect.orElseSucceed(
                () => ({ name: turn.agent, face: {}, permissions: "ask", verbosity: "essentials" }) as const
              )
            )
          const chosen = yield* Effect.orElseSucceed(context.settings, (): SessionSettings => ({}))
          return yield* makeLiveTurn({
            turn,
            known,
            agent,
            verbosity: chosen.verbosity ?? agent.verbosity,
            finish: settings.finish,
            watch
          })
        })

      const end = (turn: LiveTurn, outcome: Outcome) =>
        turn.record(JournalEntry.cases.Ended.make({ outcome, elapsedMillis: 0 }))

      const perform = (turn: LiveTurn, known: KnownTurn) =>
        Effect.gen(function* () {
          const current = yield* makeRunningTurn({ context, live: turn, fate: known.fate, ...settings })
          running = current
          yield* current.run
        }).pipe(
          Effect.scoped,
          Effect.ensuring(
            Effect.suspend(() => {
              running = undefined
              const changed = unapplied
              const adopted = adoption ?? Effect.void
              unapplied = {}
              adoption = undefined
              // A worker is not talked to again: nothing of it stays open.
              if (isWorkers(turn.turn.conversation)) return context.drop
              return Effect.andThen(adopted, context.apply(changed))
            })
          )
        )

      const queue = (turn: LiveTurn, known: KnownTurn) =>
        Effect.gen(function* () {
          queued.set(turn.turn.id, turn)
          const admission = yield* lane
            .enter(turn.turn.id, turn.place, perform(turn, known))
            .pipe(Effect.ensuring(Effect.sync(() => queued.delete(turn.turn.id))))
          if (admission === "withdrawn") {
            yield* end(turn, Outcome.cases.Withdrawn.make(takenBack.get(turn.turn.id) ?? {}))
          }
          if (admission === "full") {
            yield* end(turn, Outcome.cases.Failed.make(Words.laneFull(settings.laneCapacity)))
          }
        }).pipe(Effect.ensuring(Effect.sync(() => takenBack.delete(turn.turn.id))))

      /** It is whoever took it out of the line: who comes later takes nothing. */
      const withdraw = (turn: TurnId, by: DoneBy | undefined) =>
        Effect.gen(function* () {
          if (!(yield* lane.waiting).includes(turn)) return false
          if (by !== undefined) takenBack.set(turn, by)
          return yield* lane.withdraw(turn)
        })

      /** Whether the message went into the turn that runs, as its agent wants it. */
      const joined = (turn: Turn) =>
        Effect.gen(function* () {
          const current = running
          if (current === undefined) return false
          const busy = yield* Effect.map(agents.get(turn.agent), (agent) => agent.busy).pipe(
            Effect.orElseSucceed(() => "queue" as const)
          )
          if (busy === "interrupt") yield* current.stop(saidBy(turn))
          // words alone can be added to what runs: files wait for a turn of their own
          return busy === "steer" && turn.attachments.length === 0 && (yield* current.steer(turn.text))
        })

      /** A message that went into another turn is answered by that one: here is nothing to show but the mark. */
      const absorbed = (turn: Turn) =>
        Effect.gen(function* () {
          const entries = [
            JournalEntry.cases.Accepted.make({ turn }),
            JournalEntry.cases.Ended.make({ outcome: Outcome.cases.Done.make({}), elapsedMillis: 0 }),
            JournalEntry.cases.Delivered.make({})
          ]
          yield* journal.append(session, turn.id, entries)
          const at = yield* Clock.currentTimeMillis
          yield* Effect.forEach(entries, (entry) => watch({ turn: turn.id, at, entry }), { discard: true })
          if (turn.origin !== undefined) yield* stage.answered(turn.origin, turn.id, "done")
        })

      /** Handed over once more after its end: whoever did so may not know how it ended. */
      const remark = ({ id, origin }: Turn, { state }: KnownTurn) =>
        origin === undefined || state.outcome === undefined
          ? Effect.void
          : stage.answered(origin, id, markOf(state.outcome))

      /** Begins to; what is said in a conversation keeps its order there, so that the answer stands below. */
      const quote = (turn: Turn) => {
        const said = saidElsewhere(turn)
        const shown = said === undefined ? Effect.void : stage.notice(turn.conversation, said.key, said.markdown)
        return Effect.forkScoped(shown, { startImmediately: true })
      }

      const conduct = (turn: Turn) =>
        Effect.gen(function* () {
          const known = knownTurn(turn, yield* journal.turn(turn.id))
          if (known.fate._tag === "Settled") return yield* remark(turn, known)
          const quoted = yield* quote(turn)
          if (known.fate._tag === "Fresh") yield* turnAccepted(turn)
          if (known.fate._tag === "Fresh" && (yield* joined(turn))) {
            yield* absorbed(turn)
            return yield* Fiber.join(quoted)
          }
          const alive = yield* live(turn, known)
          if (known.fate._tag === "Fresh") yield* alive.record(JournalEntry.cases.Accepted.make({ turn }))
          if (known.fate._tag !== "Undelivered") yield* queue(alive, known)
          yield* alive.shown
          yield* turnSettled(yield* alive.state)
          // The person has the answer: that this cannot be noted down does not make it a failure.
          yield* Effect.ignore(alive.record(JournalEntry.cases.Delivered.make({})), { log: "Error" })
        }).pipe(Effect.scoped)

      /**
       * The journal failed, or something broke: what is left is to say so where the person looks. A defect must not
       * leave here, since the mailbox would hand the message over again and again.
       */
      const apologise = (turn: Turn) =>
        Effect.gen(function* () {
          const rows = yield* Effect.orElseSucceed(journal.turn(turn.id), () => [])
          // Messages of this turn may exist that nobody noted down.
          const alive = yield* live(turn, { ...knownTurn(turn, rows), fate: { _tag: "Undelivered" } })
          const outcome = Outcome.cases.Failed.make(Words.serviceFailed)
          const ended = JournalEntry.cases.Ended.make({ outcome, elapsedMillis: 0 })
          yield* Effect.catch(alive.record(ended), () => alive.show(ended))
          yield* alive.shown
          yield* Effect.ignore(alive.record(JournalEntry.cases.Delivered.make({})), { log: "Error" })
        }).pipe(Effect.scoped)

      /** What was changed while a turn runs waits for its end: it is for the next one. */
      const applySoon = (changed: SessionSettings) =>
        Effect.suspend(() => {
          if (running === undefined) return context.apply(changed)
          unapplied = { ...unapplied, ...changed }
          return Effect.void
        })

      /** Another conversation is for the next turn: under the one that runs its process must not go. */
      const adoptSoon = (adopt: ReturnType<SessionContext["adopt"]>) =>
        Effect.suspend(() => {
          if (running === undefined) return adopt
          adoption = Effect.ignore(adopt, { log: "Error", message: "the session keeps its old conversation" })
          return Effect.void
        })

      const warm = (of: SessionOf) =>
        Effect.flatMap(context.equip(of), (equipped) =>
          Effect.suspend(() => (running === undefined ? context.ready(equipped) : Effect.void))
        ).pipe(Effect.ignore({ log: "Debug" }))

      const status = Effect.gen(function* () {
        const waiting = yield* lane.waiting
        const warm = yield* context.isWarm
        const current = running
        if (current === undefined) return { waiting, warm }
        const { turn, startedAt, lastEventAt } = yield* current.live.state
        return { waiting, warm, running: { turn: turn.id, startedAt, lastEventAt, asks: yield* current.asks.all } }
      })

      const refused = (error: { readonly message: string }) => new SessionRefused({ reason: error.message })

      return Session.of({
        Say: ({ payload: { turn } }) =>
          conduct(turn).pipe(
            Effect.tapCause((cause) => Effect.logError("a turn could not be settled", cause)),
            Effect.catchCause((cause) => (Cause.hasInterruptsOnly(cause) ? Effect.interrupt : apologise(turn))),
            observedTurn(turn)
          ),
        Amend: ({ payload }) =>
          Effect.gen(function* () {
            const turn = queued.get(payload.turn)
            if (turn === undefined || !(yield* lane.waiting).includes(payload.turn)) return false
            yield* turn.record(JournalEntry.cases.Amended.make({ text: payload.text }))
            return true
          }).pipe(Effect.orDie),
        Withdraw: ({ payload }) => withdraw(payload.turn, payload.by),
        Stop: ({ payload: { turn, ...by } }) =>
          Effect.suspend(() => {
            const current = running
            if (current === undefined || (turn !== undefined && turn !== current.live.turn.id)) {
              return Effect.succeed(false)
            }
            return Effect.as(current.stop(by), true)
          }),
        Reply: ({ payload: { answer, ask, ...by } }) =>
          (running?.answer(ask, answer, by) ?? Effect.succeed(false)).pipe(Effect.orDie),
        AskPerson: ({ payload: { question, turn } }) =>
          Effect.suspend(() => (running?.live.turn.id === turn ? running.askPerson(question) : Effect.undefined)).pipe(
            Effect.orDie,
            Effect.map((answer) => (answer === undefined ? {} : { answer }))
          ),
        Tell: ({ payload: { entry, turn } }) =>
          Effect.suspend(() =>
            running?.live.turn.id === turn ? Effect.as(running.live.record(entry), true) : Effect.succeed(false)
          ).pipe(Effect.orDie),
        Steer: ({ payload }) => Effect.suspend(() => running?.steer(payload.text) ?? Effect.succeed(false)),
        Configure: ({ payload: { settings, ...of } }) =>
          Effect.andThen(context.configure(of, settings), applySoon(settings)).pipe(Effect.mapError(refused)),
        Adopt: ({ payload: { fork, token, ...of } }) =>
          adoptSoon(context.adopt(of, token, fork)).pipe(Effect.mapError(refused)),
        Warm: ({ payload }) => warm(payload),
        Status: () => status,
        // What was said before somebody watches is found in the journal, all of it.
        Watch: () =>
          Stream.unwrap(
            Effect.gen(function* () {
              const watched = yield* PubSub.subscribe(watchers)
              yield* running?.live.flush ?? Effect.void
              return Stream.fromSubscription(watched)
            })
          )
      })
    }),
    { maxIdleTime: settings.idleFor, concurrency: "unbounded", mailboxCapacity: "unbounded" }
  )
