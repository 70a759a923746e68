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
import { mostBytes, mostFiles, tooLarge as tooLargeWords, tooMany } from "../files/FileLimits.ts"
import type { Attachment } from "../model/InboundEvent.ts"
import type { ReceivedFiles } from "../ports/Intake.ts"
import { safeFileNames } from "./InboxNames.ts"
import { keepInboxSmall } from "./InboxPruning.ts"

export interface IncomingFile {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly mediaType: string | undefined
  /** In bytes, as the platform says. */
  readonly size: number
}

export interface IncomingFiles {
  /** Folders of the inbox: where it was said, and the message's own id. Names that are safe as they are. */
  readonly channel: string
  readonly message: string
  readonly files: ReadonlyArray<IncomingFile>
}

export interface CameInstead {
  /** Lower-case, without parameters; empty when it was not said. */
  readonly mediaType: string
  readonly bytes: number
}

export interface InboxOptions {
  /** Under which the inbox is. */
  readonly directory: string
  /** Whether files are fetched from there at all. */
  readonly trusts: (url: URL) => boolean
  /** What the platform wants to see of whoever fetches a file; never sent anywhere that is not trusted. */
  readonly headers?: (channel: string) => Effect.Effect<Readonly<Record<string, string>>>
  /** Why what came is not the file but something that stands for it; undefined when it is the file. */
  readonly notTheFile?: (came: CameInstead, file: IncomingFile) => string | undefined
  /** When the message with this id was written, in epoch milliseconds; undefined for what is no message id. */
  readonly madeAt: (message: string) => number | undefined
}

export interface Inbox {
  /** Never fails: what is not taken is said. */
  readonly store: (incoming: IncomingFiles) => Effect.Effect<ReceivedFiles>
}

const fetchWithin = "30 seconds"

class Refused extends Schema.TaggedError<Refused>()("Refused", { why: Schema.String }) {}

const refuse = (why: string) => new Refused({ why })

const tooLarge = (bytes?: number) => refuse(tooLargeWords(bytes))

const bounded = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Stream.Stream<Uint8Array, E | Refused, R> => {
  let read = 0
  return Stream.mapEffect(bytes, (chunk) => {
    read += chunk.byteLength
    return read > mostBytes ? Effect.fail(tooLarge()) : Effect.succeed(chunk)
  })
}

const noHeaders = () => Effect.succeed({})

export const makeInbox = (
  options: InboxOptions
): Effect.Effect<Inbox, never, FileSystem.FileSystem | Path.Path | Scope.Scope> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const inbox = path.join(options.directory, "inbox")
    const headersFor = options.headers ?? noHeaders
    yield* keepInboxSmall(inbox, options.madeAt)

    /** Returns the media type as it was answered. */
    const fetched = (url: URL, channel: string, file: string): Effect.Effect<string, Refused> =>
      Effect.gen(function* () {
        const headers = yield* headersFor(channel)
        const response = yield* Effect.mapError(HttpClient.get(url, { headers }), () => refuse("could not be fetched"))
        if (response.status !== 200) return yield* refuse(`could not be fetched (http ${response.status})`)
        const bytes = Stream.mapError(response.stream, () => refuse("broke off while it was fetched"))
        yield* Stream.run(bounded(bytes), fs.sink(file, { mode: 0o600 })).pipe(
          Effect.catchTag("PlatformError", (error) => Effect.fail(refuse(`could not be stored: ${error.message}`)))
        )
        return response.headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? ""
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

    const genuine = Effect.fnUntraced(function* (mediaType: string, part: string, incoming: IncomingFile) {
      const why = options.notTheFile?.({ mediaType, bytes: (yield* sizeOf(part)) ?? 0 }, incoming)
      if (why !== undefined) return yield* refuse(why)
    })

    /** Appears under its name when it is whole. */
    const stored = (
      incoming: IncomingFile,
      at: { readonly name: string; readonly folder: string; readonly channel: string }
    ): Effect.Effect<Attachment, Refused> =>
      Effect.gen(function* () {
        const { channel, folder, name } = at
        if (incoming.size > mostBytes) return yield* tooLarge(incoming.size)
        const url = URL.parse(incoming.url)
        if (url === null || !options.trusts(url)) return yield* refuse("its address is not the platform's")
        const file = path.join(folder, name)
        const part = path.join(folder, `.${incoming.id}.part`)
        if ((yield* sizeOf(file)) !== incoming.size) {
          yield* fetched(url, channel, part).pipe(
            Effect.flatMap((mediaType) => genuine(mediaType, part, incoming)),
            Effect.andThen(
              Effect.mapError(fs.rename(part, file), (error) => refuse(`could not be stored: ${error.message}`))
            ),
            Effect.onError(() => Effect.ignore(fs.remove(part, { force: true })))
          )
        }
        const bytes = (yield* sizeOf(file)) ?? incoming.size
        return { name, mediaType: incoming.mediaType ?? "application/octet-stream", path: file, bytes }
      })

    return {
      store: ({ channel, files, message }) =>
        Effect.gen(function* () {
          const named = safeFileNames(files.map(({ name }) => name))
          const refused = named.slice(mostFiles).map((name) => `${name}: ${tooMany}`)
          const attachments: Array<Attachment> = []
          const folder = path.join(inbox, channel, message)
          const made = yield* Effect.result(fs.makeDirectory(folder, { recursive: true, mode: 0o700 }))
          for (const [index, file] of files.slice(0, mostFiles).entries()) {
            const name = named[index] ?? "file"
            const taken =
              made._tag === "Failure"
                ? Effect.fail(refuse(`could not be stored: ${made.failure.message}`))
                : stored(file, { name, folder, channel })
            yield* Effect.match(taken, {
              onFailure: ({ why }) => refused.push(`${name}: ${why}`),
              onSuccess: (one) => attachments.push(one)
            })
          }
          return { attachments, refused }
        })
    }
  })
