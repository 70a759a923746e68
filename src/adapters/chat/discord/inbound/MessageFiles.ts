/**
 * What came with a message, and from where it may be fetched. Pure.
 */
import type { InboxOptions, IncomingFiles } from "../../../../core/chat/Inbox.ts"
import { madeAt } from "../Address.ts"
import { attachmentsOf } from "./Messages.ts"
import { isVoice, type RawAttachment, type RawMessage } from "./RawMessage.ts"

/** A recording has no name of its own. */
const nameOf = (attachment: RawAttachment, voice: boolean): string => {
  if (!voice) return attachment.filename
  const seconds = attachment.duration_secs ?? undefined
  return seconds === undefined ? "voice-message.ogg" : `voice-message-${Math.ceil(seconds)}s.ogg`
}

export const filesOf = (message: RawMessage): IncomingFiles => ({
  channel: message.channel_id,
  message: message.id,
  files: attachmentsOf(message).map((attachment) => ({
    id: attachment.id,
    name: nameOf(attachment, isVoice(message)),
    url: attachment.url,
    mediaType: attachment.content_type ?? undefined,
    size: attachment.size
  }))
})

const messageId = /^\d{17,20}$/

/** Files are fetched from where Discord keeps them, and from the API that was configured in its stead. */
export const inboxOf = (options: { readonly directory: string; readonly apiUrl: string }): InboxOptions => {
  const api = URL.parse(options.apiUrl)
  return {
    directory: options.directory,
    trusts: (url) => url.protocol === "https:" || (url.protocol === "http:" && url.host === api?.host),
    madeAt: (message) => (messageId.test(message) ? madeAt(message) : undefined)
  }
}
