/**
 * A file that somebody has brought along and not said yet, as they are told of it. Its id is a secret of theirs and of the
 * service.
 */
import * as Schema from "effect/Schema"

export const Upload = Schema.Struct({
  id: Schema.String,
  /** Safe as the name of a file. */
  name: Schema.String,
  mediaType: Schema.String,
  bytes: Schema.Natural
}).annotate({ identifier: "Upload" })
export type Upload = typeof Upload.Type
