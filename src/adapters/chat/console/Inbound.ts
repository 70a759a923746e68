/**
 * What the person at this terminal does, in the core's words. Owns the addresses: one person, who owns this machine's
 * service, and conversations that are direct ones.
 */

import type { WrittenCommand } from "../../../core/commands/CommandWords.ts"
import type { Conversation, MessageRef, Person } from "../../../core/model/Conversation.ts"
import type { AgentName } from "../../../core/model/Ids.ts"
import { ConversationId, type MessageId, PlatformName, UserId } from "../../../core/model/Ids.ts"
import { InboundEvent } from "../../../core/model/InboundEvent.ts"
import type { Press } from "./Asking.ts"

export const platformName = PlatformName.make("console")

export const conversationOf = (id: string): Conversation => ({
  platform: platformName,
  id: ConversationId.make(id),
  within: [],
  kind: "direct"
})

export const personOf = (user: string): Person => ({ id: UserId.make(user), name: user, roles: ["owner"] })

export interface Inbound {
  readonly conversation: Conversation
  readonly ref: (message: MessageId) => MessageRef
  readonly said: (message: MessageId, text: string, named: ReadonlyArray<AgentName>, at: number) => InboundEvent
  readonly edited: (message: MessageId, text: string) => InboundEvent
  readonly deleted: (message: MessageId) => InboundEvent
  readonly pressed: (press: Press) => InboundEvent
  readonly commanded: (written: WrittenCommand, handle: string) => InboundEvent
}

export const makeInbound = (conversation: Conversation, person: Person): Inbound => {
  const ref = (message: MessageId): MessageRef => ({ platform: platformName, conversation: conversation.id, message })
  return {
    conversation,
    ref,
    said: (message, text, named, at) =>
      InboundEvent.cases.Said.make({
        ref: ref(message),
        conversation,
        person,
        text,
        attachments: [],
        addressed: true,
        named,
        at
      }),
    edited: (message, text) => InboundEvent.cases.Edited.make({ ref: ref(message), conversation, person, text }),
    deleted: (message) => InboundEvent.cases.Deleted.make({ ref: ref(message), conversation }),
    pressed: ({ action, target, value }) =>
      InboundEvent.cases.Pressed.make({ conversation, person, action, target, value }),
    commanded: ({ args, command }, handle) =>
      InboundEvent.cases.Commanded.make({ conversation, person, command, args, replyTo: handle })
  }
}
