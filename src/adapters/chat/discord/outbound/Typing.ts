/**
 * "… is typing" where a person wrote, from when their message is accepted until something of the answer can be seen. Owns
 * the fibers that keep it up, which end by themselves. It is a courtesy: no failure of it reaches anybody.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import type * as Scope from "effect/Scope"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { MessageRef } from "../../../../core/model/Conversation.ts"
import type { ConversationId } from "../../../../core/model/Ids.ts"
import type { MarkState } from "../../../../core/ports/ChatPlatform.ts"
import { addressOf, messageAddressOf, targetOf } from "../Address.ts"
import type { Api } from "../rest/Api.ts"

export interface Typing {
  readonly marked: (message: MessageRef, state: MarkState) => Effect.Effect<void>
  /** Something is posted to this conversation. */
  readonly posted: (conversation: ConversationId) => Effect.Effect<void>
}

/** Discord shows it for 10 s. */
const everyMillis = 8000
const times = 120_000 / everyMillis
const remembered = 1000

export const makeTyping = Effect.fn("Typing.make")(function* ({
  api
}: {
  readonly api: Api
}): Effect.fn.Return<Typing, never, Scope.Scope> {
  const running = yield* FiberMap.make<string>()
  /** Messages whose typing is on, by the conversation in which they were said and by the thread that they open. */
  const waiting = new Map<string, { readonly said: ConversationId; readonly message: string }>()
  /** Marks may come after the posts that they go with. */
  const answered = makeRecent<string, true>(remembered)

  const typedAt = makeRecent<string, number>(remembered)

  const once = Effect.fnUntraced(function* (channel: string) {
    const now = yield* Clock.currentTimeMillis
    // Another message in the same channel may have done it.
    if (now - (typedAt.get(channel) ?? Number.NEGATIVE_INFINITY) < everyMillis) return true
    typedAt.set(channel, now)
    return yield* api.tell({ method: "POST", route: `/channels/${channel}/typing` }).pipe(
      Effect.as(true),
      Effect.catch((error) =>
        error.reason._tag === "RateLimited" || error.reason._tag === "Unreachable"
          ? Effect.succeed(true)
          : Effect.as(Effect.logDebug(`discord: typing is not shown: ${error.reason.message}`), false)
      )
    )
  })

  const keepUp = Effect.fnUntraced(function* (channel: string) {
    for (let time = 0; time < times; time++) {
      if (!(yield* once(channel))) return
      yield* Effect.sleep(everyMillis)
    }
  })

  const end = (message: string) => {
    waiting.delete(message)
    return FiberMap.remove(running, message)
  }

  const start = (ref: MessageRef, message: string) =>
    Effect.gen(function* () {
      if (answered.has(message) || waiting.has(message)) return
      waiting.set(message, { said: ref.conversation, message })
      const typing = keepUp(targetOf(ref.conversation)).pipe(
        Effect.tapCause(Effect.logError),
        Effect.ensuring(Effect.sync(() => waiting.delete(message)))
      )
      yield* FiberMap.run(running, message, typing)
    })

  return {
    marked: (ref, state) => {
      const message = messageAddressOf(ref.message).id
      if (state === "accepted" || state === "working") return start(ref, message)
      // Nothing is done for what waits in the queue; once it is its turn, what others posted meanwhile does not count.
      if (state === "queued") answered.delete(message)
      return end(message)
    },
    posted: (conversation) =>
      Effect.suspend(() => {
        const { thread } = addressOf(conversation)
        const seen = [...waiting.values()].filter(({ message, said }) => said === conversation || message === thread)
        for (const { message } of seen) answered.set(message, true)
        return Effect.forEach(seen, ({ message }) => end(message), { discard: true })
      })
  }
})
