/**
 * Finds out what became of a turn whose service died: waits for the surviving process, then reads the conversation's
 * record. Owns only the reading; must not start or end a process.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import { CliProcesses } from "../../../core/cli/CliProcesses.ts"
import type { AgentEvent } from "../../../core/model/AgentEvent.ts"
import type { TurnId } from "../../../core/model/Ids.ts"
import type { OpenSession, Recovered } from "../../../core/ports/AgentBackend.ts"
import { isToken, tokenPrefix } from "./Tokens.ts"
import { RecordLine } from "./Wire.ts"

const decodeLine = Schema.decodeUnknownExit(Schema.fromJsonString(RecordLine))

/** What one record says of the turn; undefined when it does not know it. A later run of the turn outweighs an earlier. */
export const fateOf = (record: string, turn: TurnId): Recovered | undefined => {
  let reached = false
  let said = ""
  let events: ReadonlyArray<AgentEvent> | undefined
  for (const text of record.split("\n")) {
    if (text === "") continue
    const decoded = decodeLine(text)
    if (Exit.isFailure(decoded)) continue
    const line = decoded.value
    if (line.type === "session" || line.turn !== turn) continue
    reached = true
    if (line.type === "user") {
      said = ""
      events = undefined
    } else if (line.type === "said") said = line.text
    else events = line.events
  }
  if (events !== undefined) return { _tag: "Finished", events }
  return reached ? { _tag: "Unfinished", said } : undefined
}

export const recoverTurn = Effect.fn("rehearsal.recover")(function* (
  directory: string,
  options: OpenSession,
  turn: TurnId,
  atMostMillis: number
) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const processes = yield* CliProcesses
  yield* processes.awaitGone(options.session, atMostMillis)
  const names = yield* files.readDirectory(directory).pipe(Effect.orElseSucceed((): Array<string> => []))
  const own = names.filter((name) => name.startsWith(tokenPrefix(options.session)))
  const pinned = options.token !== undefined && isToken(options.token) ? [`${options.token}.ndjson`] : []
  for (const name of new Set([...pinned, ...own])) {
    const record = yield* files.readFileString(path.join(directory, name)).pipe(Effect.orElseSucceed(() => ""))
    const fate = fateOf(record, turn)
    if (fate !== undefined) return fate
  }
  return { _tag: "NotReached" } satisfies Recovered
})
