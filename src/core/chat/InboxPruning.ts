/**
 * Deletes files that came with messages of long ago, so that the inbox does not grow for ever. How old a folder is tells
 * its name, which is the message's id. Must not touch anything else.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type * as Scope from "effect/Scope"

const kept = Duration.days(30)
const every = "1 day"

export type MadeAt = (message: string) => number | undefined

/** Of one look; `inbox` is the folder of all channels. */
export const pruneInbox = Effect.fn("InboxPruning.prune")(function* (inbox: string, madeAt: MadeAt) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const now = yield* Clock.currentTimeMillis
  const namesIn = (folder: string) => Effect.orElseSucceed(fs.readDirectory(folder), () => [])
  for (const channel of yield* namesIn(inbox)) {
    const messages = yield* namesIn(path.join(inbox, channel))
    const old = messages.filter((name) => now - (madeAt(name) ?? now) > Duration.toMillis(kept))
    yield* Effect.forEach(old, (name) => fs.remove(path.join(inbox, channel, name), { recursive: true }), {
      discard: true
    })
    if (old.length === messages.length) yield* fs.remove(path.join(inbox, channel), { recursive: true })
  }
})

/** Now, and once a day for as long as somebody listens. */
export const keepInboxSmall = (
  inbox: string,
  madeAt: MadeAt
): Effect.Effect<void, never, FileSystem.FileSystem | Path.Path | Scope.Scope> =>
  pruneInbox(inbox, madeAt).pipe(
    Effect.ignore({ log: "Warn", message: "old files of the inbox could not be deleted" }),
    Effect.andThen(Effect.sleep(every)),
    Effect.forever,
    Effect.forkScoped,
    Effect.asVoid
  )
