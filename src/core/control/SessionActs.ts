/**
 * What people do in sessions from the dashboard: begin one, say something in it, stop, answer, try again, raise, choose.
 * Owns that each act asks whether its person may, and that the same message is the same turn. What people in a chat see of
 * it is the session's to show.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { Agents } from "../agents/Agents.ts"
import { Uploads } from "../files/Uploads.ts"
import type { Agent } from "../model/Agent.ts"
import type { Answer } from "../model/Ask.ts"
import { type Conversation, type Person, sessionId, turnId } from "../model/Conversation.ts"
import { doneBy } from "../model/DoneBy.ts"
import { type AskId, MessageId, type SessionId, type TurnId } from "../model/Ids.ts"
import { longestText } from "../model/LongestText.ts"
import type { OutcomeTag } from "../model/Outcome.ts"
import type { Turn } from "../model/Turn.ts"
import { AuditLog } from "../ports/AuditLog.ts"
import { Journal } from "../ports/Journal.ts"
import * as Words from "../render/Words.ts"
import { fitting } from "../sessions/GatheredAnswer.ts"
import { raising } from "../sessions/Raising.ts"
import { retrying } from "../sessions/Retrying.ts"
import type { SessionSettings } from "../sessions/SessionSettings.ts"
import { Sessions } from "../sessions/Sessions.ts"
import { openAsks } from "../sessions/TurnState.ts"
import { isWorkers, workerIn, workerTurnId } from "../workers/WorkerSession.ts"
import { Workers, type WorkersError } from "../workers/Workers.ts"
import { permits } from "./Permits.ts"
import { ControlError, unavailable } from "./protocol/ControlError.ts"
import { type SeenSession, seenSessions } from "./SeenSessions.ts"
import { uploadRefused } from "./UploadRefusal.ts"
import { webConversation, webPlatformName } from "./WebConversation.ts"

/** Names of messages become parts of ids. */
const messageName = /^[\w.-]{1,64}$/

/** Ends after which the same message is worth another try. */
const retryable: ReadonlySet<OutcomeTag> = new Set(["Failed", "Limited", "OverBudget", "Stopped"])

const acceptedWithin = Schedule.max([Schedule.spaced("20 millis"), Schedule.recurs(150)])

const conflict = (detail: string) => new ControlError({ reason: "conflict", detail })

const refusedBy = (error: WorkersError) => new ControlError({ reason: error.reason, detail: error.detail })

const settingsWords = (settings: SessionSettings): string =>
  Words.facts(
    settings.model === undefined ? undefined : `model ${settings.model}`,
    settings.verbosity === undefined ? undefined : `verbosity ${settings.verbosity}`,
    settings.permissions === undefined ? undefined : `permissions ${settings.permissions}`
  )

export const sessionActs = Effect.gen(function* () {
  const agents = yield* Agents
  const audit = yield* AuditLog
  const journal = yield* Journal
  const permit = yield* permits
  const raise = yield* raising
  const retry = yield* retrying
  const seen = yield* seenSessions
  const sessions = yield* Sessions
  const uploads = yield* Uploads
  const workers = yield* Workers

  const agentOf = (name: string) =>
    agents
      .get(name)
      .pipe(Effect.mapError((error) => new ControlError({ reason: "unknown-agent", detail: error.message })))

  const named = Effect.fnUntraced(function* (message: string) {
    if (messageName.test(message)) return message
    return yield* new ControlError({
      reason: "invalid",
      detail: "the message's name must be 1 to 64 letters, digits, dots, dashes or underscores",
      fields: { message: "1 to 64 letters, digits, dots, dashes or underscores" }
    })
  })

  const isSaid = (turn: TurnId) =>
    Effect.map(Effect.mapError(journal.turn(turn), unavailable), (rows) => rows.length > 0)

  interface Saying {
    readonly agent: Agent
    readonly session: SessionId
    readonly conversation: Conversation
    readonly person: Person
    readonly message: string
    readonly text: string
    readonly uploads: ReadonlyArray<string>
  }

  /** There are words or files in it. */
  const meant = Effect.fnUntraced(function* (asked: {
    readonly text: string
    readonly uploads?: ReadonlyArray<string>
  }) {
    const { text, uploads = [] } = asked
    if (text.length > longestText) {
      return yield* new ControlError({
        reason: "invalid",
        detail: `the message has ${text.length} characters, at most ${longestText}; put it into a file`,
        fields: { text: `at most ${longestText} characters` }
      })
    }
    if (text.trim() !== "" || uploads.length > 0) return { text, uploads: [...new Set(uploads)] }
    return yield* new ControlError({ reason: "invalid", detail: "say something", fields: { text: "say something" } })
  })

  const turnFor = ({ agent, conversation, message, person, session, text }: Saying, saidAt: number): Turn => {
    const origin = { platform: webPlatformName, conversation: conversation.id, message: MessageId.make(message) }
    return {
      id: turnId(origin, agent.name),
      session,
      agent: agent.name,
      conversation,
      person,
      // in a chat there is no such message
      ...(conversation.platform === webPlatformName ? { origin } : { saidOn: webPlatformName }),
      text,
      attachments: [],
      saidAt
    }
  }

  /** Said twice at the same moment the session makes one turn of it. */
  const say = Effect.fnUntraced(function* (saying: Saying) {
    const turn = turnFor(saying, yield* Clock.currentTimeMillis)
    if (yield* isSaid(turn.id)) return turn.id
    const claimed = uploads.claim(saying.person.id, saying.uploads, turn.id)
    const attachments = yield* Effect.mapError(claimed, uploadRefused)
    yield* Effect.mapError(sessions.say({ ...turn, attachments }), unavailable)
    return turn.id
  })

  const begin = (asked: {
    readonly agent: string
    readonly text: string
    readonly uploads?: ReadonlyArray<string>
    readonly message: string
  }) =>
    Effect.gen(function* () {
      const person = yield* permit.need("talk")
      const said = yield* meant(asked)
      const message = yield* named(asked.message)
      const agent = yield* agentOf(asked.agent)
      // whose it is stands in its name, before a sign that no message has: what others call theirs is theirs
      const conversation = webConversation(`${person.id}+${message}`)
      const session = sessionId(agent.host, agent.name, conversation)
      const turn = yield* say({ agent, session, conversation, person, message, ...said })
      // whoever is told of it reads it at once
      yield* isSaid(turn).pipe(Effect.repeat({ until: (said) => said, schedule: acceptedWithin }))
      return { session, turn }
    })

  const sayIn = (asked: {
    readonly session: SessionId
    readonly text: string
    readonly uploads?: ReadonlyArray<string>
    readonly message: string
  }) =>
    Effect.gen(function* () {
      const person = yield* permit.need("talk")
      const said = yield* meant(asked)
      const { agent: name, conversation, session } = yield* seen.session(asked.session)
      if (isWorkers(conversation)) {
        return yield* conflict("a worker is not talked to: open it in a chat, or ask its agent in a session of its own")
      }
      const agent = yield* agentOf(name)
      // two people may name their messages alike
      const message = `${person.id}+${yield* named(asked.message)}`
      return yield* say({ agent, session, conversation, person, message, ...said })
    })

  const stop = (asked: { readonly session: SessionId; readonly turn?: TurnId }) =>
    Effect.gen(function* () {
      const by = doneBy(yield* permit.need("talk"), webPlatformName)
      const { conversation, session } = yield* seen.session(asked.session)
      const worker = workerIn(conversation)
      return worker === undefined
        ? yield* Effect.mapError(sessions.stop(session, by, asked.turn), unavailable)
        : yield* Effect.mapError(workers.cancel(worker, by), refusedBy)
    })

  const withdraw = (asked: { readonly session: SessionId; readonly turn: TurnId }) =>
    Effect.gen(function* () {
      const by = doneBy(yield* permit.need("talk"), webPlatformName)
      const { session } = yield* seen.session(asked.session)
      return yield* Effect.mapError(sessions.withdraw(session, asked.turn, by), unavailable)
    })

  /** What is asked in the session now. */
  const asksIn = ({ conversation, session }: SeenSession) => {
    const worker = workerIn(conversation)
    return worker === undefined
      ? Effect.mapBoth(sessions.status(session), {
          onFailure: unavailable,
          onSuccess: ({ running }) => running?.asks ?? []
        })
      : Effect.mapBoth(workers.state(worker), {
          onFailure: refusedBy,
          onSuccess: (state) => (state === undefined ? [] : openAsks(state).map(({ ask }) => ask))
        })
  }

  const answer = (asked: { readonly session: SessionId; readonly ask: AskId; readonly answer: Answer }) =>
    Effect.gen(function* () {
      const by = doneBy(yield* permit.need("approve"), webPlatformName)
      const found = yield* seen.session(asked.session)
      const ask = (yield* asksIn(found)).find(({ id }) => id === asked.ask)
      if (ask === undefined) return false
      if (!fitting(ask).includes(asked.answer._tag)) {
        const words = `that is no answer to it; it is answered by ${fitting(ask).join(", ")}`
        return yield* new ControlError({ reason: "invalid", detail: words, fields: { answer: words } })
      }
      return isWorkers(found.conversation)
        ? yield* workers.answer(asked.ask, asked.answer, by)
        : yield* Effect.mapError(sessions.reply(found.session, asked.ask, asked.answer, by), unavailable)
    })

  const retryTurn = (asked: { readonly turn: TurnId }) =>
    Effect.gen(function* () {
      const person = yield* permit.need("talk")
      const { rows, turn } = yield* seen.turn(asked.turn)
      const ended = rows.find(({ entry }) => entry._tag === "Ended")?.entry
      if (ended?._tag !== "Ended") return yield* conflict("it is not over yet")
      if (!retryable.has(ended.outcome._tag)) {
        return yield* conflict("only what was stopped or went wrong is tried again; say it once more")
      }
      const worker = workerIn(turn.conversation)
      if (worker !== undefined) {
        if (!(yield* Effect.mapError(workers.retry(worker, person.name), refusedBy))) {
          return yield* conflict("it was tried again already, or ended well")
        }
        const again = yield* Effect.mapError(workers.worker(worker), refusedBy)
        const note = { by: person, platform: webPlatformName, action: "retried", subject: worker } as const
        yield* audit.note({ ...note, detail: again.title })
        return workerTurnId(again)
      }
      const retried = yield* Effect.mapError(retry(turn.id, doneBy(person, webPlatformName)), unavailable)
      return retried._tag === "Gone" ? yield* conflict(Words.expired) : retried.next
    })

  const raiseBudget = (asked: { readonly turn: TurnId }) =>
    Effect.gen(function* () {
      const person = yield* permit.need("spend")
      const { turn } = yield* seen.turn(asked.turn)
      const raised = yield* Effect.mapError(raise(turn.id, person, webPlatformName), unavailable)
      if (raised === "already") return yield* conflict(Words.raisedAlready)
      if (raised === "gone") return yield* conflict("no budget that can be raised ended it")
    })

  const configure = (asked: { readonly session: SessionId; readonly settings: SessionSettings }) =>
    Effect.gen(function* () {
      const { settings } = asked
      const person = yield* permit.need(settings.permissions === undefined ? "talk" : "administer")
      const { agent: name, conversation, session } = yield* seen.session(asked.session)
      const agent = yield* agentOf(name)
      if (settings.permissions === "full" && agent.permissions !== "full") {
        return yield* new ControlError({
          reason: "not-allowed",
          detail: `full is not granted to ${agent.name}; give it to the agent first`,
          fields: { permissions: "not granted to this agent" }
        })
      }
      if (settings.model?.trim() === "") {
        return yield* new ControlError({ reason: "invalid", detail: "say a model", fields: { model: "say a model" } })
      }
      yield* sessions
        .configure(session, { agent: agent.name, conversation }, settings)
        .pipe(
          Effect.mapError((error) => (error._tag === "SessionRefused" ? conflict(error.reason) : unavailable(error)))
        )
      const detail = settingsWords(settings)
      if (detail === "") return
      yield* audit.note({
        by: person,
        platform: webPlatformName,
        action: "changed",
        subject: agent.name,
        session,
        detail: `this session: ${detail}`
      })
    })

  return { begin, sayIn, stop, withdraw, answer, retryTurn, raiseBudget, configure }
})
