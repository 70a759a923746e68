/**
 * Where every platform event enters: access first, then routing, then the session that it is for. Owns that order, and
 * that an event which is not for us leaves no trace. Must not know any platform, and must not run turns.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { AccessAction } from "../agents/Access.ts"
import { AccessPolicy } from "../agents/AccessPolicy.ts"
import { Agents } from "../agents/Agents.ts"
import { isAddressed, type Route } from "../agents/Binding.ts"
import { Bindings } from "../agents/Bindings.ts"
import { Commands } from "../commands/Commands.ts"
import { type Conversation, type Person, sessionId, turnId } from "../model/Conversation.ts"
import { AskId, HostName, type SessionId, TurnId } from "../model/Ids.ts"
import type { InboundEvent } from "../model/InboundEvent.ts"
import type { Turn } from "../model/Turn.ts"
import { Journal, type JournalError } from "../ports/Journal.ts"
import type { StateError } from "../ports/State.ts"
import { Stage } from "../render/Stage.ts"
import * as Words from "../render/Words.ts"
import { answerOf } from "./PressedAnswer.ts"
import { sessionRecords } from "./SessionRecords.ts"
import { Sessions, type SessionsError } from "./Sessions.ts"
import { spokenAnswer } from "./SpokenAnswer.ts"

type Of<Tag extends InboundEvent["_tag"]> = Extract<InboundEvent, { readonly _tag: Tag }>

export class Door extends Context.Service<
  Door,
  {
    /** Returns when the event is durable or needs nothing to be kept. Never fails: what goes wrong is said in the chat. */
    readonly accept: (event: InboundEvent) => Effect.Effect<void>
  }
>()("orchestrator/sessions/Door") {
  static readonly layer = Layer.effect(
    Door,
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      const access = yield* AccessPolicy
      const agents = yield* Agents
      const bindings = yield* Bindings
      const commands = yield* Commands
      const journal = yield* Journal
      const records = yield* sessionRecords
      const sessions = yield* Sessions
      const stage = yield* Stage

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

      const permitted = (person: Person, conversation: Conversation, action: AccessAction) =>
        Effect.tap(access.allows(person, conversation, action), (yes) =>
          yes ? Effect.void : stage.notice(conversation, `refused-${action}-${person.id}`, Words.notAllowed(action))
        )

      const knows = (route: Route, conversation: Conversation) =>
        Effect.gen(function* () {
          if (conversation.kind !== "thread") return false
          const agent = yield* Effect.option(agents.get(route.agent))
          if (agent._tag === "None") return false
          return (yield* records.get(sessionId(agent.value.host, route.agent, conversation)))._tag === "Some"
        })

      /** Where there are no buttons a message may be the answer that the agent waits for. */
      const answersAsk = ({ conversation, person, ref, text }: Of<"Said">, session: SessionId) =>
        Effect.gen(function* () {
          if (stage.capabilities(conversation.platform).buttons) return false
          if ((yield* records.get(session))._tag === "None") return false
          const [ask] = (yield* sessions.status(session)).running?.asks ?? []
          const answer = ask === undefined ? undefined : spokenAnswer(ask, text)
          if (ask === undefined || answer === undefined) return false
          if (!(yield* permitted(person, conversation, "approve"))) return true
          const taken = yield* sessions.reply(session, ask.id, answer, person.name)
          if (taken) yield* stage.mark(ref, "done")
          return taken
        })

      const said = (event: Of<"Said">) =>
        Effect.gen(function* () {
          const { conversation, person, ref } = event
          for (const route of yield* bindings.routes({ conversation, named: event.named })) {
            const inSessionThread = yield* knows(route, conversation)
            if (!isAddressed(route, { addressed: event.addressed, inSessionThread })) continue
            if (!(yield* permitted(person, conversation, "talk"))) return
            const host = yield* Effect.map(agents.get(route.agent), (agent) => agent.host).pipe(
              Effect.orElseSucceed(() => HostName.make("default"))
            )
            const session = sessionId(host, route.agent, conversation)
            if (yield* answersAsk(event, session)) continue
            const id = turnId(ref, route.agent)
            const known = (yield* journal.turn(id)).length > 0
            yield* sessions.say({
              id,
              session,
              agent: route.agent,
              conversation,
              person,
              origin: ref,
              text: event.text,
              attachments: event.attachments,
              saidAt: event.at
            })
            // A message handed over once more shows its state already: it must not go back to the beginning.
            if (!known) yield* Effect.forkIn(stage.mark(ref, "accepted"), scope, { startImmediately: true })
          }
        })

      const turnsAt = (event: Of<"Edited"> | Of<"Deleted">) =>
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

      const again = (turn: Turn, at: number): Turn => ({
        ...turn,
        id: TurnId.make(`${turn.id}~again-${at}`),
        saidAt: at
      })

      const retry = (event: Of<"Pressed">) =>
        Effect.gen(function* () {
          const rows = yield* journal.turn(TurnId.make(event.target))
          const accepted = rows.find((row) => row.entry._tag === "Accepted")
          if (accepted?.entry._tag !== "Accepted") return false
          yield* sessions.say(again(accepted.entry.turn, rows.length))
          return true
        })

      const pressed = (event: Of<"Pressed">) =>
        Effect.gen(function* () {
          const { action, conversation, person, target } = event
          const answer = answerOf(event)
          if (!(yield* permitted(person, conversation, answer === undefined ? "talk" : "approve"))) return
          const taken =
            answer !== undefined
              ? yield* firstTaker(conversation, (session) =>
                  sessions.reply(session, AskId.make(target), answer, person.name)
                )
              : action === "stop"
                ? yield* firstTaker(conversation, (session) => sessions.stop(session, person.name, TurnId.make(target)))
                : action === "retry" && (yield* retry(event))
          if (!taken) yield* stage.notice(conversation, `expired-${target}`, Words.expired)
        })

      const handle = (event: InboundEvent): Effect.Effect<void, SessionsError | JournalError | StateError> => {
        switch (event._tag) {
          case "Said":
            return said(event)
          case "Edited":
          case "Deleted":
            return change(event)
          case "Pressed":
            return pressed(event)
          case "Commanded":
            return commands.run(event)
          case "Reacted":
            return Effect.void
        }
      }

      return Door.of({
        accept: (event) =>
          handle(event).pipe(
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
