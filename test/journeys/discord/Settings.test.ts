/** What is set in a channel, and in a thread of it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { walkDiscord } from "../../support/discord/DiscordWalk.ts"
import { ready, told } from "./Using.ts"
import { watching } from "./Watching.ts"

describe("settings on discord", () => {
  it.live("of a channel hold in the threads that begin there afterwards, those of a thread in it alone", () =>
    walkDiscord((walk) =>
      Effect.gen(function* () {
        const { ann, general } = walk
        const look = watching(walk)
        yield* ready(walk)
        const begin = Effect.fnUntraced(function* (text: string) {
          const said = ann.says(general, text)
          yield* look.settled(said)
          return yield* look.threadOf(said)
        })
        const modelIn = (channel: typeof general) => told(ann.command(channel, "model"))

        const before = yield* begin("!say before")
        assert.include(yield* told(ann.command(general, "model", { name: "large" })), "scout uses large here")
        const after = yield* begin("!say after")
        assert.include(yield* modelIn(before), "the cli's default model")
        assert.include(yield* modelIn(after), "scout uses large here")

        yield* told(ann.command(after, "model", { name: "small" }))
        const later = yield* begin("!say later")
        assert.include(yield* modelIn(after), "scout uses small here")
        assert.include(yield* modelIn(later), "scout uses large here")
        assert.deepStrictEqual(look.limits(), [])
      })
    )
  )
})
