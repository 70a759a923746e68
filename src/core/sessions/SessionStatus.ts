/**
 * How a session stands at this moment: what runs, what waits in its lane, whether its CLI is ready. Owns the shape.
 */
import * as Schema from "effect/Schema"
import { Ask } from "../model/Ask.ts"
import { TurnId } from "../model/Ids.ts"

export const SessionStatus = Schema.Struct({
  running: Schema.optionalKey(
    Schema.Struct({ turn: TurnId, startedAt: Schema.Finite, lastEventAt: Schema.Finite, asks: Schema.Array(Ask) })
  ),
  waiting: Schema.Array(TurnId),
  /** Whether a CLI process is ready. */
  warm: Schema.Boolean
})
export type SessionStatus = typeof SessionStatus.Type
