/**
 * What people chose for one session, beside what its agent's file says. Owns the shape; stored data: only add optional
 * keys.
 */
import * as Schema from "effect/Schema"
import { Permissions, Verbosity } from "../model/Agent.ts"

export const SessionSettings = Schema.Struct({
  model: Schema.optionalKey(Schema.String),
  permissions: Schema.optionalKey(Permissions),
  verbosity: Schema.optionalKey(Verbosity)
})
export type SessionSettings = typeof SessionSettings.Type
