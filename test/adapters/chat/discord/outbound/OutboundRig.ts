/**
 * The outbound half against a loopback Discord, behind the core's own outbox, which repeats what did not get through. A
 * second life of the service shares nothing with the first but its state.
 */
import { Effect, Layer, Redacted } from "effect"
import { makeAccounts } from "../../../../../src/adapters/chat/discord/Account.ts"
import { conversationIdOf } from "../../../../../src/adapters/chat/discord/Address.ts"
import { capabilities } from "../../../../../src/adapters/chat/discord/Capabilities.ts"
import { makeOutbound } from "../../../../../src/adapters/chat/discord/outbound/Outbound.ts"
import { makeThreads } from "../../../../../src/adapters/chat/discord/outbound/Threads.ts"
import { discord as platform } from "../../../../../src/adapters/chat/discord/Place.ts"
import { makeApi } from "../../../../../src/adapters/chat/discord/rest/Rest.ts"
import type { ConversationId } from "../../../../../src/core/model/Ids.ts"
import { type Face, Operation } from "../../../../../src/core/ports/ChatPlatform.ts"
import { Outbox } from "../../../../../src/core/render/Outbox.ts"
import type { FakeDiscordOptions } from "../../../../support/discord/FakeDiscord.ts"
import { makeFakeDiscord } from "../../../../support/discord/FakeDiscord.ts"
import type { Channel, Message } from "../../../../support/discord/World.ts"
import { memoryState } from "../../../../support/MemoryState.ts"

export const scout: Face = { name: "scout", avatar: "https://example.test/scout.png" }
export const service: Face = { name: "orchestrator", service: true }

/** The type of a thread's first line. */
const starter = 21

export interface PostOptions {
  readonly face?: Face
  readonly notify?: boolean
  readonly controls?: boolean
}

const stop = { _tag: "Button", action: "stop", target: "turn", label: "Stop", tone: "plain" } as const

export const post = (key: string, conversation: ConversationId, markdown: string, options: PostOptions = {}) =>
  Operation.cases.Post.make({
    key,
    conversation,
    face: options.face ?? scout,
    body: { markdown, controls: options.controls === true ? [stop] : [] },
    notify: options.notify ?? false
  })

export const setUp = (
  options: FakeDiscordOptions & { readonly faces?: boolean; readonly answerMillis?: number } = {}
) =>
  Effect.gen(function* () {
    const server = yield* makeFakeDiscord(options)
    const state = yield* Layer.build(memoryState)
    const answered: Array<{ readonly handle: string; readonly content: string }> = []

    const begin = Effect.gen(function* () {
      const api = yield* makeApi({
        token: Redacted.make(server.token),
        apiUrl: server.apiUrl,
        ...(options.answerMillis === undefined ? {} : { answerMillis: options.answerMillis })
      })
      const threads = makeThreads({ api })
      const { perform } = yield* makeOutbound({
        api,
        account: makeAccounts(api).known,
        config: { faces: options.faces ?? true },
        threads,
        replies: {
          answer: (handle, { content }) =>
            Effect.sync(() => {
              answered.push({ handle, content })
              return handle !== "late"
            })
        }
      }).pipe(Effect.provideContext(state))
      const outbox = yield* Outbox.make({ name: platform, capabilities, perform, receive: () => Effect.never })
      return { api, threads, perform, outbox }
    })

    /** Without the line under which Discord repeats the message that a thread was opened from. */
    const written = (channel: Channel) => server.messages(channel).filter(({ type }) => type !== starter)
    const texts = (channel: Channel) => written(channel).map(({ content }) => content)
    const authors = (channel: Channel) =>
      written(channel).map(
        ({ author, face }: Message) => face?.username ?? (author === server.bot.id ? "bot" : "person")
      )
    const threadOf = (message: Message) => server.world.channels.get(message.id)
    const conversationOf = (message: Message) => conversationIdOf({ channel: message.channel, thread: message.id })
    return { server, begin, written, answered, texts, authors, threadOf, conversationOf, ...(yield* begin) }
  })
