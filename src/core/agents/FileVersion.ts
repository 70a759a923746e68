/**
 * A short name for what a file says now: another text has another one. For whoever wants to know whether it was changed.
 */
import * as Digest from "effect/crypto/Digest"
import * as Effect from "effect/Effect"

export const fileVersion = Effect.fnUntraced(function* (text: string) {
  const hash = yield* (yield* Digest.Digest).digestHex(Digest.sha256, new TextEncoder().encode(text))
  return hash.slice(0, 16)
})
