/**
 * "Ask agent about this" on a message: what the agent is told of that message. Owns the short memory of the messages
 * that people opened the menu on: Discord shows them there even to a bot that may not read what does not mention it.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { tameName } from "../../../../core/chat/Cut.ts"
import { patiently } from "../../../../core/chat/Patience.ts"
import { type AskedMessage, questionAbout, taskAbout } from "../../../../core/chat/QuestionAbout.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { messageText } from "../inbound/MessageText.ts"
import { decodeMessage, RawMessage } from "../inbound/RawMessage.ts"
import type { Api } from "../rest/Api.ts"

const mostRemembered = 200

export interface AskedAbout {
  /** The menu was opened on this message, as Discord sent it. */
  readonly remember: (message: unknown) => void
  readonly find: (channel: string, message: string) => Effect.Effect<RawMessage, PlatformError>
}

export const makeAskedAbout = (api: Api): AskedAbout => {
  const opened = makeRecent<string, RawMessage>(mostRemembered)
  return {
    remember: (raw) => {
      const decoded = decodeMessage(raw)
      if (Exit.isSuccess(decoded)) opened.set(decoded.value.id, decoded.value)
    },
    find: (channel, message) => {
      const known = opened.get(message)
      return known === undefined
        ? patiently(api.ask(RawMessage, { method: "GET", route: `/channels/${channel}/messages/${message}` }))
        : Effect.succeed(known)
    }
  }
}

export const writerOf = ({ author, member }: RawMessage): string =>
  tameName(member?.nick ?? author.global_name ?? author.username)

const askedOf = (message: RawMessage): AskedMessage => {
  const mentioned = new Map((message.mentions ?? []).map((user) => [user.id, user.global_name ?? user.username]))
  const names = { user: (id: string) => mentioned.get(id), role: () => undefined, channel: () => undefined }
  return {
    writer: writerOf(message),
    text: messageText(message, message.content ?? "", { names, ours: () => false }),
    files: (message.attachments ?? []).map(({ filename }) => tameName(filename))
  }
}

/** What the agent is asked. */
export const questionOn = (question: string, message: RawMessage): string => questionAbout(question, askedOf(message))

/** What a worker is told to do. */
export const taskOn = (message: RawMessage): string => taskAbout(askedOf(message))
