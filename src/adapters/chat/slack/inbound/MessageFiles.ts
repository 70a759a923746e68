/**
 * What came with a message: what of it can be fetched and from where, and in words what cannot. Pure.
 */
import { tameName } from "../../../../core/chat/Cut.ts"
import type { InboxOptions, IncomingFile } from "../../../../core/chat/Inbox.ts"
import { madeAt } from "../Address.ts"
import { attachedTo, filesIn, type RawFile, type RawMessage } from "./RawMessage.ts"

/** What came with it, and with what it forwards. */
export const filesOf = (message: RawMessage): ReadonlyArray<RawFile> => [
  ...filesIn(message.files),
  ...attachedTo(message.attachments).flatMap(({ files, is_share }) => (is_share === true ? filesIn(files) : []))
]

const seconds = (file: RawFile): string =>
  file.duration_ms == null ? "" : `-${Math.max(1, Math.ceil(file.duration_ms / 1000))}s`

const ending = (file: RawFile, otherwise: string): string => /\.\w{1,8}$/.exec(file.name ?? "")?.[0] ?? otherwise

/** A recording has no name of its own. */
export const nameOf = (file: RawFile): string => {
  if (file.subtype === "slack_audio") return `voice-message${seconds(file)}${ending(file, ".m4a")}`
  if (file.subtype === "slack_video") return `clip${seconds(file)}${ending(file, ".mp4")}`
  return file.name || file.title || file.id
}

/** Slack Connect tells of a file by its id alone. */
export const isUnknown = ({ file_access }: RawFile): boolean => file_access === "check_file_info"

const addressOf = (file: RawFile): string | undefined => file.url_private_download ?? file.url_private ?? undefined

/** In words, what cannot be fetched: nothing that a person sent is left out without one. */
export const withheldIn = (file: RawFile): string | undefined => {
  const name = tameName(nameOf(file))
  switch (file.mode) {
    case "tombstone":
      return "[a file that was deleted]"
    case "hidden_by_limit":
      return `[file: ${name}, which slack no longer shows: the workspace is over its limit]`
    case "external":
      return `[file: ${name}, kept elsewhere${file.url_private == null ? "" : `: ${file.url_private}`}]`
  }
  if (isUnknown(file)) return undefined
  if (file.file_access != null && file.file_access !== "visible") return `[file: ${name}, which slack does not show me]`
  return addressOf(file) === undefined ? `[file: ${name}, which cannot be fetched]` : undefined
}

export const incomingFile = (file: RawFile): IncomingFile => ({
  id: file.id,
  name: nameOf(file),
  url: addressOf(file) ?? "",
  mediaType: file.mimetype ?? undefined,
  size: file.size ?? 0
})

const messageTs = /^\d{1,12}\.\d{6}$/

const isUnder = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`)

/** Files are fetched from where Slack keeps them, and from the API that was configured in its stead. */
export const inboxOf = (options: {
  readonly directory: string
  readonly apiUrl: string
  readonly headers: NonNullable<InboxOptions["headers"]>
}): InboxOptions => {
  const api = URL.parse(options.apiUrl)
  return {
    directory: options.directory,
    trusts: (url) => {
      if (url.host === api?.host && url.protocol === api.protocol) return true
      return (
        url.protocol === "https:" && ["slack.com", api?.hostname ?? ""].some((domain) => isUnder(url.hostname, domain))
      )
    },
    headers: options.headers,
    // Whoever may not read a file is shown the page for signing in, as if all were well.
    notTheFile: ({ bytes, mediaType }, { size }) =>
      mediaType === "text/html" && bytes !== size
        ? "slack does not let me read it: give the app the scope files:read"
        : undefined,
    madeAt: (message) => (messageTs.test(message) ? madeAt(message) : undefined)
  }
}
