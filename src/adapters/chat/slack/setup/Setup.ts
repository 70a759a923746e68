/**
 * Leads a person from nothing to a bot that can answer in a channel: an app made by one link, its two tokens, what it may
 * do, a channel. Owns the order; asks for the tokens alone, and looks everything else up. Events over HTTP and apps for
 * many workspaces are set up by hand.
 */
import * as Effect from "effect/Effect"
import { Forbidden, PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Guide, NotKept } from "../../../../core/ports/Guide.ts"
import type { SetUp, Surroundings } from "../../../../core/ports/Manifest.ts"
import { credentialsOf } from "../Credentials.ts"
import { conversationAt, slack } from "../Place.ts"
import type { SlackConfig } from "../SlackConfig.ts"
import { setUpChannel } from "./ChannelSetup.ts"
import { setUpScopes } from "./ScopeSetup.ts"
import { setUpTokens } from "./TokenSetup.ts"

export const setupSlack = (
  config: SlackConfig,
  { environment }: Surroundings,
  guide: Guide
): Effect.Effect<SetUp, PlatformError | NotKept> =>
  Effect.gen(function* () {
    const signedIn = yield* Effect.flatMap(setUpTokens(guide, credentialsOf(config, environment)), (opened) =>
      setUpScopes(guide, opened)
    )
    const { identity } = signedIn
    const channel = yield* setUpChannel(guide, signedIn)
    if (channel === undefined) {
      return yield* new PlatformError({ platform: slack, reason: new Forbidden({ missing: "to be in a channel" }) })
    }
    const place = `#${channel.name}`
    const setUp: SetUp = {
      configuration: {},
      conversation: conversationAt({ team: identity.team, channel: channel.id, direct: false }),
      place,
      triggers: ["mention", "all"],
      howToSay: (words) => `in ${place} of ${identity.teamName}: @${identity.name} ${words}`
    }
    return setUp
  }).pipe(Effect.scoped)
