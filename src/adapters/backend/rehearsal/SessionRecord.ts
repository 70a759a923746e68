/**
 * A rehearsed conversation's memory: one append-only file of JSON lines. Owns how the child program reads and writes it,
 * synchronously, because a line must be on disk before what it says happens. Free of Effect, like the program.
 */
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { AgentEvent } from "../../../core/model/AgentEvent.ts"
import type { RecordLine } from "./Wire.ts"

export type WireEvent = typeof AgentEvent.Encoded

/** The turn as it is kept: neighbouring pieces of one part become one. */
export const coalesced = (events: ReadonlyArray<WireEvent>): ReadonlyArray<WireEvent> => {
  const kept: Array<WireEvent> = []
  for (const event of events) {
    const last = kept.at(-1)
    if (event._tag === "Text" && last?._tag === "Text" && last.part === event.part) {
      kept[kept.length - 1] = { ...last, delta: last.delta + event.delta }
    } else kept.push(event)
  }
  return kept
}

const parsed = (line: string): ReadonlyArray<RecordLine> => {
  try {
    const known: RecordLine = JSON.parse(line)
    return [known]
  } catch {
    return []
  }
}

export interface SessionRecord {
  /** What people said before that message, oldest first; a message that ran twice counts once. */
  readonly heardBefore: (turn: string) => ReadonlyArray<string>
  /** How many characters the conversation has, for the context share. */
  readonly characters: () => number
  /** The events of a turn that was answered before. */
  readonly answerOf: (turn: string) => ReadonlyArray<WireEvent> | undefined
  readonly append: (line: RecordLine) => void
}

/** Opens or creates `<directory>/<token>.ndjson`; with `source` it begins as a copy of that conversation. */
export const openRecord = (
  directory: string,
  token: string,
  agent: string,
  source: string | undefined
): SessionRecord => {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, `${token}.ndjson`)
  if (source !== undefined && !existsSync(file)) copyFileSync(join(directory, `${source}.ndjson`), file)
  const messages = new Map<string, string>()
  const answers = new Map<string, ReadonlyArray<WireEvent>>()
  let characters = 0

  const remember = (line: RecordLine, length: number) => {
    characters += length
    if (line.type === "user") messages.set(line.turn, line.text)
    if (line.type === "answer" && isDone(line.events)) answers.set(line.turn, line.events)
  }
  const append = (line: RecordLine) => {
    const text = JSON.stringify(line)
    appendFileSync(file, `${text}\n`, { mode: 0o600 })
    remember(line, text.length)
  }
  const isDone = (events: ReadonlyArray<WireEvent>) => {
    const last = events.at(-1)
    return last?._tag === "Completed" && last.outcome._tag === "Done"
  }

  const existing = existsSync(file) ? readFileSync(file, "utf8") : ""
  for (const line of existing.split("\n")) for (const known of parsed(line)) remember(known, line.length)
  // A line that a crash cut short must not swallow the next one.
  if (existing !== "" && !existing.endsWith("\n")) appendFileSync(file, "\n")
  if (existing === "" || source !== undefined) append({ type: "session", token, agent })

  return {
    heardBefore: (turn) => {
      const turns = [...messages.keys()]
      const at = turns.indexOf(turn)
      return [...messages.values()].slice(0, at < 0 ? turns.length : at)
    },
    characters: () => characters,
    answerOf: (turn) => answers.get(turn),
    append
  }
}
