/**
 * The address of the control socket of a data directory, and whether somebody is there. Light: programs load it that must
 * start at once.
 */
// why node:fs: Effect's stat follows links, and a link here is somebody else's
import { lstatSync } from "node:fs"
// why node:net: Effect's socket opens when it is first used and tries again by itself; here the first answer counts
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import * as Effect from "effect/Effect"
import * as Hash from "effect/Hash"
import * as Path from "effect/Path"

/** A unix socket's path may have 107 characters; a longer one moves to a private folder in the temp directory. */
const longestPath = 100

const user = () => process.getuid?.() ?? 0

const inTemp = () => join(tmpdir(), `orchestrator-${user()}`)

/** In the temp directory anybody may have made that folder first, to answer there in the service's place. */
export const isPrivate = (socket: string): boolean => {
  const folder = dirname(socket)
  if (folder !== inTemp()) return true
  try {
    const found = lstatSync(folder)
    return found.isDirectory() && found.uid === user() && (found.mode & 0o077) === 0
  } catch {
    return false
  }
}

export const socketPathOf = (home: string) =>
  Effect.map(Path.Path, (path) => {
    const own = path.join(home, "control.sock")
    const name = `${(Hash.string(home) >>> 0).toString(36)}.sock`
    return own.length <= longestPath ? own : path.join(inTemp(), name)
  })

/** Whether a service listens there; what listens where others may enter is none. */
export const listensAt = (path: string): Effect.Effect<boolean> =>
  Effect.callback<boolean>((resume) => {
    if (!isPrivate(path)) return resume(Effect.succeed(false))
    const socket = connect(path)
    const end = (listens: boolean) => {
      socket.destroy()
      resume(Effect.succeed(listens))
    }
    socket.once("connect", () => end(true))
    socket.once("error", () => end(false))
    return Effect.sync(() => socket.destroy())
  }).pipe(Effect.timeoutOrElse({ duration: "2 seconds", orElse: () => Effect.succeed(false) }))
