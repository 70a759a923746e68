/**
 * A toolbox around doubles: agents in rooms of a platform in memory, each with a turn that runs, a pool that works when
 * the test says so. Owns no rule of its own.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, PubSub, Stream } from "effect"
import * as Digest from "effect/crypto/Digest"
import * as SecureRandom from "effect/crypto/SecureRandom"
import type * as Schema from "effect/Schema"
import { Agents } from "../../../src/core/agents/Agents.ts"
import { AgentsError, UnknownAgent } from "../../../src/core/agents/AgentsError.ts"
import { Bindings } from "../../../src/core/agents/Bindings.ts"
import { webPlatform } from "../../../src/core/control/WebConversation.ts"
import { KeptFiles } from "../../../src/core/files/KeptFiles.ts"
import { Ledger } from "../../../src/core/ledger/Ledger.ts"
import type { Agent } from "../../../src/core/model/Agent.ts"
import type { Answer, Question } from "../../../src/core/model/Ask.ts"
import { type Conversation, sessionId, turnId } from "../../../src/core/model/Conversation.ts"
import {
  AgentName,
  BackendName,
  HostName,
  MessageId,
  type SessionId,
  type TurnId,
  UserId
} from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import type { Turn } from "../../../src/core/model/Turn.ts"
import type { ChatCapabilities } from "../../../src/core/ports/ChatPlatform.ts"
import { Journal, JournalEntry, type JournalRow } from "../../../src/core/ports/Journal.ts"
import { Stage } from "../../../src/core/render/Stage.ts"
import { sessionRecords } from "../../../src/core/sessions/SessionRecords.ts"
import { Sessions } from "../../../src/core/sessions/Sessions.ts"
import type { Watched } from "../../../src/core/sessions/Watched.ts"
import { Together } from "../../../src/core/together/Together.ts"
import { Caller, Toolbox, type ToolError, type ToolProgress } from "../../../src/core/toolbox/Toolbox.ts"
import { layerToolbox } from "../../../src/core/toolbox/ToolboxLayer.ts"
import { workersPlatform } from "../../../src/core/workers/WorkerSession.ts"
import { fakeConversation, makeFakePlatform } from "../../support/FakePlatform.ts"
import { makeFakePool } from "../../support/FakeWorkers.ts"
import { memoryState } from "../../support/MemoryState.ts"

export const ann = { id: UserId.make("ann"), name: "ann", roles: [] }
export const owner = Caller.cases.Owner.make({ person: ann })

const agentOf = (name: string, workdir: string, keys: Partial<Agent>): Agent => ({
  name: AgentName.make(name),
  description: `${name} for tests`,
  backend: BackendName.make("rehearsal"),
  workdir,
  permissions: "ask",
  budget: {},
  host: HostName.make("default"),
  busy: "queue",
  face: {},
  verbosity: "essentials",
  skills: [],
  mcp: {},
  persona: "",
  personaVersion: "1",
  ...keys
})

export interface RigOptions {
  readonly agents?: Readonly<Record<string, Partial<Agent>>>
  readonly capabilities?: Partial<ChatCapabilities>
  readonly limits?: { readonly hops?: number; readonly perTurn?: number; readonly perMinute?: number }
  /** What a turn that is said comes to, at once; absent: it stays as it is. */
  readonly answers?: (turn: Turn) => string | undefined
  readonly person?: (question: Question) => Answer | undefined
}

export const makeToolRig = Effect.fnUntraced(function* (options: RigOptions = {}) {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "toolbox-"))),
    (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
  )
  const names = { scout: {}, smith: {}, critic: {}, ...options.agents }
  const all = Object.entries(names).map(([name, keys]) => {
    const workdir = join(folder, name)
    mkdirSync(workdir, { recursive: true })
    return agentOf(name, workdir, keys)
  })
  const rows = new Map<TurnId, Array<JournalRow>>()
  const running = new Map<SessionId, Turn>()
  const said: Array<Turn> = []
  const stopped: Array<TurnId> = []
  const asked: Array<Question> = []
  const heard = yield* PubSub.unbounded<Watched & { readonly session: SessionId }>()
  let seq = 0

  const write = (turn: Turn, entry: JournalEntry) =>
    Effect.suspend(() => {
      const row = { seq: ++seq, session: turn.session, turn: turn.id, at: seq, entry }
      rows.set(turn.id, [...(rows.get(turn.id) ?? []), row])
      return PubSub.publish(heard, { turn: turn.id, at: seq, entry, session: turn.session })
    })
  const end = (turn: Turn, outcome: Outcome = Outcome.cases.Done.make({}), text = "") =>
    Effect.gen(function* () {
      running.delete(turn.session)
      const event = { _tag: "Text", part: "p", delta: text } as const
      if (text !== "") yield* write(turn, JournalEntry.cases.Happened.make({ event }))
      yield* write(turn, JournalEntry.cases.Ended.make({ outcome, elapsedMillis: 1000 }))
    })

  const layerAgents = Layer.mock(Agents)({
    all: Effect.succeed(all),
    get: (name) => {
      const found = all.find((agent) => agent.name === name)
      return found === undefined
        ? Effect.fail(new AgentsError({ reason: new UnknownAgent({ name }) }))
        : Effect.succeed(found)
    }
  })
  const layerSessions = Layer.mock(Sessions)({
    status: (session) =>
      Effect.sync(() => {
        const turn = running.get(session)
        const now = turn === undefined ? {} : { running: { turn: turn.id, startedAt: 0, lastEventAt: 0, asks: [] } }
        return { waiting: [], warm: true, ...now }
      }),
    say: (turn) =>
      Effect.gen(function* () {
        said.push(turn)
        running.set(turn.session, turn)
        yield* write(turn, JournalEntry.cases.Accepted.make({ turn }))
        const text = options.answers?.(turn)
        if (text !== undefined) yield* end(turn, Outcome.cases.Done.make({}), text)
      }),
    stop: (session, _by, turn) =>
      Effect.suspend(() => {
        const found = running.get(session)
        if (found === undefined || found.id !== turn) return Effect.succeed(false)
        stopped.push(found.id)
        return Effect.as(end(found, Outcome.cases.Stopped.make({})), true)
      }),
    withdraw: () => Effect.succeed(false),
    tell: (session, turn, entry) =>
      Effect.suspend(() => {
        const found = running.get(session)
        return found?.id === turn ? Effect.as(write(found, entry), true) : Effect.succeed(false)
      }),
    askPerson: (_session, _turn, question) =>
      Effect.sync(() => {
        asked.push(question)
        return options.person?.(question)
      }),
    watch: (session) => Stream.filter(Stream.fromPubSub(heard), (one) => one.session === session)
  })
  const layerJournal = Layer.mock(Journal)({
    turn: (turn) => Effect.sync(() => rows.get(turn) ?? []),
    read: (session, { after, limit }) =>
      Effect.sync(() =>
        [...rows.values()]
          .flat()
          .filter((row) => row.session === session && row.seq > after)
          .slice(0, limit)
      ),
    sessions: () =>
      Effect.sync(() =>
        [...new Set([...rows.values()].flat().map(({ session }) => session))].map((session) => ({
          session,
          turns: 1,
          firstAt: 1,
          lastAt: 2
        }))
      )
  })
  const line = { turns: 1, inputTokens: 1, outputTokens: 1, costUsd: 0.5, unpriced: 0 }
  const layerLedger = Layer.mock(Ledger)({
    left: () => Effect.succeed(0.25),
    lasts: () => Effect.void,
    priced: (usage) => usage,
    since: () => Effect.succeed("2026-11-22"),
    zone: "UTC",
    report: () => Effect.sync(() => [...running.keys()].map((key) => ({ key, ...line })))
  })

  const fake = makeFakePlatform({
    limit: "none",
    capabilities: { threads: true, titles: true, ...options.capabilities }
  })
  const pool = yield* makeFakePool()
  const limits = { hops: 4, perTurn: 10, perMinute: 20, ...options.limits }
  const services = yield* Layer.build(
    layerToolbox({ hops: limits.hops, files: { roots: [join(folder, "shared")], own: [folder] } }).pipe(
      Layer.provideMerge(Together.layer(limits)),
      Layer.provideMerge(
        Layer.mergeAll(
          layerAgents,
          layerSessions,
          layerJournal,
          layerLedger,
          pool.layer,
          Bindings.layer({ configured: [], fallback: AgentName.make("scout") }),
          Stage.layer([fake.platform, webPlatform, workersPlatform]),
          SecureRandom.layerWebCrypto,
          KeptFiles.layer(join(folder, "kept")).pipe(Layer.provide(Digest.layerWebCrypto))
        )
      ),
      Layer.provideMerge(memoryState),
      Layer.provideMerge(NodeServices.layer)
    )
  )

  /** What the journal says of the turn. */
  const journaled = (turn: Turn): ReadonlyArray<JournalEntry> => (rows.get(turn.id) ?? []).map(({ entry }) => entry)

  const sessionOf = (agent: string, conversation: Conversation) =>
    sessionId(HostName.make("default"), AgentName.make(agent), conversation)

  /** A person says something to an agent in a room, and the agent works on it. */
  const begin = Effect.fnUntraced(function* (agent: string, conversation: Conversation, change: Partial<Turn> = {}) {
    const origin = { platform: conversation.platform, conversation: conversation.id, message: MessageId.make("1") }
    const turn: Turn = {
      id: turnId(origin, AgentName.make(agent)),
      session: sessionOf(agent, conversation),
      agent: AgentName.make(agent),
      conversation,
      person: ann,
      origin,
      text: "work",
      attachments: [],
      saidAt: 0,
      ...change
    }
    const records = yield* sessionRecords
    yield* records.set({
      session: turn.session,
      agent: turn.agent,
      conversation,
      fork: false,
      persona: "",
      personaVersion: "1",
      settings: {}
    })
    running.set(turn.session, turn)
    yield* write(turn, JournalEntry.cases.Accepted.make({ turn }))
    return turn
  }, Effect.provideContext(services))

  const progress: Array<ToolProgress> = []
  const calls = (caller: Caller) => ({
    caller,
    progress: (one: ToolProgress) => Effect.sync(() => void progress.push(one)),
    log: () => Effect.void,
    elicit: (question: string, choices: ReadonlyArray<string>) => Effect.succeed(choices[0] ?? `${question} yes`)
  })
  /** As a session's CLI, or as the owner. */
  const call = (as: Turn | Caller, name: string, input: unknown = {}): Effect.Effect<Schema.Json, ToolError> =>
    Effect.flatMap(Toolbox, (toolbox) => {
      const caller = "_tag" in as ? as : Caller.cases.Session.make({ session: as.session })
      return toolbox.call(name, input, calls(caller))
    }).pipe(Effect.provideContext(services))
  /** The words of a refusal. */
  const refused = (as: Turn | Caller, name: string, input: unknown = {}) =>
    call(as, name, input).pipe(
      Effect.match({
        onFailure: ({ detail, reason }) => `${reason}: ${detail}`,
        onSuccess: (answer) => `it was done: ${JSON.stringify(answer)}`
      })
    )

  return { asked, begin, call, end, fake, folder, journaled, pool, progress, refused, said, services, stopped }
})

export const room = (id: string): Conversation => fakeConversation(id)
export const thread = (id: string): Conversation => ({
  ...fakeConversation(id),
  kind: "thread",
  within: [fakeConversation("hall").id]
})
