/**
 * What one session is, for as long as it is active on this node: its record, its agent as pinned, its settings and its
 * warm process. Owns reading and changing the record. Must not run turns.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { Agents } from "../agents/Agents.ts"
import { turnLimit } from "../ledger/TurnLimit.ts"
import type { Agent } from "../model/Agent.ts"
import { sessionId } from "../model/Conversation.ts"
import { BackendName, type ResumeToken, type SessionId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import {
  type AgentBackend,
  BackendError,
  type BackendSession,
  CannotStart,
  type OpenSession,
  type OwnTools
} from "../ports/AgentBackend.ts"
import type { State, StateError } from "../ports/State.ts"
import { autoModel, leftToRules } from "../routing/Routing.ts"
import { Grants } from "../toolbox/Grants.ts"
import { Caller } from "../toolbox/Toolbox.ts"
import { ToolEndpoint } from "../toolbox/ToolEndpoint.ts"
import { onTerms } from "../workers/WorkerTerms.ts"
import { Backends } from "./Backends.ts"
import { type SessionRecord, sessionRecords } from "./SessionRecords.ts"
import type { SessionSettings } from "./SessionSettings.ts"
import { WarmProcesses } from "./WarmProcesses.ts"

export interface Equipped {
  readonly agent: Agent
  /** Its model is left to the rules: it has none until one is chosen for the turn. */
  readonly auto: boolean
  readonly backend: AgentBackend
  readonly open: OpenSession
}

export type SessionOf = Pick<Turn, "agent" | "conversation" | "terms" | "budgetUsd" | "raised">

export interface SessionContext {
  /** The agent with this session's persona, model and permissions, and the backend that it runs on. */
  readonly equip: (of: SessionOf) => Effect.Effect<Equipped, BackendError | StateError>
  /**
   * The session's process, for one turn. A CLI counts its budget flag over the life of its process, so a turn with a
   * budget gets one that has run no turn before.
   */
  readonly lease: (equipped: Equipped) => Effect.Effect<BackendSession, BackendError, Scope.Scope>
  /** Gets a process ready for the next turn, on whatever model that will be. Not while a turn runs. */
  readonly ready: (equipped: Equipped) => Effect.Effect<void, BackendError>
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
): Effect.fn.Return<SessionContext, never, Agents | Backends | Grants | ToolEndpoint | WarmProcesses | State> {
  const agents = yield* Agents
  const backends = yield* Backends
  const processes = yield* WarmProcesses
  const records = yield* sessionRecords
  const endpoint = yield* ToolEndpoint
  const grants = yield* Grants

  /** The token is worth something as long as the process lives that it is given to. */
  const ownTools = Effect.gen(function* () {
    const url = yield* endpoint.url
    if (url === undefined) return undefined
    const tools: OwnTools = { url, token: yield* grants.issue(Caller.cases.Session.make({ session })) }
    return tools
  })

  let used = false
  /** The budget that the process was opened with. */
  let flagUsd: number | undefined
  /** The model that it runs on; undefined for the CLI's own default. */
  let runsOn: string | undefined

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

  /** A conversation that was chosen in a channel is for the next thread that begins there: the channel has no turns. */
  const takenOver = Effect.fnUntraced(function* ({ conversation }: SessionOf, agent: Agent) {
    if (conversation.kind !== "thread") return {}
    for (const id of conversation.within) {
      const around = yield* records.get(sessionId(agent.host, agent.name, { ...conversation, id }))
      if (Option.isNone(around) || around.value.adopted === undefined) continue
      const { adopted: _, fork, token, ...rest } = around.value
      yield* records.set({ ...rest, fork: false })
      return token === undefined ? {} : { token, fork }
    }
    return {}
  })

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
      settings: yield* inherited(of, agent),
      ...(yield* takenOver(of, agent)),
      ...(of.terms === undefined ? {} : { terms: of.terms })
    }
    yield* records.set(record)
    return record
  })

  const update = Effect.fnUntraced(function* (of: SessionOf, change: (record: SessionRecord) => SessionRecord) {
    yield* records.set(change(yield* recordOf(of, yield* agentOf(of))))
  })

  const pinned = (agent: Agent, { persona, personaVersion, settings, terms }: SessionRecord): Agent => ({
    ...onTerms(agent, terms),
    persona,
    personaVersion,
    ...(settings.model === undefined ? {} : { model: settings.model }),
    ...(settings.permissions === undefined ? {} : { permissions: settings.permissions })
  })

  const ready = ({ backend, open }: Equipped) =>
    Effect.gen(function* () {
      if (open.budgetUsd !== flagUsd || (used && open.budgetUsd !== undefined)) yield* processes.drop(session)
      const opening = Effect.gen(function* () {
        const tools = backend.capabilities.tools ? yield* ownTools : undefined
        const opened = yield* backend.open({ ...open, ...(tools === undefined ? {} : { tools }) })
        used = false
        flagUsd = open.budgetUsd
        runsOn = open.agent.model
        yield* onSpontaneous(opened)
        return opened
      })
      return yield* processes.lease(session, opening)
    })

  return {
    equip: (of) =>
      Effect.gen(function* () {
        const found = yield* agentOf(of)
        const record = yield* recordOf(of, found)
        const { agent, auto } = leftToRules(pinned(found, record))
        const backend = yield* backends.get(agent.backend)
        const schema = record.terms?.schema
        const budgetUsd = turnLimit(of, agent)
        const open: OpenSession = {
          session,
          agent,
          fork: record.fork,
          ...(record.token === undefined ? {} : { token: record.token }),
          ...(schema === undefined ? {} : { schema }),
          ...(budgetUsd === undefined || !backend.capabilities.budget ? {} : { budgetUsd })
        }
        return { agent, auto, backend, open }
      }),
    lease: (equipped) =>
      Effect.gen(function* () {
        const { model } = equipped.open.agent
        const leased = yield* ready(equipped)
        if (runsOn === model) return leased
        if (model !== undefined && (yield* leased.configure({ model }))) {
          runsOn = model
          return leased
        }
        yield* processes.drop(session)
        return yield* ready(equipped)
      }),
    ready: (equipped) => Effect.scoped(Effect.asVoid(ready(equipped))),
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
          onSome: ({ adopted, ...record }) =>
            record.token === token && adopted === undefined
              ? Effect.void
              : records.set({ ...record, token, fork: false })
        })
      ),
    adopt: (of, token, fork) =>
      Effect.andThen(
        processes.drop(session),
        update(of, ({ adopted: _, token: __, ...record }) => ({
          ...record,
          fork,
          ...(token === undefined ? {} : { token, adopted: true as const })
        }))
      ),
    configure: (of, settings) => update(of, (record) => ({ ...record, settings: { ...record.settings, ...settings } })),
    apply: (settings) =>
      Effect.gen(function* () {
        const { permissions } = settings
        const model = settings.model === autoModel ? undefined : settings.model
        const ready = yield* processes.peek(session)
        if (ready === undefined || (model === undefined && permissions === undefined)) return
        const taken = yield* ready.configure({
          ...(model === undefined ? {} : { model }),
          ...(permissions === undefined ? {} : { permissions })
        })
        if (!taken) yield* processes.drop(session)
        else if (model !== undefined) runsOn = model
      }),
    settings: Effect.map(
      records.get(session),
      Option.match({ onNone: () => ({}), onSome: (record) => record.settings })
    )
  }
})
