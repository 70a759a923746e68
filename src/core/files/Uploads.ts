/**
 * Files that people bring along from a page or a script: first they are here, then a message that is said names them and
 * they are part of it. Owns where they lie meanwhile and afterwards, whose they are, and that nobody fills the disk with
 * what is never said. Must not know who may talk.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { safeFileNames } from "../chat/InboxNames.ts"
import { UserId } from "../model/Ids.ts"
import type { Attachment } from "../model/InboundEvent.ts"
import { State, type StateError } from "../ports/State.ts"
import { mostBytes, tooLarge } from "./FileLimits.ts"
import { mediaTypeOf, telling } from "./MediaTypes.ts"
import { removeOlder } from "./RemoveOlder.ts"
import type { Upload } from "./Upload.ts"

const unsaidFor = Duration.days(1)
/** As long as what came with a message of a chat. */
const saidFor = Duration.days(30)
/** Of one person. */
const mostUnsaid = 100
const longestName = 200

const Stored = Schema.Struct({
  person: UserId,
  name: Schema.String,
  mediaType: Schema.String,
  bytes: Schema.Natural,
  /** A message has it. */
  said: Schema.Boolean
})

export class UploadRefused extends Schema.TaggedError<UploadRefused>()("UploadRefused", {
  reason: Schema.Literals(["too-large", "too-many", "empty", "broke-off", "unknown", "not-stored"]),
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

export interface Uploading<E> {
  readonly person: UserId
  readonly name: string
  /** What kind of file it is called. */
  readonly mediaType: string
  /** How many bytes are announced. */
  readonly announced: number | undefined
  readonly content: Stream.Stream<Uint8Array, E>
}

const isId = /^[0-9a-f]{32}$/

const refuse = (reason: UploadRefused["reason"], detail: string) => new UploadRefused({ reason, detail })

const notStored = (error: PlatformError.PlatformError | StateError) =>
  refuse("not-stored", `it could not be stored: ${error.message}`)

export class Uploads extends Context.Service<
  Uploads,
  {
    /** Takes the bytes as they come, and no more of them than may be. */
    readonly store: <E>(uploading: Uploading<E>) => Effect.Effect<Upload, UploadRefused>
    /** False: this person has no such upload, or a message has it. */
    readonly discard: (person: UserId, id: string) => Effect.Effect<boolean, UploadRefused>
    /**
     * Makes them the files of the message of that name, in this order; the same message is the same files. What is
     * somebody else's is unknown.
     */
    readonly claim: (
      person: UserId,
      ids: ReadonlyArray<string>,
      message: string
    ) => Effect.Effect<ReadonlyArray<Attachment>, UploadRefused>
    /** Removes what was never said, and what was said long ago. Returns how many. */
    readonly sweep: Effect.Effect<number>
  }
>()("orchestrator/files/Uploads") {
  /** `directory`: its own. */
  static readonly layer = (directory: string) =>
    Layer.effect(
      Uploads,
      Effect.gen(function* () {
        const digests = yield* Digest.Digest
        const fs = yield* FileSystem.FileSystem
        const path = yield* Path.Path
        const random = yield* SecureRandom
        const stored = (yield* State).namespace("uploads", Stored)
        const unsaid = path.join(directory, "unsaid")
        const inbox = path.join(directory, "inbox")
        /** How many of each person are on their way. */
        const coming = new Map<UserId, number>()
        const makeFolder = (folder: string) => fs.makeDirectory(folder, { recursive: true, mode: 0o700 })

        const ownedBy = Effect.fnUntraced(function* (person: UserId, id: string) {
          if (!isId.test(id)) return undefined
          const found = Option.getOrUndefined(yield* Effect.mapError(stored.get(id), notStored))
          return found?.person === person ? found : undefined
        })

        const hasRoom = Effect.fnUntraced(function* (person: UserId) {
          const all = yield* Effect.mapError(stored.entries, notStored)
          const waiting = all.filter(([, each]) => each.person === person && !each.said).length
          if (waiting + (coming.get(person) ?? 0) < mostUnsaid) return
          return yield* refuse("too-many", `${mostUnsaid} files of yours wait to be sent; send them or remove some`)
        })

        const written = Effect.fnUntraced(function* <E>(file: string, content: Stream.Stream<Uint8Array, E>) {
          let bytes = 0
          let head = new Uint8Array()
          const bounded = content.pipe(
            Stream.mapError(() => refuse("broke-off", "it broke off on its way; send it again")),
            Stream.mapEffect((chunk) => {
              bytes += chunk.byteLength
              if (head.length < telling) head = new Uint8Array([...head, ...chunk.subarray(0, telling - head.length)])
              return bytes > mostBytes ? Effect.fail(refuse("too-large", tooLarge())) : Effect.succeed(chunk)
            })
          )
          yield* Stream.run(bounded, fs.sink(file, { mode: 0o600 })).pipe(
            Effect.catchTag("PlatformError", (error) => Effect.fail(notStored(error)))
          )
          if (bytes === 0) return yield* refuse("empty", "it is empty")
          return { bytes, head }
        })

        const isComing = (person: UserId) =>
          Effect.acquireRelease(
            Effect.sync(() => coming.set(person, (coming.get(person) ?? 0) + 1)),
            () =>
              Effect.sync(() => {
                const left = (coming.get(person) ?? 1) - 1
                if (left > 0) coming.set(person, left)
                else coming.delete(person)
              })
          )

        const store = <E>({ announced = 0, content, mediaType: said, name: given, person }: Uploading<E>) =>
          Effect.gen(function* () {
            if (announced > mostBytes) return yield* refuse("too-large", tooLarge(announced))
            yield* hasRoom(person)
            yield* isComing(person)
            const id = Hex.encode(yield* random.randomBytes(16))
            const [name = "file"] = safeFileNames([given.slice(-longestName)])
            const file = path.join(unsaid, id)
            yield* Effect.mapError(makeFolder(unsaid), notStored)
            return yield* Effect.gen(function* () {
              const { bytes, head } = yield* written(file, content)
              const mediaType = mediaTypeOf({ name, said, head })
              yield* Effect.mapError(
                stored.set(id, { person, name, mediaType, bytes, said: false }, unsaidFor),
                notStored
              )
              return { id, name, mediaType, bytes }
            }).pipe(Effect.onError(() => Effect.ignore(fs.remove(file, { force: true }))))
          }).pipe(Effect.scoped)

        const discard = Effect.fn("Uploads.discard")(function* (person: UserId, id: string) {
          const found = yield* ownedBy(person, id)
          if (found === undefined || found.said) return false
          yield* Effect.mapError(stored.remove(id), notStored)
          yield* Effect.mapError(fs.remove(path.join(unsaid, id), { force: true }), notStored)
          return true
        })

        /** The same file under another name: nothing is copied, and whichever name goes first leaves the other. */
        const linked = (from: string, to: string) =>
          fs.remove(to, { force: true }).pipe(
            Effect.andThen(fs.link(from, to)),
            Effect.catch(() => fs.copyFile(from, to)),
            Effect.mapError(notStored)
          )

        const claim = Effect.fn("Uploads.claim")(function* (
          person: UserId,
          ids: ReadonlyArray<string>,
          message: string
        ) {
          const wanted = yield* Effect.forEach(ids, (id) =>
            Effect.flatMap(ownedBy(person, id), (found) =>
              found === undefined
                ? Effect.fail(refuse("unknown", "a file of this message is not there any more; attach it anew"))
                : Effect.succeed({ id, ...found })
            )
          )
          if (wanted.length === 0) return []
          const names = safeFileNames(wanted.map(({ name }) => name))
          const named = yield* Effect.orDie(digests.digestHex(Digest.sha256, new TextEncoder().encode(message)))
          const folder = path.join(inbox, named.slice(0, 40))
          yield* Effect.mapError(makeFolder(folder), notStored)
          const attachments: Array<Attachment> = []
          for (const [index, { bytes, id, mediaType, name: given }] of wanted.entries()) {
            const name = names[index] ?? given
            const file = path.join(folder, name)
            yield* linked(path.join(unsaid, id), file)
            attachments.push({ name, mediaType, path: file, bytes })
            const kept = { person, name: given, mediaType, bytes, said: true }
            yield* Effect.mapError(stored.set(id, kept, unsaidFor), notStored)
          }
          return attachments
        })

        const sweep = Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const never = yield* removeOlder(fs, path, unsaid, now - Duration.toMillis(unsaidFor))
          return never + (yield* removeOlder(fs, path, inbox, now - Duration.toMillis(saidFor)))
        })

        return Uploads.of({ store, discard, claim, sweep })
      })
    )
}
