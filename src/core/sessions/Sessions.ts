/**
 * The way to any session, wherever it runs. Owns that `say` returns only when the message is durable. Must not know
 * what the session does with what it is told.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Answer, Question } from "../model/Ask.ts"
import type { DoneBy } from "../model/DoneBy.ts"
import type { AskId, ResumeToken, SessionId, TurnId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import type { JournalEntry } from "../ports/Journal.ts"
import type { SessionOf } from "./SessionContext.ts"
import { Session, SessionRefused } from "./SessionProtocol.ts"
import type { SessionSettings } from "./SessionSettings.ts"
import type { SessionStatus } from "./SessionStatus.ts"
import type { Watched } from "./Watched.ts"

export class SessionsError extends Schema.TaggedError<SessionsError>()("SessionsError", {
  /** `not-stored`: the message is not accepted. `unavailable`: the session cannot be reached now. */
  reason: Schema.Literals(["not-stored", "unavailable"]),
  cause: Schema.Defect()
}) {
  override get message() {
    return this.reason === "not-stored"
      ? "the message could not be stored: check the disk, then send it again"
      : "the session cannot be reached: try again in a moment"
  }
}

export class Sessions extends Context.Service<
  Sessions,
  {
    /** Returns when the message is stored. The same turn twice is one turn. */
    readonly say: (turn: Turn) => Effect.Effect<void, SessionsError>
    readonly amend: (session: SessionId, turn: TurnId, text: string) => Effect.Effect<boolean, SessionsError>
    /** Without `by` it is whoever said it. */
    readonly withdraw: (session: SessionId, turn: TurnId, by?: DoneBy) => Effect.Effect<boolean, SessionsError>
    readonly stop: (session: SessionId, by: DoneBy, turn?: TurnId) => Effect.Effect<boolean, SessionsError>
    readonly reply: (
      session: SessionId,
      ask: AskId,
      answer: Answer,
      by: DoneBy
    ) => Effect.Effect<boolean, SessionsError>
    /** Returns with the answer of a person; undefined when the turn does not run, or ended before one came. */
    readonly askPerson: (
      session: SessionId,
      turn: TurnId,
      question: Question
    ) => Effect.Effect<Answer | undefined, SessionsError>
    /** Writes into a running turn what its agent sent; false when it does not run. */
    readonly tell: (
      session: SessionId,
      turn: TurnId,
      entry: Extract<JournalEntry, { readonly _tag: "Sent" | "Unsent" }>
    ) => Effect.Effect<boolean, SessionsError>
    readonly steer: (session: SessionId, text: string) => Effect.Effect<boolean, SessionsError>
    readonly configure: (
      session: SessionId,
      of: SessionOf,
      settings: SessionSettings
    ) => Effect.Effect<void, SessionsError | SessionRefused>
    readonly adopt: (
      session: SessionId,
      of: SessionOf,
      conversation: { readonly token?: ResumeToken; readonly fork: boolean }
    ) => Effect.Effect<void, SessionsError | SessionRefused>
    readonly warm: (session: SessionId, of: SessionOf) => Effect.Effect<void, SessionsError>
    readonly status: (session: SessionId) => Effect.Effect<SessionStatus, SessionsError>
    /** What happens from now on. */
    readonly watch: (session: SessionId) => Stream.Stream<Watched, SessionsError>
  }
>()("orchestrator/sessions/Sessions") {
  static readonly layer = Layer.effect(
    Sessions,
    Effect.gen(function* () {
      const client = yield* Session.client
      const unavailable = (cause: unknown) => new SessionsError({ reason: "unavailable", cause })
      const reach = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.mapError(effect, unavailable)
      const reachOrRefused = <A, E, R>(effect: Effect.Effect<A, E | SessionRefused, R>) =>
        Effect.mapError(effect, (error) => (error instanceof SessionRefused ? error : unavailable(error)))
      return Sessions.of({
        say: (turn) =>
          client(turn.session)
            .Say({ turn }, { discard: true })
            .pipe(Effect.mapError((cause) => new SessionsError({ reason: "not-stored", cause }))),
        amend: (session, turn, text) => reach(client(session).Amend({ turn, text })),
        withdraw: (session, turn, by) => reach(client(session).Withdraw({ turn, ...(by === undefined ? {} : { by }) })),
        stop: (session, by, turn) => reach(client(session).Stop({ ...by, ...(turn === undefined ? {} : { turn }) })),
        reply: (session, ask, answer, by) => reach(client(session).Reply({ ask, answer, ...by })),
        askPerson: (session, turn, question) =>
          Effect.map(reach(client(session).AskPerson({ turn, question })), ({ answer }) => answer),
        tell: (session, turn, entry) => reach(client(session).Tell({ turn, entry })),
        steer: (session, text) => reach(client(session).Steer({ text })),
        configure: (session, of, settings) => reachOrRefused(client(session).Configure({ ...of, settings })),
        adopt: (session, of, conversation) => reachOrRefused(client(session).Adopt({ ...of, ...conversation })),
        warm: (session, of) => reach(client(session).Warm(of)),
        status: (session) => reach(client(session).Status()),
        watch: (session) => Stream.mapError(client(session).Watch(), unavailable)
      })
    })
  )
}
