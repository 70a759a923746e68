/**
 * The state of a person's message: by the session of its thread, or by a reaction where there is none. Owns which of the
 * two, and which reaction stands where, as far as this life of the service put it: one sign of ours at most, and never
 * both kinds. Must not know what a state means beyond its sign.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { MessageRef } from "../../../../core/model/Conversation.ts"
import type { MarkState, PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { addressOf } from "../Address.ts"
import { signOf } from "../format/Signs.ts"
import type { Api } from "../web/Api.ts"
import { errorOf } from "../web/Faults.ts"
import type { SessionStatus } from "./SessionStatus.ts"

export interface Marks {
  readonly mark: (message: MessageRef, state: MarkState) => Effect.Effect<void, PlatformError>
}

const remembered = 5000
/** Where reacting is forbidden it is tried again after this. */
const forbiddenMillis = 600_000

/** It stands as it should, or there is nothing for it to stand on, or no room. */
const fine = new Set(["already_reacted", "no_reaction", "too_many_reactions", "too_many_emoji"])

export const makeMarks = (parts: { readonly api: Api; readonly session: Pick<SessionStatus, "mark"> }): Marks => {
  const { api, session } = parts
  /** `sure`: Slack confirmed it. Without a sign there is known to be none. */
  const stands = makeRecent<string, { readonly sign: string | undefined; readonly sure: boolean }>(remembered)
  const forbidden = makeRecent<string, { readonly until: number; readonly error: PlatformError }>(remembered)

  const sign = Effect.fn("Marks.sign")(function* (message: MessageRef, state: MarkState) {
    const wanted = signOf(state)
    // What waits in the queue was seen all the same.
    if (state === "queued" && wanted === undefined) return
    const { channel, team } = addressOf(message.conversation)
    const id = `${team} ${channel} ${message.message}`
    const now = yield* Clock.currentTimeMillis
    const refused = forbidden.get(`${team} ${channel}`)
    if (refused !== undefined && now < refused.until) return yield* refused.error

    const react = (method: "reactions.add" | "reactions.remove", name: string) =>
      api.tell({ team, method, args: { channel, timestamp: message.message, name } }).pipe(
        Effect.catchIf(
          (error) => error.reason._tag === "Gone" || fine.has(errorOf(error) ?? ""),
          () => Effect.void
        ),
        Effect.tapError((error) =>
          Effect.sync(() => {
            if (error.reason._tag !== "Forbidden") return
            forbidden.set(`${team} ${channel}`, { until: now + forbiddenMillis, error })
          })
        )
      )

    const assumed = state === "accepted" ? undefined : signOf("accepted")
    const before = stands.get(id) ?? { sign: assumed, sure: false }
    if (before.sign === wanted && before.sure) return
    if (before.sign !== undefined && before.sign !== wanted) {
      yield* react("reactions.remove", before.sign)
      stands.set(id, { sign: undefined, sure: true })
    }
    if (wanted === undefined) return stands.set(id, { sign: undefined, sure: true })
    stands.set(id, { sign: wanted, sure: false })
    yield* react("reactions.add", wanted)
    stands.set(id, { sign: wanted, sure: true })
  })

  return {
    mark: (message, state) =>
      Effect.flatMap(session.mark(message, state), (shown) => (shown ? Effect.void : sign(message, state)))
  }
}
