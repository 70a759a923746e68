/**
 * Up to where everything that was said has been taken in: one position for the whole bot, since ids grow with time
 * everywhere.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type Cursor, keptCursors } from "../../../../core/chat/Cursor.ts"
import type { State } from "../../../../core/ports/State.ts"
import { idAt } from "../Address.ts"

/** A cursor that begins where the last one ended. */
export const keptCursor: Effect.Effect<Cursor, never, State | Scope.Scope> = Effect.flatMap(
  keptCursors({ namespace: "discord-cursor", positionAt: (millis) => BigInt(idAt(millis)) }),
  (cursors) => cursors.find("bot")
)
