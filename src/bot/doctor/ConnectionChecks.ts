/**
 * What the doctor says of the chat connections of a service that runs. Pure, but for asking a service in another process.
 */
import * as Effect from "effect/Effect"
import type { Connection } from "../../core/ports/ChatPlatform.ts"
import type { Check } from "../../core/ports/Manifest.ts"
import { controlClient } from "../ControlSocket.ts"
import { platformList } from "../PlatformList.ts"
import { failed, fine, warning } from "./Finding.ts"

export interface PlatformNow {
  readonly platform: string
  /** Absent where nothing has to be connected. */
  readonly connection?: Connection
}

const connectionCheck = (name: string, { detail, state }: Connection): Check => {
  switch (state) {
    case "connected":
      return fine(name, `connected: ${detail}`)
    case "connecting":
      return warning(name, `connecting: ${detail}`, "wait a moment; the service tries again by itself")
    case "down":
      return failed(name, `not connected: ${detail}`, "the lines about it below and the service's log say why")
  }
}

/** `configured` are the names of the platforms that should run. */
export const connectionChecks = (
  configured: ReadonlyArray<string>,
  running: ReadonlyArray<PlatformNow>
): ReadonlyArray<Check> =>
  configured.flatMap((name) => {
    const now = running.find(({ platform }) => platform === name)
    if (now === undefined) {
      return [
        failed(name, "configured, and does not run", "correct what is wrong with it, then start the service again")
      ]
    }
    return now.connection === undefined ? [] : [connectionCheck(name, now.connection)]
  })

/** By the service that runs on this data directory; nothing where none does, or where it does not say. */
export const connectionsElsewhere = (configured: ReadonlyArray<string>) => {
  // a terminal belongs to the process that has one
  const remote = configured.filter((name) =>
    platformList.some((manifest) => manifest.name === name && manifest.setup !== undefined)
  )
  const none: ReadonlyArray<Check> = []
  if (remote.length === 0) return Effect.succeed(none)
  return controlClient.pipe(
    Effect.flatMap((client) => client.Connections()),
    Effect.map((running) => connectionChecks(remote, running)),
    Effect.scoped,
    Effect.timeout("2 seconds"),
    Effect.orElseSucceed(() => none)
  )
}
