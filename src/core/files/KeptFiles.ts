/**
 * The bytes of files that agents sent, for as long as the journal tells of them. Owns the folder in which they are kept
 * under their digest: the same bytes are kept once, however often they are sent. Must not know who may see them.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import * as Semaphore from "effect/Semaphore"
import { removeOlder } from "./RemoveOlder.ts"

/** A turn may take that long after it sent something, and is kept from its end on. */
const longestTurn = Duration.days(3)

export class KeptFiles extends Context.Service<
  KeptFiles,
  {
    /** Returns when they are on the disk, with their digest. */
    readonly keep: (bytes: Uint8Array) => Effect.Effect<string, PlatformError.PlatformError>
    /** Where those bytes are; undefined when they are not kept any more. */
    readonly find: (digest: string) => Effect.Effect<string | undefined>
    /** Removes what was last sent so long before `before` (epoch milliseconds) that its turn is gone. Returns how many. */
    readonly sweep: (before: number) => Effect.Effect<number>
  }
>()("orchestrator/files/KeptFiles") {
  /** `directory`: its own. */
  static readonly layer = (directory: string) =>
    Layer.effect(
      KeptFiles,
      Effect.gen(function* () {
        const clock = yield* Clock.Clock
        const digests = yield* Digest.Digest
        const fs = yield* FileSystem.FileSystem
        const path = yield* Path.Path
        // the same bytes sent twice at once are one file
        const one = yield* Semaphore.make(1)

        const isFile = (file: string) =>
          fs.stat(file).pipe(
            Effect.map(({ type }) => type === "File"),
            Effect.orElseSucceed(() => false)
          )

        return KeptFiles.of({
          keep: Effect.fn("KeptFiles.keep")(function* (bytes) {
            const digest = yield* Effect.orDie(digests.digestHex(Digest.sha256, bytes))
            const file = path.join(directory, digest)
            yield* fs.makeDirectory(directory, { recursive: true, mode: 0o700 })
            if (yield* isFile(file)) {
              // sent once more, it is kept from now on
              const now = clock.currentTimeMillisUnsafe()
              yield* fs.utimes(file, now / 1000, now / 1000)
              return digest
            }
            const part = path.join(directory, `${digest}.part`)
            yield* fs.writeFile(part, bytes, { mode: 0o600 }).pipe(
              Effect.andThen(fs.rename(part, file)),
              Effect.onError(() => Effect.ignore(fs.remove(part, { force: true })))
            )
            return digest
          }, one.withPermit),
          find: (digest) => {
            const file = path.join(directory, digest)
            return Effect.map(isFile(file), (there) => (there ? file : undefined))
          },
          sweep: (before) => removeOlder(fs, path, directory, before - Duration.toMillis(longestTurn))
        })
      })
    )
}
