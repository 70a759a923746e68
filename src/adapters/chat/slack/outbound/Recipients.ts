/**
 * Who is answered in a conversation: a stream is shown to somebody, and an agent's session is begun by somebody. Owns what
 * is known of that in memory; what is not known any more is read from the thread itself.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import { threadTitle } from "../../../../core/chat/ThreadTitle.ts"
import type { MessageRef } from "../../../../core/model/Conversation.ts"
import type { ConversationId } from "../../../../core/model/Ids.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { type ConversationAddress, conversationIdOf, isFile } from "../Address.ts"
import type { Api } from "../web/Api.ts"
import { standingOf } from "./Standing.ts"

export interface Recipient {
  readonly user: string
  /** The person's own workspace. */
  readonly team: string
  /** What a new session is called. */
  readonly title?: string
}

export interface Recipients {
  /** `conversation` is a thread. */
  readonly note: (conversation: ConversationId, who: Required<Recipient>) => void
  /** Undefined where nobody can be named. */
  readonly find: (
    conversation: ConversationId,
    replyTo?: MessageRef
  ) => Effect.Effect<Recipient | undefined, PlatformError>
}

const remembered = 10_000

const Said = Schema.Struct({
  ts: Schema.String,
  user: Schema.optional(Schema.String),
  team: Schema.optional(Schema.String),
  bot_id: Schema.optional(Schema.String),
  text: Schema.optional(Schema.String)
})
const Thread = Schema.Struct({ messages: Schema.Array(Said) })

export const makeRecipients = ({ api }: { readonly api: Api }): Recipients => {
  const known = makeRecent<ConversationId, Recipient>(remembered)

  /** The writer of the message that is answered, else whoever opened the thread. */
  const read = Effect.fn("Recipients.read")(function* (
    { channel, team }: ConversationAddress,
    thread: string,
    said: string | undefined
  ) {
    const { messages } = yield* api.ask(Thread, {
      team,
      method: "conversations.replies",
      args: {
        channel,
        ts: thread,
        limit: 2,
        inclusive: true,
        ...(said === undefined ? {} : { oldest: said, latest: said })
      }
    })
    const people = messages.filter(({ bot_id, user }) => bot_id === undefined && user !== undefined)
    const person = people.find(({ ts }) => ts === said) ?? people.find(({ ts }) => ts === thread)
    if (person?.user === undefined) return undefined
    const title = threadTitle(messages.find(({ ts }) => ts === thread)?.text ?? "", [])
    return { user: person.user, team: person.team ?? team, title }
  })

  return {
    note: (conversation, who) => known.set(conversation, who),
    find: (conversation, replyTo) =>
      Effect.suspend(() => {
        const at = standingOf(conversation, replyTo)
        if (at.thread === undefined) return Effect.undefined
        const thread = conversationIdOf(at)
        const who = known.get(thread)
        if (who !== undefined) return Effect.succeed(who)
        const said = replyTo === undefined || isFile(replyTo.message) ? undefined : replyTo.message
        return read(at, at.thread, said).pipe(
          Effect.tap((found) =>
            Effect.sync(() => {
              if (found !== undefined) known.set(thread, found)
            })
          ),
          Effect.catchIf(
            ({ reason }) => reason._tag === "Gone" || reason._tag === "Forbidden",
            () => Effect.undefined
          )
        )
      })
  }
}
