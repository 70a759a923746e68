/**
 * The driving port: what a surface (the command line, MCP, the dashboard) may do with the service, in one place. Owns
 * nothing but the way in: no surface has private powers, and who may use this port is the surface's to check.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { Agents } from "../agents/Agents.ts"
import type { Binding } from "../agents/Binding.ts"
import { Bindings } from "../agents/Bindings.ts"
import { Ledger } from "../ledger/Ledger.ts"
import type { Agent } from "../model/Agent.ts"
import type { Answer } from "../model/Ask.ts"
import { type Person, sessionId, turnId } from "../model/Conversation.ts"
import type { DoneBy } from "../model/DoneBy.ts"
import { type AskId, MessageId, type SessionId, type TurnId } from "../model/Ids.ts"
import { Journal, type JournalRow, type SessionSummary } from "../ports/Journal.ts"
import type { CostGroup, CostLine, LedgerFilter } from "../ports/LedgerStore.ts"
import type { SessionStatus } from "../sessions/SessionStatus.ts"
import { Sessions } from "../sessions/Sessions.ts"
import type { Watched } from "../sessions/Watched.ts"
import { controlConversation, controlPlatformName } from "./ControlConversation.ts"
import { ControlError, unavailable } from "./protocol/ControlError.ts"

export interface AskAgent {
  readonly agent: string
  readonly text: string
  /** Turns with the same name share a session. */
  readonly conversation: string
  /** The same id is the same turn. */
  readonly message: string
  readonly person: Person
}

export class Control extends Context.Service<
  Control,
  {
    readonly agents: Effect.Effect<ReadonlyArray<Agent>>
    readonly sessions: (limit: number) => Effect.Effect<ReadonlyArray<SessionSummary>, ControlError>
    readonly read: (
      session: SessionId,
      after: number,
      limit: number
    ) => Effect.Effect<ReadonlyArray<JournalRow>, ControlError>
    readonly status: (session: SessionId) => Effect.Effect<SessionStatus, ControlError>
    /** What happens in the session from now on. */
    readonly watch: (session: SessionId) => Stream.Stream<Watched, ControlError>
    /** Says something to an agent; everything of that turn, until nothing of it is left to do. */
    readonly ask: (ask: AskAgent) => Stream.Stream<Watched, ControlError>
    readonly stop: (session: SessionId, by: DoneBy) => Effect.Effect<boolean, ControlError>
    readonly answer: (
      session: SessionId,
      ask: AskId,
      answer: Answer,
      by: DoneBy
    ) => Effect.Effect<boolean, ControlError>
    readonly bind: (binding: Binding) => Effect.Effect<void, ControlError>
    readonly report: (group: CostGroup, filter: LedgerFilter) => Effect.Effect<ReadonlyArray<CostLine>, ControlError>
  }
>()("orchestrator/control/Control") {
  static readonly layer = Layer.effect(
    Control,
    Effect.gen(function* () {
      const agents = yield* Agents
      const bindings = yield* Bindings
      const journal = yield* Journal
      const ledger = yield* Ledger
      const sessions = yield* Sessions

      /** What the journal already has of a turn, for one that was said before. */
      const past = (turn: TurnId) =>
        journal.turn(turn).pipe(
          Effect.map((rows) => rows.map((row): Watched => ({ turn, at: row.at, entry: row.entry }))),
          Effect.mapError(unavailable)
        )

      const ask = (asked: AskAgent) =>
        Stream.unwrap(
          Effect.gen(function* () {
            const agent = yield* agents
              .get(asked.agent)
              .pipe(Effect.mapError((error) => new ControlError({ reason: "unknown-agent", detail: error.message })))
            const conversation = controlConversation(asked.conversation)
            const session = sessionId(agent.host, agent.name, conversation)
            const origin = {
              platform: controlPlatformName,
              conversation: conversation.id,
              message: MessageId.make(asked.message)
            }
            const turn = turnId(origin, agent.name)
            const before = yield* past(turn)
            const delivered = (watched: Watched) => watched.entry._tag === "Delivered"
            if (before.some(delivered)) return Stream.fromIterable(before)
            const say = sessions.say({
              id: turn,
              session,
              agent: agent.name,
              conversation,
              person: asked.person,
              origin,
              text: asked.text,
              attachments: [],
              saidAt: yield* Clock.currentTimeMillis
            })
            // The message is said once the watch is on, so that nothing of the turn is missed.
            const heard = sessions.watch(session).pipe(Stream.mapError(unavailable))
            const spoken = Stream.fromEffectDrain(Effect.mapError(say, unavailable))
            return Stream.merge(heard, spoken, { haltStrategy: "left" }).pipe(
              Stream.filter((watched) => watched.turn === turn),
              Stream.takeUntil(delivered)
            )
          })
        )

      return Control.of({
        agents: agents.all,
        sessions: (limit) => Effect.mapError(journal.sessions(limit), unavailable),
        read: (session, after, limit) => Effect.mapError(journal.read(session, { after, limit }), unavailable),
        status: (session) => Effect.mapError(sessions.status(session), unavailable),
        watch: (session) => Stream.mapError(sessions.watch(session), unavailable),
        ask,
        stop: (session, by) => Effect.mapError(sessions.stop(session, by), unavailable),
        answer: (session, id, answer, by) => Effect.mapError(sessions.reply(session, id, answer, by), unavailable),
        bind: (binding) => Effect.mapError(bindings.bind(binding), unavailable),
        report: (group, filter) => Effect.mapError(ledger.report(group, filter), unavailable)
      })
    })
  )
}
