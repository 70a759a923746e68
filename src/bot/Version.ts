/**
 * This product's version, as its package says.
 */
import { readFileSync } from "node:fs"
import * as Schema from "effect/Schema"

const Package = Schema.fromJsonString(Schema.Struct({ version: Schema.String }))

export const { version } = Schema.decodeSync(Package)(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8")
)
