/**
 * Files as people bring them and look at them: what a page or a script uploads before it says a message, and what came with
 * messages or was sent by agents. Owns who may do so, and that a file is found through the turn that tells of it: nobody
 * names a path, and what lies elsewhere by now is not there.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import type * as Stream from "effect/Stream"
import { KeptFiles } from "../files/KeptFiles.ts"
import type { Upload } from "../files/Upload.ts"
import { Uploads } from "../files/Uploads.ts"
import type { TurnId } from "../model/Ids.ts"
import type { Attachment } from "../model/InboundEvent.ts"
import { Premises } from "../ports/Premises.ts"
import { sessionTurns } from "../sessions/SessionTurns.ts"
import { permits } from "./Permits.ts"
import { ControlError } from "./protocol/ControlError.ts"
import { attachedPlace } from "./protocol/FileIds.ts"
import type { Visitor } from "./protocol/Visitor.ts"
import { seenSessions } from "./SeenSessions.ts"
import { uploadRefused } from "./UploadRefusal.ts"

export interface OpenedFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  /** The same for the same bytes. */
  readonly tag: string
  readonly content: Stream.Stream<Uint8Array, PlatformError.PlatformError>
}

export interface FileCalls {
  /** `content` is read no further than it may be. */
  readonly upload: <E>(file: {
    readonly name: string
    readonly mediaType: string
    readonly announced: number | undefined
    readonly content: Stream.Stream<Uint8Array, E>
  }) => Effect.Effect<Upload, ControlError, Visitor>
  readonly discard: (upload: string) => Effect.Effect<void, ControlError, Visitor>
  /** `file`: what came with the turn's message or was sent in it, as `FileIds` names it. */
  readonly open: (turn: TurnId, file: string) => Effect.Effect<OpenedFile, ControlError, Visitor>
}

const gone = new ControlError({ reason: "unknown", detail: "there is no such file; it may be too old to be kept" })

/** Folders in which what came with messages is stored have this name. */
const inbox = "inbox"

export const fileCalls = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const kept = yield* KeptFiles
  const path = yield* Path.Path
  const permit = yield* permits
  const { directory } = yield* Premises
  const seen = yield* seenSessions
  const uploads = yield* Uploads

  const opened = Effect.fnUntraced(function* (file: string, told: { name: string; mediaType: string }) {
    const { mtime, size, type } = yield* Effect.mapError(fs.stat(file), () => gone)
    if (type !== "File") return yield* gone
    const changed = Option.match(mtime, { onNone: () => 0, onSome: (at) => at.getTime() })
    const { mediaType, name } = told
    const bytes = Number(size)
    return { name, mediaType, bytes, tag: `${bytes}-${changed}`, content: fs.stream(file) } satisfies OpenedFile
  })

  /** Where it was stored, if no link leads there or away: whoever works with it could have put one there. */
  const attached = Effect.fnUntraced(function* ({ mediaType, name, path: stored }: Attachment) {
    const below = path.relative(directory, stored)
    const steps = below.split(path.sep)
    if (path.isAbsolute(below) || steps.includes("..") || !steps.slice(0, -1).includes(inbox)) return yield* gone
    const root = yield* Effect.mapError(fs.realPath(directory), () => gone)
    const real = yield* Effect.mapError(fs.realPath(stored), () => gone)
    if (real !== path.join(root, below)) return yield* gone
    return yield* opened(real, { name, mediaType })
  })

  const open: FileCalls["open"] = Effect.fnUntraced(function* (id, file) {
    yield* permit.need("read")
    const { rows } = yield* seen.turn(id)
    const [told] = sessionTurns(rows)
    if (told === undefined) return yield* gone
    const { sent = [], turn } = told.state
    const place = attachedPlace(file)
    const attachment = place === undefined ? undefined : turn.attachments[place]
    if (attachment !== undefined) return yield* attached(attachment)
    const one = sent.find((each) => each.file.key === file)?.file
    const found = one === undefined ? undefined : yield* kept.find(one.digest)
    if (one === undefined || found === undefined) return yield* gone
    return { ...(yield* opened(found, one)), tag: one.digest }
  })

  const calls: FileCalls = {
    upload: (file) =>
      Effect.flatMap(permit.need("talk"), ({ id }) =>
        Effect.mapError(uploads.store({ ...file, person: id }), uploadRefused)
      ),
    discard: (upload) =>
      Effect.gen(function* () {
        const { id } = yield* permit.need("talk")
        if (yield* Effect.mapError(uploads.discard(id, upload), uploadRefused)) return
        return yield* new ControlError({ reason: "unknown", detail: "there is no such upload; it may be sent already" })
      }),
    open
  }
  return calls
})
