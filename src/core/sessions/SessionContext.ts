/**
 * What one session is, for as long as it is active on this node: its record, its agent as pinned, its settings and its
 * warm process. Owns reading and changing the record. Must not run turns.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { Agents } from "../agents/Agents.ts"
import type { Agent } from "../model/Agent.ts"
import { sessionId } from "../model/Conversation.ts"
import { BackendName, type ResumeToken, type SessionId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import {
  type AgentBackend,
  BackendError,
  type BackendSession,
  CannotStart,
  type OpenSession
} from "../ports/AgentBackend.ts"
import type { State, StateError } from "../ports/State.ts"
import { Backends } from "./Backends.ts"
import type { SessionSettings } from "./SessionProtocol.ts"
import { type SessionRecord, sessionRecords } from "./SessionRecords.ts"
import { WarmProcesses } from "./WarmProcesses.ts"

export interface Equipped {
  readonly agent: Agent
  readonly backend: AgentBackend
  readonly open: OpenSession
}

export type SessionOf = Pick<Turn, "agent" | "conversation">

export interface SessionContext {
  /** The agent with this session's persona, model and permissions, and the backend that it runs on. */
  readonly equip: (of: SessionOf) => Effect.Effect<Equipped, BackendError | StateError>
  /**
   * The session's process, for one turn. A CLI counts its budget flag over the life of its process, so a turn with a
   * budget gets one that has run no turn before.
   */
  readonly lease: (equipped: Equipped) => Effect.Effect<BackendSession, BackendError, Scope.Scope>
  /** The process that was leased runs its turn. */
  readonly began: Effect.Effect<void>
  /** Ends the warm process, if there is one. */
  readonly drop: Effect.Effect<void>
  readonly isWarm: Effect.Effect<boolean>
  readonly remember: (token: ResumeToken) => Effect.Effect<void, StateError>
  /** The next turn continues from `token`; from nothing when there is none. */
  readonly adopt: (
    of: SessionOf,
    token: ResumeToken | undefined,
    fork: boolean
  ) => Effect.Effect<void, BackendError | StateError>
  readonly configure: (of: SessionOf, settings: SessionSettings) => Effect.Effect<void, BackendError | StateError>
  /** Brings a process that is ready in line with changed settings: in place where the CLI can, else by ending it. */
  readonly apply: (settings: SessionSettings) => Effect.Effect<void>
  readonly settings: Effect.Effect<SessionSettings, StateError>
}

export const makeSessionContext = Effect.fnUntraced(function* (
  session: SessionId,
  onSpontaneous: (opened: BackendSession) => Effect.Effect<void, never, Scope.Scope>
): Effect.fn.Return<SessionContext, never, Agents | Backends | WarmProcesses | State> {
  const agents = yield* Agents
  const backends = yield* Backends
  const processes = yield* WarmProcesses
  const records = yield* sessionRecords

  let used = false

  const agentOf = (of: SessionOf) =>
    agents.get(of.agent).pipe(
      Effect.mapError(
        (error) =>
          new BackendError({
            backend: BackendName.make("agents"),
            reason: new CannotStart({ detail: error.message, remedy: "see what is wrong: orchestrator agents check" })
          })
      )
    )

  /** What was set in the channel holds in the threads that begin there afterwards. */
  const inherited = (of: SessionOf, agent: Agent): Effect.Effect<SessionSettings, StateError> =>
    Effect.reduce(
      [...of.conversation.within].reverse(),
      (): SessionSettings => ({}),
      (settings, id) =>
        Effect.map(records.get(sessionId(agent.host, agent.name, { ...of.conversation, id })), (around) => ({
          ...settings,
          ...Option.getOrUndefined(around)?.settings
        }))
    )

  const recordOf = Effect.fnUntraced(function* (of: SessionOf, agent: Agent) {
    const known = yield* records.get(session)
    if (Option.isSome(known)) return known.value
    const record: SessionRecord = {
      session,
      agent: of.agent,
      conversation: of.conversation,
      fork: false,
      persona: agent.persona,
      personaVersion: agent.personaVersion,
      settings: yield* inherited(of, agent)
    }
    yield* records.set(record)
    return record
  })

  const update = Effect.fnUntraced(function* (of: SessionOf, change: (record: SessionRecord) => SessionRecord) {
    yield* records.set(change(yield* recordOf(of, yield* agentOf(of))))
  })

  const pinned = (agent: Agent, { persona, personaVersion, settings }: SessionRecord): Agent => ({
    ...agent,
    persona,
    personaVersion,
    ...(settings.model === undefined ? {} : { model: settings.model }),
    ...(settings.permissions === undefined ? {} : { permissions: settings.permissions })
  })

  return {
    equip: (of) =>
      Effect.gen(function* () {
        const found = yield* agentOf(of)
        const backend = yield* backends.get(found.backend)
        const record = yield* recordOf(of, found)
        const agent = pinned(found, record)
        const open: OpenSession = {
          session,
          agent,
          fork: record.fork,
          ...(record.token === undefined ? {} : { token: record.token }),
          ...(agent.budget.turn === undefined || !backend.capabilities.budget ? {} : { budgetUsd: agent.budget.turn })
        }
        return { agent, backend, open }
      }),
    lease: ({ backend, open }) =>
      Effect.gen(function* () {
        if (used && open.budgetUsd !== undefined) yield* processes.drop(session)
        const opening = Effect.tap(backend.open(open), (opened) => {
          used = false
          return onSpontaneous(opened)
        })
        return yield* processes.lease(session, opening)
      }),
    began: Effect.sync(() => {
      used = true
    }),
    drop: processes.drop(session),
    isWarm: processes.isWarm(session),
    remember: (token) =>
      Effect.flatMap(
        records.get(session),
        Option.match({
          onNone: () => Effect.void,
          onSome: (record) => (record.token === token ? Effect.void : records.set({ ...record, token, fork: false }))
        })
      ),
    adopt: (of, token, fork) =>
      Effect.andThen(
        processes.drop(session),
        update(of, ({ token: _, ...record }) => ({ ...record, fork, ...(token === undefined ? {} : { token }) }))
      ),
    configure: (of, settings) => update(of, (record) => ({ ...record, settings: { ...record.settings, ...settings } })),
    apply: ({ model, permissions }) =>
      Effect.gen(function* () {
        const ready = yield* processes.peek(session)
        if (ready === undefined || (model === undefined && permissions === undefined)) return
        const taken = yield* ready.configure({
          ...(model === undefined ? {} : { model }),
          ...(permissions === undefined ? {} : { permissions })
        })
        if (!taken) yield* processes.drop(session)
      }),
    settings: Effect.map(
      records.get(session),
      Option.match({ onNone: () => ({}), onSome: (record) => record.settings })
    )
  }
})
