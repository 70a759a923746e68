/**
 * The sign of ours on a person's message: at most one, a reaction. Owns which one stands where, as far as this life of
 * the service put it; must not know what a state means beyond its sign.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { MessageRef } from "../../../../core/model/Conversation.ts"
import type { MarkState, PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { messageAddressOf, targetOf } from "../Address.ts"
import type { Api, ApiRequest } from "../rest/Api.ts"
import { signOf } from "./Signs.ts"

export interface Marks {
  readonly mark: (message: MessageRef, state: MarkState) => Effect.Effect<void, PlatformError>
}

const remembered = 5000
/** Where reacting is forbidden it is tried again after this; each refusal counts towards a ban. */
const forbiddenMillis = 600_000

/** A message or a reaction that is gone needs no sign. */
const gone = (self: Effect.Effect<void, PlatformError>) =>
  Effect.catchIf(
    self,
    ({ reason }) => reason._tag === "Gone",
    () => Effect.void
  )

export const makeMarks = ({ api }: { readonly api: Api }): Marks => {
  /** `sure`: Discord confirmed it. Without a sign there is known to be none. */
  const stands = makeRecent<string, { readonly sign: string | undefined; readonly sure: boolean }>(remembered)
  const forbidden = makeRecent<string, { readonly until: number; readonly error: PlatformError }>(remembered)

  const mark = Effect.fn("Marks.mark")(function* (message: MessageRef, state: MarkState) {
    const wanted = signOf(state)
    // What waits in the queue was seen all the same.
    if (state === "queued" && wanted === undefined) return
    const { elsewhere, id } = messageAddressOf(message.message)
    const channel = elsewhere ?? targetOf(message.conversation)
    const now = yield* Clock.currentTimeMillis
    const refused = forbidden.get(channel)
    if (refused !== undefined && now < refused.until) return yield* refused.error

    const react = (method: ApiRequest["method"], sign: string) =>
      gone(
        api.tell({ method, route: `/channels/${channel}/messages/${id}/reactions/${encodeURIComponent(sign)}/@me` })
      ).pipe(
        Effect.tapError((error) =>
          Effect.sync(() => {
            if (error.reason._tag === "Forbidden") forbidden.set(channel, { until: now + forbiddenMillis, error })
          })
        )
      )

    const assumed = state === "accepted" ? undefined : signOf("accepted")
    const before = stands.get(id) ?? { sign: assumed, sure: false }
    if (before.sign === wanted && before.sure) return
    if (before.sign !== undefined && before.sign !== wanted) {
      yield* react("DELETE", before.sign)
      stands.set(id, { sign: undefined, sure: true })
    }
    if (wanted === undefined) return stands.set(id, { sign: undefined, sure: true })
    stands.set(id, { sign: wanted, sure: false })
    yield* react("PUT", wanted)
    stands.set(id, { sign: wanted, sure: true })
  })

  return { mark }
}
