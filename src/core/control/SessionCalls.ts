/**
 * What a dashboard may ask about sessions, and may have done in them. Owns which sessions somebody is shown and what is
 * told of one; what is said in it is in `Transcripts`, what is done in it in `SessionActs`.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Agents } from "../agents/Agents.ts"
import { conversationKey, type Person } from "../model/Conversation.ts"
import type { AgentName, PlatformName, SessionId } from "../model/Ids.ts"
import { Journal, type JournalRow, type SessionSummary, type SessionsWanted } from "../ports/Journal.ts"
import { Stage } from "../render/Stage.ts"
import { Backends } from "../sessions/Backends.ts"
import { exportMarkdown } from "../sessions/ExportMarkdown.ts"
import { exportNdjson } from "../sessions/ExportNdjson.ts"
import { Sessions } from "../sessions/Sessions.ts"
import { isWorkers, workersPlatformName } from "../workers/WorkerSession.ts"
import { backendModels } from "./BackendModels.ts"
import { messageTitle } from "./MessageTitle.ts"
import { permits } from "./Permits.ts"
import type { PlaceNames } from "./PlaceNames.ts"
import { ControlError, unavailable } from "./protocol/ControlError.ts"
import { type SessionDetails, type SessionLine, SessionRpcs } from "./protocol/SessionRpcs.ts"
import { rowsWeight } from "./RowWeight.ts"
import { seenSessions } from "./SeenSessions.ts"
import { sessionActs } from "./SessionActs.ts"
import { Titles } from "./Titles.ts"
import { transcripts } from "./Transcripts.ts"
import { webPlatformName } from "./WebConversation.ts"

const longestTitle = 160
/** Of all that may be meant, the latest this many are looked through. */
const mostSearched = 5000
const rowsAtOnce = 500
/** What goes to a browser in one piece, in characters of JSON. */
const mostExported = 50_000_000

interface Wanted {
  readonly limit: number
  readonly agent?: AgentName
  readonly platform?: PlatformName
  readonly search?: string
}

const lineOf = (
  { begun, firstAt, lastAt, session, turns }: SessionSummary,
  names: PlaceNames
): SessionLine | undefined => {
  const place = begun === undefined ? undefined : names.words(begun.conversation, begun.text)
  return begun === undefined
    ? undefined
    : {
        session,
        agent: begun.agent,
        conversation: begun.conversation,
        ...(place === undefined ? {} : { place }),
        title: messageTitle(begun, longestTitle),
        by: begun.person.name,
        turns,
        firstAt,
        lastAt
      }
}

/** A worker's is found at its job, and listed only where workers' sessions are asked for. */
const isWanted = ({ agent, platform, search }: Wanted, line: SessionLine): boolean =>
  (agent === undefined || line.agent === agent) &&
  (platform === undefined ? !isWorkers(line.conversation) : line.conversation.platform === platform) &&
  (search === undefined ||
    [line.title, line.agent, line.by, line.place ?? "", conversationKey(line.conversation)].some((text) =>
      text.toLowerCase().includes(search)
    ))

/** What the journal can tell apart: nobody's own sessions may be lost among those of others. */
const amongThem = ({ agent, platform }: Wanted, own: Person | undefined): SessionsWanted => {
  const ofWorkers = platform !== undefined && isWorkers({ platform })
  return {
    ...(agent === undefined ? {} : { agent }),
    ...(platform === undefined ? { not: workersPlatformName } : { platform }),
    // a worker's session was begun by whoever asked for the worker, and its own first turn does not say who that is
    ...(own === undefined || ofWorkers ? {} : { by: { platform: webPlatformName, user: own.id } })
  }
}

export const sessionCalls = Effect.gen(function* () {
  const acts = yield* sessionActs
  const agents = yield* Agents
  const backends = yield* Backends
  const journal = yield* Journal
  const offered = yield* backendModels
  const permit = yield* permits
  const seen = yield* seenSessions
  const sessions = yield* Sessions
  const stage = yield* Stage
  const titles = yield* Titles
  const transcript = yield* transcripts

  const list = Effect.fnUntraced(function* (given: Wanted) {
    const person = yield* permit.need("read")
    const sees = yield* seen.eyes
    const search = given.search?.trim().toLowerCase()
    const wanted: Wanted = { ...given, ...(search === undefined || search === "" ? {} : { search }) }
    const among = amongThem(wanted, (yield* permit.seesAll) ? undefined : person)
    const found: Array<SessionLine> = []
    // a few more than are wanted are enough in most cases
    for (const many of [given.limit * 2, mostSearched]) {
      found.length = 0
      const known = yield* Effect.mapError(journal.sessions(many, among), unavailable)
      const names = yield* titles.found(known.flatMap(({ begun }) => (begun === undefined ? [] : [begun.conversation])))
      for (const summary of known) {
        const line = lineOf(summary, names)
        if (line === undefined || summary.begun === undefined || !isWanted(wanted, line)) continue
        if (yield* sees(summary.begun)) found.push(line)
        if (found.length === given.limit) return { sessions: found }
      }
      if (known.length < many) return { sessions: found }
    }
    return { sessions: found, lookedThrough: mostSearched }
  })

  const details = Effect.fnUntraced(function* (asked: SessionId) {
    yield* permit.need("read")
    const { agent: name, begunWith, conversation, record, session } = yield* seen.session(asked)
    const agent = yield* agents.get(name).pipe(
      Effect.mapError(
        () =>
          new ControlError({
            reason: "unknown-agent",
            detail: `${name} does not exist any more; what was said here can still be read and exported`
          })
      )
    )
    const backendName = record?.terms?.backend ?? agent.backend
    const workdir = record?.terms?.workdir ?? agent.workdir
    const models = (yield* offered).find((backend) => backend.name === backendName)?.models ?? []
    const link = stage.link(conversation)
    const place = (yield* titles.found([conversation])).words(conversation, begunWith?.text)
    const known = backends.all.get(backendName)
    const takeover =
      record?.token === undefined || known?._tag !== "Available"
        ? undefined
        : known.backend.takeover({ session, agent, token: record.token, fork: record.fork }).join(" ")
    const told: SessionDetails = {
      session,
      agent: name,
      backend: backendName,
      conversation,
      workdir,
      settings: record?.settings ?? {},
      models,
      status: yield* Effect.mapError(sessions.status(session), unavailable),
      ...(place === undefined ? {} : { place }),
      ...(begunWith === undefined ? {} : { title: messageTitle(begunWith, longestTitle) }),
      ...(agent.model === undefined ? {} : { model: agent.model }),
      ...(link === undefined ? {} : { link }),
      // who continues it in a terminal is as free there as on the machine
      ...(takeover === undefined || !(yield* permit.may("administer")) ? {} : { takeover })
    }
    return told
  })

  const allRows = Effect.fnUntraced(function* (session: SessionId) {
    const rows: Array<JournalRow> = []
    let weight = 0
    for (let after = 0; ; ) {
      const read = yield* Effect.mapError(journal.read(session, { after, limit: rowsAtOnce }), unavailable)
      rows.push(...read)
      after = read.at(-1)?.seq ?? after
      if (read.length < rowsAtOnce) return rows
      weight += rowsWeight(read)
      if (weight > mostExported) {
        return yield* new ControlError({
          reason: "unavailable",
          detail: "it is too long to be sent to a browser; use orchestrator export on the machine"
        })
      }
    }
  })

  return SessionRpcs.of({
    ListSessions: list,
    ReadSession: ({ session }) => details(session),
    ReadTurns: ({ before, limit, session }) =>
      Effect.gen(function* () {
        yield* permit.need("read")
        yield* seen.session(session)
        const options = { limit, ...(before === undefined ? {} : { before }) }
        return yield* Effect.mapError(transcript.page(session, options), unavailable)
      }),
    WatchSession: ({ after, session }) =>
      Stream.unwrap(
        Effect.gen(function* () {
          yield* permit.need("read")
          yield* seen.session(session)
          return Stream.mapError(transcript.watch(session, after), unavailable)
        })
      ),
    BeginSession: acts.begin,
    Say: acts.sayIn,
    StopTurn: acts.stop,
    WithdrawTurn: acts.withdraw,
    AnswerAsk: acts.answer,
    RetryTurn: acts.retryTurn,
    RaiseBudget: acts.raiseBudget,
    ConfigureSession: acts.configure,
    ExportSession: ({ format, session }) =>
      Effect.gen(function* () {
        yield* permit.need("read")
        yield* seen.session(session)
        const rows = yield* allRows(session)
        return format === "markdown" ? exportMarkdown(session, rows) : exportNdjson(rows)
      })
  })
})
