/** A platform in memory that is set up by a token and with one room, for tests of the way there. */
import { Effect, Schema } from "effect"
import type { ChatPlatform } from "../../../src/core/ports/ChatPlatform.ts"
import { definePlatform, type PlatformManifest, type SetUp } from "../../../src/core/ports/Manifest.ts"
import { fakeCapabilities, fakeConversation } from "../../support/FakePlatform.ts"

export const tokenName = "PARLOUR_TOKEN"

/** Asks for its token unless the environment has it. */
export const parlour = (platform: ChatPlatform, triggers: SetUp["triggers"] = ["mention"]): PlatformManifest =>
  definePlatform({
    name: "parlour",
    title: "Parlour",
    config: Schema.Struct({}),
    capabilities: fakeCapabilities,
    create: () => Effect.succeed(platform),
    checks: () => Effect.succeed([]),
    setup: (_, { environment }, guide) =>
      Effect.gen(function* () {
        if (environment[tokenName] === undefined) {
          yield* guide.keep(tokenName, yield* guide.askSecret("the key of the parlour"))
        }
        return {
          configuration: {},
          conversation: fakeConversation("room", "parlour"),
          place: "the room",
          triggers,
          howToSay: (words) => `in the room: @bot ${words}`
        }
      })
  })
