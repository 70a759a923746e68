/**
 * A file that an agent sent to people, as the journal has it. Its bytes are kept elsewhere, under their digest.
 */
import * as Schema from "effect/Schema"

export const SentFile = Schema.Struct({
  /** Its own among those of its turn. */
  key: Schema.NonEmptyString,
  name: Schema.String,
  mediaType: Schema.String,
  bytes: Schema.Natural,
  /** SHA-256 of its bytes, in hex. */
  digest: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)),
  /** What the agent says about it. */
  caption: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "SentFile" })
export type SentFile = typeof SentFile.Type
