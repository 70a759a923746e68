/**
 * The state of a person's message as the state of the agent's session in its thread: at work while any message of the
 * thread is open, else waiting for the next. Owns that count and whether a workspace or a thread has such sessions; where
 * there are none a reaction shows the state, by somebody else.
 */
import * as Effect from "effect/Effect"
import { makeOneAtATime } from "../../../../core/chat/OneAtATime.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { MessageRef } from "../../../../core/model/Conversation.ts"
import type { ConversationId } from "../../../../core/model/Ids.ts"
import type { MarkState, PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { addressOf, conversationIdOf } from "../Address.ts"
import type { Api } from "../web/Api.ts"
import { errorOf } from "../web/Faults.ts"
import type { Recipients } from "./Recipients.ts"
import { isRefusal, makeRefusals } from "./Refusals.ts"
import { type Thinking, type Where, whereKey } from "./Thinking.ts"

export interface SessionStatus {
  /** False where there are no sessions: the state is not shown yet. */
  readonly mark: (message: MessageRef, state: MarkState) => Effect.Effect<boolean, PlatformError>
  /** Something is posted to this conversation. */
  readonly posted: (conversation: ConversationId) => Effect.Effect<void>
  /** Slack shows that an agent is at work there, and what stops it, or is being told to. */
  readonly isShown: (team: string, channel: string, thread: string) => boolean
}

interface Session {
  readonly open: Set<string>
  /** Messages of which something was seen: an answer, or a place in line. */
  readonly seen: Set<string>
  /** That an agent is thinking may stand there from an earlier life of the service: nothing was posted since. */
  stale: boolean
  /** Undefined while it is not known. */
  status: "processing" | "active" | undefined
  refused: boolean
}

const remembered = 5000
const longestTitle = 200

const openStates: ReadonlySet<MarkState> = new Set(["accepted", "queued", "working"])

/** What is between us and Slack, or the place itself: a reaction would fail as well. */
const concernsPlace = (error: PlatformError): boolean => {
  const { _tag } = error.reason
  return (
    !(_tag === "Forbidden" || _tag === "Rejected") ||
    errorOf(error) === "not_in_channel" ||
    errorOf(error) === undefined
  )
}

export const makeSessionStatus = (parts: {
  readonly api: Api
  readonly recipients: Pick<Recipients, "find">
  readonly thinking: Thinking
  /** Whether sessions are to be used at all. */
  readonly sessions: boolean
}): SessionStatus => {
  const { api, recipients, thinking } = parts
  const oneAtATime = makeOneAtATime()
  const known = makeRecent<string, Session>(remembered)
  const refusals = makeRefusals(
    "agent sessions cannot be used, reactions show the state of messages instead: see that the app is an agent (agent_view in its manifest)"
  )

  const whereOf = ({ conversation, message }: MessageRef): Where => {
    const { channel, team, thread } = addressOf(conversation)
    return { team, channel, thread: thread ?? message }
  }

  const sessionAt = (where: Where): Session => {
    const key = whereKey(where)
    const session = known.get(key) ?? {
      open: new Set(),
      seen: new Set(),
      stale: true,
      status: undefined,
      refused: false
    }
    known.set(key, session)
    return session
  }

  const offers = (team: string, session: Session): boolean => parts.sessions && !session.refused && !refusals.has(team)

  const tell = ({ channel, team, thread }: Where, args: Readonly<Record<string, unknown>>) =>
    api.tell({ team, method: "agents.sessions.setStatus", args: { channel_id: channel, thread_ts: thread, ...args } })

  /** Slack takes the title and who began it for a new session alone; that it likes neither is no reason to have none. */
  const put = Effect.fnUntraced(function* (where: Where, message: MessageRef, status: "processing" | "active") {
    const session = sessionAt(where)
    if (session.status === status) return
    const begins = session.status === undefined && status === "processing"
    session.status = undefined
    const who = begins
      ? yield* Effect.catch(recipients.find(conversationIdOf(where), message), () => Effect.undefined)
      : undefined
    const more = {
      ...(who === undefined ? {} : { initiator_user_id: who.user }),
      ...(who?.title === undefined || who.title === "" ? {} : { title: [...who.title].slice(0, longestTitle).join("") })
    }
    yield* tell(where, { status, ...more }).pipe(
      Effect.catchIf(
        (error) => who !== undefined && !concernsPlace(error) && !isRefusal(error),
        () => tell(where, { status })
      )
    )
    session.status = status
  })

  const follow = Effect.fnUntraced(function* (where: Where, message: MessageRef, state: MarkState) {
    const session = sessionAt(where)
    const id = message.message
    if (openStates.has(state)) {
      session.open.add(id)
      if (state === "queued") session.seen.add(id)
      yield* put(where, message, "processing")
      if (!session.seen.has(id)) yield* thinking.start(where)
      return
    }
    session.open.delete(id)
    session.seen.delete(id)
    if (session.open.size > 0) return
    yield* thinking.stop(where, session.stale)
    session.stale = false
    yield* put(where, message, "active")
  })

  return {
    mark: (message, state) =>
      Effect.suspend(() => {
        const where = whereOf(message)
        const session = sessionAt(where)
        if (!offers(where.team, session)) return Effect.succeed(false)
        return oneAtATime(whereKey(where))(
          follow(where, message, state).pipe(
            // A message or a thread that is gone needs no state.
            Effect.catchIf(
              ({ reason }) => reason._tag === "Gone",
              () => Effect.void
            ),
            Effect.as(true),
            Effect.catchIf(
              (error) => !concernsPlace(error),
              (error) => {
                session.refused = true
                return Effect.as(isRefusal(error) ? refusals.add(where.team, error) : Effect.logDebug(error), false)
              }
            )
          )
        )
      }),
    posted: (conversation) =>
      Effect.suspend(() => {
        const { channel, team, thread } = addressOf(conversation)
        if (thread === undefined) return Effect.void
        const where = { team, channel, thread }
        const session = known.get(whereKey(where))
        if (session === undefined) return Effect.void
        for (const id of session.open) session.seen.add(id)
        session.stale = false
        return thinking.seen(where)
      }),
    isShown: (team, channel, thread) => {
      const session = known.get(whereKey({ team, channel, thread }))
      return session !== undefined && session.open.size > 0 && offers(team, session)
    }
  }
}
