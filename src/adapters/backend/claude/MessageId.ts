/**
 * The ids that the CLI wants as UUIDs: of a new conversation, and of each message sent to it. A message's id follows
 * from its turn, so that the CLI's own record can be searched for it after a crash. Owns only that.
 * `node:crypto`, because the digests and secure random numbers of Effect need a service that backends are not given.
 */
import { createHash, randomUUID } from "node:crypto"
import * as Effect from "effect/Effect"
import { ResumeToken, type TurnId } from "../../../core/model/Ids.ts"

export const mintToken: Effect.Effect<ResumeToken> = Effect.sync(() => ResumeToken.make(randomUUID()))

export const mintMessageId: Effect.Effect<string> = Effect.sync(() => randomUUID())

/** How often one turn may be sent to the CLI before nobody can look it up any more. */
export const maxAttempts = 16

/** The id of a turn's message; `attempt` counts from 0, because the CLI drops a message whose id it has seen. */
export const messageIdOf = (turn: TurnId, attempt: number): string => {
  const digest = createHash("sha256").update(`${turn}\n${attempt}`).digest("hex")
  const variant = "89ab"[Number.parseInt(digest.slice(16, 17), 16) % 4]
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32)
  ].join("-")
}
