/**
 * On whose behalf a tool is called: an owner, or the turn that runs in a session right now. Owns finding that turn, and
 * what of the place around it the call may reach. A session in which nothing runs acts for nobody.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Agents } from "../agents/Agents.ts"
import type { Agent, Permissions } from "../model/Agent.ts"
import { type Conversation, conversationKey, type Person } from "../model/Conversation.ts"
import { type SessionId, WorkerId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import { Journal } from "../ports/Journal.ts"
import type { State } from "../ports/State.ts"
import { sessionRecords } from "../sessions/SessionRecords.ts"
import { Sessions } from "../sessions/Sessions.ts"
import { isWorkers } from "../workers/WorkerSession.ts"
import { Workers } from "../workers/Workers.ts"
import { onTerms } from "../workers/WorkerTerms.ts"
import { failed } from "./Tool.ts"
import { type Caller, ToolError } from "./Toolbox.ts"

export interface ActingSession {
  readonly _tag: "Session"
  readonly session: SessionId
  readonly turn: Turn
  readonly agent: Agent
  /** What it may do itself: nothing that it asks for may do more. */
  readonly permissions: Permissions
  readonly workdir: string
  /** Where people see it: its own conversation; of a worker the one in which it was asked for. */
  readonly place: Conversation
}

export type Acting = { readonly _tag: "Owner"; readonly person: Person } | ActingSession

export interface Actors {
  readonly of: (caller: Caller) => Effect.Effect<Acting, ToolError>
  /**
   * The conversation that a call names as `platform:id`; its own without a name. For an owner any that has a session,
   * and undefined without a name. One that the caller may not reach does not exist.
   */
  readonly placeOf: (acting: Acting, named: string | undefined) => Effect.Effect<Conversation | undefined, ToolError>
}

const idle = new ToolError({ reason: "refused", detail: "nothing runs in this session: tools are for a running turn" })
const isWorkerId = Schema.is(WorkerId)
/** Workers of workers of workers: deeper than any bound on handing on. */
const deepest = 64

export const actors: Effect.Effect<Actors, never, Agents | Journal | Sessions | State | Workers> = Effect.gen(
  function* () {
    const agents = yield* Agents
    const journal = yield* Journal
    const records = yield* sessionRecords
    const sessions = yield* Sessions
    const workers = yield* Workers

    const seenAt = Effect.fnUntraced(function* (conversation: Conversation) {
      let place = conversation
      for (let depth = 0; isWorkers(place) && depth < deepest; depth++) {
        const [id = ""] = place.id.split("~")
        if (!isWorkerId(id)) return place
        place = (yield* Effect.mapError(workers.worker(id), failed)).origin.conversation
      }
      return place
    })

    const runningTurn = Effect.fnUntraced(function* (session: SessionId) {
      const { running } = yield* Effect.mapError(sessions.status(session), failed)
      if (running === undefined) return yield* idle
      const rows = yield* Effect.mapError(journal.turn(running.turn), failed)
      for (const { entry } of rows) if (entry._tag === "Accepted") return entry.turn
      return yield* idle
    })

    const ofSession = Effect.fnUntraced(function* (session: SessionId): Effect.fn.Return<ActingSession, ToolError> {
      const turn = yield* runningTurn(session)
      const agent = yield* Effect.mapError(agents.get(turn.agent), failed)
      const record = yield* Effect.mapError(records.get(session), failed)
      const settings = record._tag === "Some" ? record.value.settings : {}
      return {
        _tag: "Session",
        session,
        turn,
        agent,
        permissions: settings.permissions ?? onTerms(agent, turn.terms).permissions,
        workdir: turn.terms?.workdir ?? agent.workdir,
        place: yield* seenAt(turn.conversation)
      }
    })

    const unknownPlace = (named: string) =>
      new ToolError({ reason: "unknown", detail: `there is no conversation ${named} here; name it as platform:id` })

    return {
      of: (caller) =>
        caller._tag === "Owner"
          ? Effect.succeed<Acting>({ _tag: "Owner", person: caller.person })
          : ofSession(caller.session),
      placeOf: Effect.fnUntraced(function* (acting, named) {
        if (acting._tag === "Session") {
          const own = [acting.place, acting.turn.conversation].map(conversationKey)
          return named === undefined || own.includes(named) ? acting.place : yield* unknownPlace(named)
        }
        if (named === undefined) return undefined
        const known = yield* Effect.mapError(records.all, failed)
        const found = known.find(({ conversation }) => conversationKey(conversation) === named)
        return found?.conversation ?? (yield* unknownPlace(named))
      })
    }
  }
)
