/**
 * Agents that speak to one another in a conversation where people see them: asking and handing over. Owns that both faces
 * are seen, that the asked turn spends the asker's budget and ends with it, and that nobody goes round in circles. Must
 * not know who carried the call here.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as FiberMap from "effect/FiberMap"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { Agents } from "../agents/Agents.ts"
import { Bindings } from "../agents/Bindings.ts"
import type { Agent } from "../model/Agent.ts"
import { type Conversation, conversationKey, type Person, sessionId, turnId } from "../model/Conversation.ts"
import type { DoneBy } from "../model/DoneBy.ts"
import { MessageId, type SessionId, type TurnId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import type { Face } from "../ports/ChatPlatform.ts"
import { Journal, type JournalEntry } from "../ports/Journal.ts"
import { agentFace } from "../render/AgentFace.ts"
import { splitMarkdown } from "../render/Split.ts"
import { Stage } from "../render/Stage.ts"
import * as Words from "../render/Words.ts"
import { routesHere } from "../sessions/RoutesHere.ts"
import { Sessions } from "../sessions/Sessions.ts"
import { knownTurn } from "../sessions/TurnFate.ts"
import type { TurnState } from "../sessions/TurnState.ts"
import { isWorkers } from "../workers/WorkerSession.ts"
import { refusalOf, type TogetherBounds } from "./Bounds.ts"
import { turnEnds } from "./TurnEnds.ts"

export class TogetherError extends Schema.TaggedError<TogetherError>()("TogetherError", {
  /** `unknown`: there is no such agent. `refused`: a bound holds. `failed`: it could not be said or read. */
  reason: Schema.Literals(["unknown", "refused", "failed"]),
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

/** Who speaks: a person at a door, or an agent out of its running turn. */
export interface Asker {
  readonly conversation: Conversation
  readonly person: Person
  readonly turn?: Turn
}

/** What a turn has begun with others. */
interface Company {
  asks: number
  readonly turns: Array<Turn>
  readonly told: Set<string>
}

const minuteMillis = 60_000
/** For the sign that there is more of a message. */
const roomForMore = 10
/** To end a turn with the one that began it, a second apart. */
const mostTries = 60

const failed = (error: { readonly message: string }) => new TogetherError({ reason: "failed", detail: error.message })

const make = Effect.fnUntraced(function* (limits: TogetherBounds) {
  const agents = yield* Agents
  const bindings = yield* Bindings
  const journal = yield* Journal
  const random = yield* SecureRandom
  const sessions = yield* Sessions
  const stage = yield* Stage
  const routes = yield* routesHere
  const ends = yield* turnEnds
  const watchers = yield* FiberMap.make<TurnId>()
  const companies = new Map<TurnId, Company>()
  const waits = new Map<SessionId, Array<SessionId>>()
  let recent: ReadonlyArray<{ readonly at: number; readonly where: string }> = []

  const agentOf = (name: string) =>
    Effect.mapError(agents.get(name), (error) => new TogetherError({ reason: "unknown", detail: error.message }))

  const waitsFor = (session: SessionId, other: SessionId, seen = new Set<SessionId>()): boolean => {
    if (session === other) return true
    if (seen.has(session)) return false
    seen.add(session)
    return (waits.get(session) ?? []).some((next) => waitsFor(next, other, seen))
  }

  /** One that is stored and not yet in its lane can be neither stopped nor withdrawn: then once more. */
  const endWith = ({ id, session }: Turn, by: DoneBy) =>
    Effect.gen(function* () {
      if ((yield* sessions.stop(session, by, id)) || (yield* sessions.withdraw(session, id, by))) return true
      return (yield* journal.turn(id)).some(({ entry }) => entry._tag === "Ended")
    }).pipe(Effect.repeat({ until: (over) => over, schedule: Schedule.spaced("1 second"), times: mostTries }))

  /** Turns that a turn began with others are over with it, unless it ended well. */
  const accompany = (turn: Turn, company: Company) =>
    Effect.gen(function* () {
      const outcome = yield* ends.end(turn.session, turn.id, () => Effect.void)
      companies.delete(turn.id)
      if (outcome._tag === "Done") return
      yield* Effect.forEach(company.turns, (asked) => endWith(asked, { by: turn.agent }), {
        concurrency: "unbounded",
        discard: true
      })
    }).pipe(Effect.ignore({ log: "Error", message: "a turn that another one began could not be ended with it" }))

  const companyOf = Effect.fnUntraced(function* (turn: Turn) {
    const known = companies.get(turn.id)
    if (known !== undefined) return known
    const company: Company = { asks: 0, turns: [], told: new Set() }
    companies.set(turn.id, company)
    yield* FiberMap.run(watchers, turn.id, accompany(turn, company))
    return company
  })

  const faceOf = ({ turn }: Asker) =>
    turn === undefined
      ? Effect.succeed<Face>(Words.service)
      : agents.get(turn.agent).pipe(
          Effect.map(agentFace),
          Effect.orElseSucceed((): Face => ({ name: turn.agent }))
        )

  /** One message: what is longer goes to the model whole, and is cut here. */
  const say = Effect.fnUntraced(function* (asker: Asker, key: string, markdown: string) {
    const { maxLength, measure } = stage.capabilities(asker.conversation.platform)
    const [head = "", rest] = splitMarkdown(markdown, { maxLength: maxLength - roomForMore, measure })
    return yield* stage.post(asker.conversation, key, yield* faceOf(asker), rest === undefined ? head : `${head}\n…`)
  })

  const admit = Effect.fnUntraced(function* (asker: Asker, turn: Turn, agent: Agent) {
    const now = yield* Clock.currentTimeMillis
    const where = conversationKey(asker.conversation)
    recent = recent.filter(({ at }) => now - at < minuteMillis)
    const company = yield* companyOf(turn)
    const why = refusalOf(
      {
        asker: turn.agent,
        agent: agent.name,
        asked: turn.asked ?? [],
        askedInTurn: company.asks,
        askedInMinute: recent.filter((one) => one.where === where).length,
        waitsForAsker: waitsFor(sessionId(agent.host, agent.name, asker.conversation), turn.session)
      },
      limits
    )
    if (why === undefined) {
      company.asks++
      recent = [...recent, { at: now, where }]
      return company
    }
    const told = `${agent.name} ${why}`
    if (!company.told.has(told)) {
      company.told.add(told)
      yield* stage.notice(
        asker.conversation,
        `together-${turn.id}-${company.told.size}`.slice(-100),
        Words.dim(Words.notAsked(turn.agent, agent.name, why))
      )
    }
    return yield* new TogetherError({ reason: "refused", detail: `${agent.name} was not asked: ${why}` })
  })

  /** Two agents in a thread: people's next messages there stay with the one whom they were talking to. */
  const keepThread = Effect.fnUntraced(function* (asker: Asker, turn: Turn) {
    const { conversation } = asker
    if (conversation.kind !== "thread" || (turn.asked ?? []).length > 0) return
    const [route] = yield* routes({ conversation, named: [] })
    if (route?.agent !== turn.agent || route.by !== "conversation") return
    yield* bindings.bind({
      platform: conversation.platform,
      conversation: conversation.id,
      agent: turn.agent,
      trigger: route.trigger
    })
  })

  const begin = Effect.fnUntraced(function* (asker: Asker, agent: Agent, text: string, shown: string) {
    const { conversation, person, turn } = asker
    const company = turn === undefined ? undefined : yield* admit(asker, turn, agent)
    if (turn !== undefined) yield* Effect.mapError(keepThread(asker, turn), failed)
    const key = `ask-${Hex.encode(yield* random.randomBytes(9))}`
    const message = yield* say(asker, key, shown)
    const ref = message ?? {
      platform: conversation.platform,
      conversation: conversation.id,
      message: MessageId.make(key)
    }
    const next: Turn = {
      id: turnId(ref, agent.name),
      session: sessionId(agent.host, agent.name, conversation),
      agent: agent.name,
      conversation,
      person,
      ...(message === undefined ? {} : { origin: message }),
      text,
      attachments: [],
      saidAt: yield* Clock.currentTimeMillis,
      ...(turn?.saidOn === undefined ? {} : { saidOn: turn.saidOn }),
      ...(turn === undefined ? {} : { within: turn.id, asked: [...(turn.asked ?? []), turn.agent] })
    }
    yield* Effect.mapError(sessions.say(next), failed)
    company?.turns.push(next)
    return next
  })

  const ask = Effect.fn("Together.ask")(function* (asker: Asker, name: string, text: string) {
    const agent = yield* agentOf(name)
    return yield* begin(asker, agent, text, Words.asksAgent(agent.name, text))
  })

  const handOver = Effect.fn("Together.handOver")(function* (asker: Asker, name: string, text: string) {
    const { conversation } = asker
    const agent = yield* agentOf(name)
    if (isWorkers(conversation)) {
      return yield* new TogetherError({
        reason: "refused",
        detail: "a worker has no conversation to hand over; end with what you have, or ask_agent"
      })
    }
    const next = yield* begin(asker, agent, text, Words.handsOver(agent.name, text))
    const [route] = yield* Effect.mapError(routes({ conversation, named: [] }), failed)
    yield* bindings
      .bind({
        platform: conversation.platform,
        conversation: conversation.id,
        agent: agent.name,
        trigger: conversation.kind === "thread" ? "all" : (route?.trigger ?? "mention")
      })
      .pipe(Effect.mapError(failed))
    return next
  })

  const stateOf = (turn: Turn) =>
    journal.turn(turn.id).pipe(
      Effect.map((rows) => knownTurn(turn, rows).state),
      Effect.mapError(failed)
    )

  const waiting = (asker: SessionId, asked: SessionId) =>
    Effect.acquireRelease(
      Effect.sync(() => waits.set(asker, [...(waits.get(asker) ?? []), asked])),
      () =>
        Effect.sync(() => {
          const rest = [...(waits.get(asker) ?? [])]
          rest.splice(rest.indexOf(asked), 1)
          if (rest.length === 0) waits.delete(asker)
          else waits.set(asker, rest)
        })
    )

  const answer = Effect.fn("Together.answer")(function* (
    asker: Asker,
    turn: Turn,
    options: { readonly seconds: number; readonly heard: (entry: JournalEntry) => Effect.Effect<void> }
  ) {
    if (asker.turn !== undefined) yield* waiting(asker.turn.session, turn.session)
    yield* Effect.timeoutOption(ends.end(turn.session, turn.id, options.heard), options.seconds * 1000)
    return yield* stateOf(turn)
  }, Effect.scoped)

  return Together.of({ ask, handOver, answer })
})

export class Together extends Context.Service<
  Together,
  {
    /** Returns when the question is said and stored; its turn runs on by itself. */
    readonly ask: (asker: Asker, agent: string, text: string) => Effect.Effect<Turn, TogetherError>
    /** The same, and what people say there from now on is for that agent. */
    readonly handOver: (asker: Asker, agent: string, text: string) => Effect.Effect<Turn, TogetherError>
    /** How the asked turn stands once it ended, or after so many seconds. */
    readonly answer: (
      asker: Asker,
      turn: Turn,
      options: { readonly seconds: number; readonly heard: (entry: JournalEntry) => Effect.Effect<void> }
    ) => Effect.Effect<TurnState, TogetherError>
  }
>()("orchestrator/together/Together") {
  static readonly layer = (limits: TogetherBounds) => Layer.effect(Together, make(limits))
}
