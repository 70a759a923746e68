/**
 * The threads that messages open: a conversation has its thread's name before the thread exists, and the first post to
 * it opens it. Owns which were opened and which could not be: those are spoken in the parent channel for as long as the
 * process lives, as replies to the opening message. Must not post.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeOneAtATime } from "../../../../core/chat/OneAtATime.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import { threadTitle } from "../../../../core/chat/ThreadTitle.ts"
import type { ConversationId } from "../../../../core/model/Ids.ts"
import { type PlatformError, Rejected } from "../../../../core/ports/ChatPlatform.ts"
import { addressOf } from "../Address.ts"
import type { Api } from "../rest/Api.ts"
import { Code, codeOf, faultOf } from "../rest/Faults.ts"

/** Where a conversation's messages go. */
export interface Standing {
  /** The channel, or the parent channel of the thread. */
  readonly channel: string
  readonly thread?: string
  /** The thread could not be opened: this message in the channel is what posts reply to. */
  readonly opener?: string
}

export interface Threads {
  /** A message in a channel will open this conversation's thread, under this title of 1-100 characters. */
  readonly expect: (conversation: ConversationId, title: string) => void
  /**
   * The message that opened, or will open, the thread says something else now. A thread is renamed once at most: Discord
   * allows two renames in 10 minutes, and a name that keeps changing helps nobody.
   */
  readonly retitle: (conversation: ConversationId, title: string) => Effect.Effect<void>
  /** Gives the thread this title, of 1-100 characters, whatever the message that opened it says. */
  readonly entitle: (conversation: ConversationId, title: string) => Effect.Effect<void, PlatformError>
  /** Opens a thread on a message of our own, once: one that is there is the one. */
  readonly begin: (conversation: ConversationId, title: string) => Effect.Effect<void, PlatformError>
  /** Opens the thread first where that is expected. */
  readonly standing: (conversation: ConversationId) => Effect.Effect<Standing, PlatformError>
  /** A post found no thread where it stood: opens it from its message, unless somebody did meanwhile. */
  readonly missing: (conversation: ConversationId, used: Standing) => Effect.Effect<Standing, PlatformError>
}

const remembered = 10_000
/** A week, the longest that Discord leaves a quiet thread in the list of channels. */
const archiveMinutes = 10_080

const Opener = Schema.Struct({
  content: Schema.String,
  attachments: Schema.optionalKey(Schema.Array(Schema.Struct({ filename: Schema.String })))
})

/** Whether asking for the thread again could help. */
const passes = ({ reason }: PlatformError) =>
  reason._tag === "RateLimited" || reason._tag === "Unreachable" || reason._tag === "Misconfigured"

export const makeThreads = ({ api }: { readonly api: Api }): Threads => {
  const oneAtATime = makeOneAtATime()
  const titles = makeRecent<ConversationId, string>(remembered)
  const known = makeRecent<ConversationId, Standing>(remembered)
  /** Threads that were opened in this life of the service under this title, and not renamed since. */
  const named = makeRecent<ConversationId, string>(remembered)
  /** Titles that threads were given in this life of the service. */
  const entitled = makeRecent<ConversationId, string>(remembered)

  const settle = (conversation: ConversationId, standing: Standing) =>
    Effect.sync(() => {
      titles.delete(conversation)
      known.set(conversation, standing)
      return standing
    })

  const create = (channel: string, thread: string, name: string) =>
    api.tell({
      method: "POST",
      route: `/channels/${channel}/messages/${thread}/threads`,
      body: { name, auto_archive_duration: archiveMinutes }
    })

  const rename = (thread: string, name: string) =>
    api.tell({ method: "PATCH", route: `/channels/${thread}`, body: { name } })

  const open = Effect.fn("Threads.open")(function* (
    conversation: ConversationId,
    title: Effect.Effect<string, PlatformError>
  ) {
    const { channel, thread } = addressOf(conversation)
    if (thread === undefined) return { channel }
    return yield* Effect.flatMap(title, (name) =>
      Effect.tap(
        create(channel, thread, name),
        Effect.sync(() => named.set(conversation, name))
      )
    ).pipe(
      Effect.matchEffect({
        onSuccess: () => settle(conversation, { channel, thread }),
        onFailure: (error) => {
          if (codeOf(error) === Code.threadExists) return settle(conversation, { channel, thread })
          if (passes(error)) return Effect.fail(error)
          return Effect.logWarning(
            `discord: no thread for message ${thread} in channel ${channel}: ${error.reason.message}; answers stand in the channel`
          ).pipe(Effect.andThen(settle(conversation, { channel, opener: thread })))
        }
      })
    )
  })

  const titleOf = (conversation: ConversationId) => {
    const { channel, thread } = addressOf(conversation)
    return Effect.map(
      api.ask(Opener, { method: "GET", route: `/channels/${channel}/messages/${thread ?? ""}` }),
      ({ attachments, content }) =>
        threadTitle(
          content,
          (attachments ?? []).map(({ filename }) => filename)
        )
    )
  }

  return {
    expect: (conversation, title) => {
      if (!known.has(conversation)) titles.set(conversation, title)
    },
    retitle: (conversation, title) =>
      oneAtATime(conversation)(
        Effect.suspend(() => {
          if (titles.has(conversation)) return Effect.sync(() => titles.set(conversation, title))
          const { thread } = addressOf(conversation)
          const name = named.get(conversation)
          if (thread === undefined || name === undefined || name === title) return Effect.void
          named.delete(conversation)
          return Effect.catch(rename(thread, title), (error) =>
            Effect.logDebug(`discord: a thread keeps its name: ${error.reason.message}`)
          )
        })
      ),
    entitle: (conversation, title) =>
      oneAtATime(conversation)(
        Effect.gen(function* () {
          const { thread } = addressOf(conversation)
          if (thread === undefined || known.get(conversation)?.opener !== undefined) {
            return yield* faultOf(new Rejected({ detail: "only a thread has a title" }))
          }
          if (titles.has(conversation)) return void titles.set(conversation, title)
          if (entitled.get(conversation) === title || named.get(conversation) === title) return
          yield* rename(thread, title)
          named.delete(conversation)
          entitled.set(conversation, title)
        })
      ),
    begin: (conversation, title) =>
      oneAtATime(conversation)(
        Effect.gen(function* () {
          const { channel, thread } = addressOf(conversation)
          if (thread === undefined || known.get(conversation)?.thread !== undefined) return
          yield* create(channel, thread, title).pipe(
            Effect.catchIf(
              (error) => codeOf(error) === Code.threadExists,
              () => Effect.void
            ),
            // The message may be taken away from below its thread.
            Effect.catchIf(
              (error) => codeOf(error) === Code.unknownMessage,
              (error) =>
                Effect.catchIf(
                  api.tell({ method: "GET", route: `/channels/${thread}` }),
                  ({ reason }) => reason._tag === "Gone",
                  () => Effect.fail(error)
                )
            )
          )
          yield* settle(conversation, { channel, thread })
        })
      ),
    standing: (conversation) =>
      Effect.suspend(() => {
        const now = () => known.get(conversation)
        const expected = () => titles.get(conversation)
        if (now() !== undefined || expected() === undefined) return Effect.succeed(now() ?? addressOf(conversation))
        return oneAtATime(conversation)(
          Effect.suspend(() => {
            const settled = now()
            const title = expected()
            return settled === undefined && title !== undefined
              ? open(conversation, Effect.succeed(title))
              : Effect.succeed(settled ?? addressOf(conversation))
          })
        )
      }),
    missing: (conversation, used) =>
      oneAtATime(conversation)(
        Effect.suspend(() => {
          const settled = known.get(conversation)
          return settled === undefined || settled === used
            ? open(conversation, titleOf(conversation))
            : Effect.succeed(settled)
        })
      )
  }
}
