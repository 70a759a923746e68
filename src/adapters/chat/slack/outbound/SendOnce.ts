/**
 * One message for each key, however often it is asked for. Owns the order of things: the intent is kept, then the request
 * leaves, then what it made is kept; and when it is not known what became of a request, that is looked for before another
 * leaves. Must not know what is sent.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { makeOneAtATime } from "../../../../core/chat/OneAtATime.ts"
import { patiently } from "../../../../core/chat/Patience.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { MessageRef } from "../../../../core/model/Conversation.ts"
import type { ConversationId } from "../../../../core/model/Ids.ts"
import type { ChatPlatform, PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { messageIdOf } from "../Address.ts"
import { slack } from "../Place.ts"
import { mayHaveHappened } from "../web/Faults.ts"
import type { Copies } from "./Copies.ts"
import type { PostRecord, PostRecords } from "./PostRecords.ts"

export interface Named {
  readonly key: string
  readonly conversation: ConversationId
  /** How long the key is known; a day unless said. */
  readonly keptFor?: Duration.Input
}

/** Makes the message; every request that can be seen runs `during` a record of it. */
export type Make = (during: During, earlier: PostRecord | undefined) => Effect.Effect<string, PlatformError>
export type During = <A>(
  record: PostRecord,
  request: Effect.Effect<A, PlatformError>
) => Effect.Effect<A, PlatformError>

export interface SendOnce {
  readonly send: (named: Named, make: Make) => Effect.Effect<MessageRef, PlatformError>
  readonly leftBehind: NonNullable<ChatPlatform["leftBehind"]>
}

const remembered = 2000

export const makeSendOnce = (parts: {
  readonly records: PostRecords
  readonly copies: Copies
  /** A message was found that an earlier request had made. */
  readonly found: (key: string, record: PostRecord, id: string) => Effect.Effect<void>
}): SendOnce => {
  const { copies, records } = parts
  const oneAtATime = makeOneAtATime()
  /** Keys whose last request is known to have made nothing, in this life of the service. */
  const clear = makeRecent<string, true>(remembered)

  const refOf = ({ conversation }: Named, id: string): MessageRef => ({
    platform: slack,
    conversation,
    message: messageIdOf(id)
  })

  const keep = ({ keptFor, key }: Named, record: PostRecord, id: string) =>
    records.set(key, { ...record, message: messageIdOf(id) }, keptFor)

  const look = Effect.fnUntraced(function* (named: Named, record: PostRecord) {
    const id = yield* copies.find(named.key, record)
    if (id === undefined) return undefined
    yield* keep(named, record, id)
    yield* parts.found(named.key, record, id)
    return refOf(named, id)
  })

  const make = Effect.fnUntraced(function* (named: Named, earlier: PostRecord | undefined, how: Make) {
    let last = earlier
    const during: During = (record, request) =>
      Effect.gen(function* () {
        last = record
        clear.delete(named.key)
        yield* records.set(named.key, record, named.keptFor)
        return yield* Effect.tapError(request, (error) =>
          Effect.sync(() => {
            if (!mayHaveHappened(error)) clear.set(named.key, true)
          })
        )
      })
    const id = yield* how(during, earlier)
    if (last !== undefined) yield* keep(named, last, id)
    return refOf(named, id)
  })

  return {
    send: (named, how) =>
      oneAtATime(named.key)(
        Effect.gen(function* () {
          const earlier = yield* records.get(named.key)
          if (earlier?.message !== undefined) return refOf(named, earlier.message)
          const stored = earlier === undefined || clear.has(named.key) ? undefined : yield* look(named, earlier)
          return stored ?? (yield* make(named, earlier, how))
        })
      ).pipe(Effect.withSpan("SendOnce.send")),
    leftBehind: Effect.fn("SendOnce.leftBehind")(function* (conversation, prefix) {
      const left: Array<readonly [string, MessageRef]> = []
      for (const [key] of yield* records.under(prefix)) {
        const named = { key, conversation }
        const message = yield* oneAtATime(key)(
          Effect.gen(function* () {
            const record = yield* records.get(key)
            if (record?.message !== undefined) return refOf(named, record.message)
            return record === undefined || clear.has(key) ? undefined : yield* patiently(look(named, record))
          })
        )
        if (message !== undefined) left.push([key, message])
      }
      return left
    })
  }
}
