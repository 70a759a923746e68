/**
 * Stores what came with a message, so that an agent can open it. Owns the folder, the names in it and the limits: a name
 * and a size are what a stranger says, and neither leaves the folder nor fills the disk. The same message again is the
 * same files.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Attachment } from "../../../../core/model/InboundEvent.ts"
import type { ReceivedFiles } from "../../../../core/ports/Intake.ts"
import { safeFileNames } from "./InboxNames.ts"
import { keepInboxSmall } from "./InboxPruning.ts"
import { attachmentsOf } from "./Messages.ts"
import { isVoice, type RawAttachment, type RawMessage } from "./RawMessage.ts"

export interface Inbox {
  /** Never fails: what is not taken is said. */
  readonly store: (message: RawMessage) => Effect.Effect<ReceivedFiles>
}

const mostFiles = 10
const megabyte = 1024 * 1024
const mostBytes = 10 * megabyte
const fetchWithin = "30 seconds"

class Refused extends Schema.TaggedError<Refused>()("Refused", { why: Schema.String }) {}

const refuse = (why: string) => new Refused({ why })

const sized = (bytes: number): string => `${Math.max(0.1, Math.ceil((bytes / megabyte) * 10) / 10)} MB`
const tooLarge = (bytes?: number) =>
  refuse(`${bytes === undefined ? "too large" : sized(bytes)}, at most ${mostBytes / megabyte} MB`)

/** A recording has no name of its own. */
const nameOf = (attachment: RawAttachment, voice: boolean): string => {
  if (!voice) return attachment.filename
  const seconds = attachment.duration_secs ?? undefined
  return seconds === undefined ? "voice-message.ogg" : `voice-message-${Math.ceil(seconds)}s.ogg`
}

const bounded = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Stream.Stream<Uint8Array, E | Refused, R> => {
  let read = 0
  return Stream.mapEffect(bytes, (chunk) => {
    read += chunk.byteLength
    return read > mostBytes ? Effect.fail(tooLarge()) : Effect.succeed(chunk)
  })
}

/** Files are fetched from where Discord keeps them, and from the API that was configured in its stead. */
const isTrusted = (url: string, apiUrl: string): boolean => {
  const at = URL.parse(url)
  const api = URL.parse(apiUrl)
  return at !== null && (at.protocol === "https:" || (at.protocol === "http:" && at.host === api?.host))
}

export const makeInbox = (options: {
  readonly directory: string
  readonly apiUrl: string
}): Effect.Effect<Inbox, never, FileSystem.FileSystem | Path.Path | Scope.Scope> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const inbox = path.join(options.directory, "inbox")
    yield* keepInboxSmall(inbox)

    const fetched = (url: string, file: string): Effect.Effect<void, Refused> =>
      Effect.gen(function* () {
        const response = yield* Effect.mapError(HttpClient.get(url), () => refuse("could not be fetched"))
        if (response.status !== 200) return yield* refuse(`could not be fetched (http ${response.status})`)
        const bytes = Stream.mapError(response.stream, () => refuse("broke off while it was fetched"))
        yield* Stream.run(bounded(bytes), fs.sink(file, { mode: 0o600 })).pipe(
          Effect.catchTag("PlatformError", (error) => Effect.fail(refuse(`could not be stored: ${error.message}`)))
        )
      }).pipe(
        Effect.provide(FetchHttpClient.layer),
        Effect.provideService(FetchHttpClient.RequestInit, { redirect: "error" }),
        Effect.timeoutOrElse({
          duration: fetchWithin,
          orElse: () => Effect.fail(refuse("could not be fetched in time"))
        })
      )

    const sizeOf = (file: string): Effect.Effect<number | undefined> =>
      fs.stat(file).pipe(
        Effect.map(({ size }) => Number(size)),
        Effect.orElseSucceed(() => undefined)
      )

    /** Appears under its name when it is whole. */
    const stored = (attachment: RawAttachment, name: string, folder: string): Effect.Effect<Attachment, Refused> =>
      Effect.gen(function* () {
        if (attachment.size > mostBytes) return yield* tooLarge(attachment.size)
        if (!isTrusted(attachment.url, options.apiUrl)) return yield* refuse("its address is not discord's")
        const file = path.join(folder, name)
        const part = path.join(folder, `.${attachment.id}.part`)
        if ((yield* sizeOf(file)) !== attachment.size) {
          yield* fetched(attachment.url, part).pipe(
            Effect.andThen(
              Effect.mapError(fs.rename(part, file), (error) => refuse(`could not be stored: ${error.message}`))
            ),
            Effect.onError(() => Effect.ignore(fs.remove(part, { force: true })))
          )
        }
        const bytes = (yield* sizeOf(file)) ?? attachment.size
        return { name, mediaType: attachment.content_type ?? "application/octet-stream", path: file, bytes }
      })

    return {
      store: (message) =>
        Effect.gen(function* () {
          const all = attachmentsOf(message)
          const named = safeFileNames(all.map((attachment) => nameOf(attachment, isVoice(message))))
          const refused = named
            .slice(mostFiles)
            .map((name) => `${name}: at most ${mostFiles} files a message are taken`)
          const attachments: Array<Attachment> = []
          const folder = path.join(inbox, message.channel_id, message.id)
          const made = yield* Effect.result(fs.makeDirectory(folder, { recursive: true, mode: 0o700 }))
          for (const [index, attachment] of all.slice(0, mostFiles).entries()) {
            const name = named[index] ?? "file"
            const taken =
              made._tag === "Failure"
                ? Effect.fail(refuse(`could not be stored: ${made.failure.message}`))
                : stored(attachment, name, folder)
            yield* Effect.match(taken, {
              onFailure: ({ why }) => refused.push(`${name}: ${why}`),
              onSuccess: (one) => attachments.push(one)
            })
          }
          return { attachments, refused }
        })
    }
  })
