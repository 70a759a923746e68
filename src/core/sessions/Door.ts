/**
 * Where every platform event enters: access first, then routing, then the session that it is for. Owns that order, and
 * that an event which is not for us leaves no trace: its files are not even fetched. Must not know any platform, and must
 * not run turns.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { AccessAction } from "../agents/Access.ts"
import { AccessPolicy } from "../agents/AccessPolicy.ts"
import { Agents } from "../agents/Agents.ts"
import { isAddressed, type Route } from "../agents/Binding.ts"
import { Pairing } from "../agents/Pairing.ts"
import { Commands } from "../commands/Commands.ts"
import { type Conversation, type Person, sessionId, turnId } from "../model/Conversation.ts"
import { doneBy } from "../model/DoneBy.ts"
import { AskId, HostName, type SessionId, TurnId } from "../model/Ids.ts"
import { type InboundEvent, stopSigns } from "../model/InboundEvent.ts"
import { AuditLog } from "../ports/AuditLog.ts"
import type { Intake, ReceivedFiles } from "../ports/Intake.ts"
import { Journal, type JournalError } from "../ports/Journal.ts"
import type { StateError } from "../ports/State.ts"
import { Stage } from "../render/Stage.ts"
import * as Words from "../render/Words.ts"
import { isJobPress, jobPresses } from "../workers/JobPresses.ts"
import type { WorkersError } from "../workers/Workers.ts"
import { overviews } from "./Overviews.ts"
import { answerOf } from "./PressedAnswer.ts"
import { raising } from "./Raising.ts"
import { ratingOf, ratings } from "./Ratings.ts"
import { retrying } from "./Retrying.ts"
import { routesHere } from "./RoutesHere.ts"
import { sessionRecords } from "./SessionRecords.ts"
import { Sessions, type SessionsError } from "./Sessions.ts"
import { spokenAnswer } from "./SpokenAnswer.ts"

type Of<Tag extends InboundEvent["_tag"]> = Extract<InboundEvent, { readonly _tag: Tag }>

const noFiles: ReceivedFiles = { attachments: [], refused: [] }

export class Door extends Context.Service<Door, Intake>()("orchestrator/sessions/Door") {
  static readonly layer = Layer.effect(
    Door,
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      const access = yield* AccessPolicy
      const agents = yield* Agents
      const audit = yield* AuditLog
      const commands = yield* Commands
      const journal = yield* Journal
      const pairing = yield* Pairing
      const records = yield* sessionRecords
      const routes = yield* routesHere
      const sessions = yield* Sessions
      const stage = yield* Stage
      const overview = yield* overviews
      const raise = yield* raising
      const sayAgain = yield* retrying
      const rate = yield* ratings
      const jobs = yield* jobPresses

      /** Every session that this conversation may have, one for each agent. */
      const sessionsOf = (conversation: Conversation) =>
        Effect.map(agents.all, (all) => all.map((agent) => sessionId(agent.host, agent.name, conversation)))

      /** Offers something to each session of the conversation until one takes it. */
      const firstTaker = <E>(
        conversation: Conversation,
        offer: (session: SessionId) => Effect.Effect<boolean, E>
      ): Effect.Effect<boolean, E> =>
        Effect.gen(function* () {
          for (const session of yield* sessionsOf(conversation)) if (yield* offer(session)) return true
          return false
        })

      /** Where the message itself stands: what belongs to no turn must not open a conversation of its own. */
      const inPlace = ({ ref }: Of<"Said">, key: string, words: string) =>
        stage.notice({ platform: ref.platform, id: ref.conversation }, key, words, ref)

      /** Somebody is told once in each workspace, not once in each of its conversations. */
      const refusedKey = (action: AccessAction, person: Person, conversation: Conversation) =>
        `refused-${action}-${person.id}-${conversation.within.at(-1) ?? conversation.id}`

      const permitted = (event: Of<"Said">, action: AccessAction) =>
        Effect.tap(access.allows(event.person, event.conversation, action), (yes) =>
          yes
            ? Effect.void
            : inPlace(event, refusedKey(action, event.person, event.conversation), Words.notAllowed(action))
        )

      const knows = (route: Route, conversation: Conversation) =>
        Effect.gen(function* () {
          if (conversation.kind !== "thread") return false
          const agent = yield* Effect.option(agents.get(route.agent))
          if (agent._tag === "None") return false
          return (yield* records.get(sessionId(agent.value.host, route.agent, conversation)))._tag === "Some"
        })

      /** Where there are no buttons a message may be the answer that the agent waits for. */
      const answersAsk = (event: Of<"Said">, session: SessionId) =>
        Effect.gen(function* () {
          const { conversation, person, ref, text } = event
          if (stage.capabilities(conversation.platform).buttons) return false
          if ((yield* records.get(session))._tag === "None") return false
          const [ask] = (yield* sessions.status(session)).running?.asks ?? []
          const answer = ask === undefined ? undefined : spokenAnswer(ask, text)
          if (ask === undefined || answer === undefined) return false
          if (!(yield* permitted(event, "approve"))) return true
          const taken = yield* sessions.reply(session, ask.id, answer, doneBy(person, conversation.platform))
          if (taken) yield* stage.mark(ref, "done")
          return taken
        })

      /** The same for what a worker asks. */
      const answersWorker = (event: Of<"Said">) =>
        Effect.gen(function* () {
          const { addressed, conversation, person, ref, text } = event
          if (stage.capabilities(conversation.platform).buttons) return false
          if (!addressed && conversation.kind === "channel") return false
          const ask = yield* jobs.asked(conversation)
          const answer = ask === undefined ? undefined : spokenAnswer(ask, text)
          if (ask === undefined || answer === undefined) return false
          if (!(yield* permitted(event, "approve"))) return true
          const taken = yield* jobs.answer(conversation, ask.id, answer, doneBy(person, conversation.platform))
          if (taken) yield* stage.mark(ref, "done")
          return taken
        })

      /** A code that makes its writer an owner; what is no code is a message like any other. */
      const pairs = (event: Of<"Said">) =>
        Effect.gen(function* () {
          const { addressed, person, ref, text } = event
          if (!addressed) return false
          const redeemed = yield* pairing.redeem(ref.platform, person, text)
          if (redeemed === "none") return false
          if (redeemed === "paired") {
            const { platform } = ref
            yield* audit.note({
              by: person,
              platform,
              action: "connected",
              subject: person.name,
              detail: "as an owner"
            })
          }
          const help = stage.capabilities(ref.platform).command("help")
          const words = redeemed === "paired" ? Words.paired(person.name, help) : Words.wrongCode
          yield* inPlace(event, `code-${ref.message}`, words)
          return true
        })

      const said = (event: Of<"Said">, files: Effect.Effect<ReceivedFiles>) =>
        Effect.gen(function* () {
          const { conversation, person, ref } = event
          if ((yield* pairs(event)) || (yield* answersWorker(event))) return
          let received: ReceivedFiles | undefined
          for (const route of yield* routes({ conversation, named: event.named })) {
            const inSessionThread = yield* knows(route, conversation)
            if (!isAddressed(route, { addressed: event.addressed, inSessionThread })) continue
            if (!(yield* permitted(event, "talk"))) return
            const host = yield* Effect.map(agents.get(route.agent), (agent) => agent.host).pipe(
              Effect.orElseSucceed(() => HostName.make("default"))
            )
            const session = sessionId(host, route.agent, conversation)
            if (yield* answersAsk(event, session)) continue
            const id = turnId(ref, route.agent)
            const known = (yield* journal.turn(id)).length > 0
            received ??= known ? noFiles : yield* files
            yield* sessions.say({
              id,
              session,
              agent: route.agent,
              conversation,
              person,
              origin: ref,
              text: event.text,
              attachments: [...event.attachments, ...received.attachments],
              saidAt: event.at
            })
            // A message handed over once more shows its state already: it must not go back to the beginning.
            if (!known) yield* Effect.forkIn(stage.mark(ref, "accepted"), scope, { startImmediately: true })
          }
          if (received === undefined || received.refused.length === 0) return
          yield* stage.notice(conversation, `files-${ref.message}`, Words.filesRefused(received.refused))
        })

      const turnsAt = (event: Of<"Edited"> | Of<"Deleted"> | Of<"Reacted">) =>
        Effect.map(agents.all, (all) =>
          all.map((agent) => ({
            session: sessionId(agent.host, agent.name, event.conversation),
            turn: turnId(event.ref, agent.name)
          }))
        )

      /** Only turns that wait change; what runs or has ended stays as it was. */
      const change = (event: Of<"Edited"> | Of<"Deleted">) =>
        Effect.gen(function* () {
          for (const { session, turn } of yield* turnsAt(event)) {
            if ((yield* records.get(session))._tag === "None") continue
            yield* event._tag === "Edited"
              ? sessions.amend(session, turn, event.text)
              : sessions.withdraw(session, turn)
          }
        })

      /** A sign on a message stops what runs for it, and takes back what waits. */
      const reacted = (event: Of<"Reacted">) =>
        Effect.gen(function* () {
          if (!stopSigns.includes(event.reaction)) return
          const { conversation, person } = event
          const by = doneBy(person, conversation.platform)
          for (const { session, turn } of yield* turnsAt(event)) {
            if ((yield* records.get(session))._tag === "None") continue
            if (!(yield* access.allows(person, conversation, "talk"))) return
            if (!(yield* sessions.stop(session, by, turn))) yield* sessions.withdraw(session, turn, by)
          }
        })

      const typing: Intake["typing"] = (conversation, person) =>
        Effect.gen(function* () {
          for (const route of yield* routes({ conversation, named: [] })) {
            const agent = yield* agents.get(route.agent)
            const session = sessionId(agent.host, agent.name, conversation)
            if ((yield* records.get(session))._tag === "None") continue
            if (!(yield* access.allows(person, conversation, "talk"))) return
            yield* sessions.warm(session, { agent: agent.name, conversation })
          }
        }).pipe(Effect.ignore({ log: "Debug" }), Effect.forkIn(scope), Effect.asVoid)

      /** To the one who pressed alone, where the platform can do that. */
      const tell = ({ conversation, replyTo }: Of<"Pressed">, key: string, words: string) =>
        replyTo === undefined ? stage.notice(conversation, key, words) : stage.reply(conversation, replyTo, words, true)

      const retry = (event: Of<"Pressed">) =>
        Effect.gen(function* () {
          const { conversation, person, target } = event
          const retried = yield* sayAgain(TurnId.make(target), doneBy(person, conversation.platform))
          if (retried._tag === "Already") yield* tell(event, `again-${target}`, Words.triedAgain)
          return retried._tag !== "Gone"
        })

      const pressed = (event: Of<"Pressed">) =>
        Effect.gen(function* () {
          const { action: pressed, conversation, person, target } = event
          const answer = answerOf(event)
          const action = pressed === "raise" ? "spend" : answer === undefined ? "talk" : "approve"
          if (!(yield* access.allows(person, conversation, action))) {
            return yield* tell(event, refusedKey(action, person, conversation), Words.notAllowed(action))
          }
          const helpful = ratingOf(pressed)
          if (helpful !== undefined && (yield* rate(target, helpful, person))) {
            return yield* tell(event, `rated-${target}`, Words.rated)
          }
          if (pressed === "raise") {
            const raised = yield* raise(target, person, conversation.platform)
            if (raised === "raised") return
            return yield* raised === "already"
              ? tell(event, `raised-${target}`, Words.raisedAlready)
              : tell(event, `expired-${target}`, Words.expired)
          }
          if (isJobPress(event)) {
            const words = yield* jobs.press(event)
            return words === undefined ? undefined : yield* tell(event, `${pressed}-${target}`, words)
          }
          const by = doneBy(person, conversation.platform)
          const taken =
            answer !== undefined
              ? (yield* firstTaker(conversation, (session) =>
                  sessions.reply(session, AskId.make(target), answer, by)
                )) || (yield* jobs.answer(conversation, target, answer, by))
              : pressed === "stop"
                ? yield* firstTaker(conversation, (session) => sessions.stop(session, by, TurnId.make(target)))
                : pressed === "retry" && (yield* retry(event))
          if (!taken) yield* tell(event, `expired-${target}`, Words.expired)
        })

      const handle = (
        event: InboundEvent,
        files: Effect.Effect<ReceivedFiles>
      ): Effect.Effect<void, SessionsError | JournalError | StateError | WorkersError> => {
        switch (event._tag) {
          case "Said":
            return said(event, files)
          case "Edited":
          case "Deleted":
            return change(event)
          case "Pressed":
            return pressed(event)
          case "Commanded":
            return commands.run(event)
          case "Reacted":
            return reacted(event)
        }
      }

      return Door.of({
        agents: Effect.map(agents.all, (all) => all.map(({ name }) => name)),
        vocabulary: commands.vocabulary,
        suggest: commands.suggest,
        draft: commands.draft,
        overview,
        typing,
        accept: (event, files = Effect.succeed(noFiles)) =>
          handle(event, files).pipe(
            Effect.catch((error) =>
              Effect.andThen(
                Effect.logError("an event could not be taken in", error),
                stage.notice(event.conversation, `failed-${event._tag}`, error.message)
              )
            ),
            Effect.tapCause((cause) => Effect.logError("an event broke the door", cause)),
            Effect.ignore,
            Effect.annotateLogs({ conversation: event.conversation.id, platform: event.conversation.platform })
          )
      })
    })
  )
}
