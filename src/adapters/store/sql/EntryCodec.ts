/**
 * Journal entries as stored text. Owns the version that is written beside each row, so that rows of every earlier
 * version stay readable: a change of the schema that breaks old rows is a new version with a decoder of its own here.
 */
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { JournalEntry } from "../../../core/ports/Journal.ts"

export const entryVersion = 1

const Version1 = Schema.fromJsonString(JournalEntry)

const decoders: Readonly<Record<number, (text: unknown) => Exit.Exit<JournalEntry, unknown>>> = {
  1: Schema.decodeUnknownExit(Version1)
}

/** With what the rows of text begin as they are stored. */
export const textBegins = '{"_tag":"Happened","event":{"_tag":"Text",'

/** Throws on a value that is not an entry: a defect of the caller, not of the data. */
export const encodeEntry: (entry: JournalEntry) => string = Schema.encodeSync(Version1)

/** None for a row of an unknown version or one that no longer fits. */
export const decodeEntry = (version: number, text: unknown): Option.Option<JournalEntry> => {
  const exit = decoders[version]?.(text)
  return exit !== undefined && Exit.isSuccess(exit) ? Option.some(exit.value) : Option.none()
}
