/**
 * What is said to somebody about what they did, to them alone. Owns that the way back is open before the core hears of it.
 */
import * as Effect from "effect/Effect"
import { patiently } from "../../../../core/chat/Patience.ts"
import { type MessagePayload, renderBody } from "../format/Body.ts"
import type { Deed } from "./Deeds.ts"
import type { OpenReply, Replies } from "./Replies.ts"

export interface Telling {
  readonly expect: (deed: Deed, more?: Pick<OpenReply, "silent" | "takeBack">) => Effect.Effect<void>
  readonly refuse: (deed: Deed, words: string | MessagePayload) => Effect.Effect<void>
}

export const makeTelling = (replies: Replies): Telling => {
  const expect: Telling["expect"] = ({ trigger: _, ...deed }, more = {}) => replies.open({ ...deed, ...more })
  return {
    expect,
    refuse: Effect.fn("Telling.refuse")(function* (deed, words) {
      yield* expect(deed)
      const payload = typeof words === "string" ? renderBody({ markdown: words, controls: [] }) : words
      yield* patiently(replies.answer(deed.handle, payload, true)).pipe(
        Effect.ignore({ log: "Warn", message: "somebody could not be told what came of what they did" })
      )
    })
  }
}
