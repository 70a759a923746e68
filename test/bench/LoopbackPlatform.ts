/**
 * A chat platform that takes every write at once and tells when it was asked for it. Owns no message; limits and faults
 * are the fake platform's.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { ConversationId, MessageId, PlatformName, UserId } from "../../src/core/model/Ids.ts"
import type { InboundEvent } from "../../src/core/model/InboundEvent.ts"
import { type ChatPlatform, noCapabilities, type Operation, type Receipt } from "../../src/core/ports/ChatPlatform.ts"
import { now } from "./Statistics.ts"

const name = PlatformName.make("loopback")

/** The configuration under which the person of the loopback is the owner. */
export const loopbackConfig = "access:\n  local: [loopback]\n"

export interface LoopbackOptions {
  /** Called in the moment in which a request would leave. */
  readonly onWrite: (operation: Operation, at: number) => void
  /** What a write takes to be answered. */
  readonly answered?: (operation: Operation) => Effect.Effect<void>
}

export const makeLoopback = (options: LoopbackOptions) => {
  const listening = Deferred.makeUnsafe<(event: InboundEvent) => Effect.Effect<void>>()
  let count = 0
  const receipt = (operation: Operation): Receipt =>
    operation._tag === "Post" || operation._tag === "Upload"
      ? {
          message: { platform: name, conversation: operation.conversation, message: MessageId.make(`own-${++count}`) }
        }
      : {}
  const platform: ChatPlatform = {
    name,
    capabilities: {
      ...noCapabilities,
      maxLength: 1_000_000,
      edits: true,
      deletes: true,
      marks: true,
      buttons: true,
      idempotentPosts: true
    },
    receive: ({ accept }) => Effect.andThen(Deferred.succeed(listening, accept), Effect.never),
    perform: (operation) =>
      Effect.suspend(() => {
        options.onWrite(operation, now())
        const done = Effect.sync(() => receipt(operation))
        return options.answered === undefined ? done : Effect.andThen(options.answered(operation), done)
      })
  }
  return {
    platform,
    /** Returns once the service listens. */
    ready: Effect.asVoid(Deferred.await(listening)),
    /** Returns once the message is accepted; `id` is its id, unique within the room. */
    say: (room: string, id: string, text: string) =>
      Effect.flatMap(Deferred.await(listening), (accept) => {
        const conversation = ConversationId.make(room)
        return accept({
          _tag: "Said",
          ref: { platform: name, conversation, message: MessageId.make(id) },
          conversation: { platform: name, id: conversation, within: [], kind: "channel" },
          person: { id: UserId.make("ann"), name: "ann", roles: ["owner"] },
          text,
          attachments: [],
          addressed: true,
          named: [],
          at: Date.now()
        })
      })
  }
}
