/**
 * Leads a person from nothing to a bot that can answer in a channel: token, what it may be told, server, channel. Owns
 * the order and the words; asks for the token alone, and looks everything else up.
 */
import * as Effect from "effect/Effect"
import { Forbidden, PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Guide, NotKept } from "../../../../core/ports/Guide.ts"
import type { SetUp, Surroundings } from "../../../../core/ports/Manifest.ts"
import { type Account, findAccount } from "../Account.ts"
import { credentialsOf } from "../Credentials.ts"
import type { DiscordConfig } from "../DiscordConfig.ts"
import { conversationAt, discord } from "../Place.ts"
import { portalPage } from "./InviteLink.ts"
import { setUpServer } from "./ServerSetup.ts"
import { type SignedIn, setUpToken } from "./TokenSetup.ts"

const withoutContent = (page: string) => `▸ the message content intent is off
  without it the bot reads only messages that mention it, and direct messages: in its threads people mention it too
  to switch it on: ${page}
  under Privileged Gateway Intents, Message Content Intent, then save`

/** What the account looks like once the person has decided. */
const setUpContent = (guide: Guide, signedIn: SignedIn): Effect.Effect<Account, PlatformError> =>
  Effect.gen(function* () {
    const { account, api } = signedIn
    if (account.readsEverything) {
      yield* guide.say("✓ the message content intent is on")
      return account
    }
    yield* guide.say(withoutContent(portalPage(account.application)))
    const again = yield* guide.choose("is it on now?", [
      { title: "look again", about: "it is switched on", value: true },
      { title: "go on without it", about: "it can be switched on later", value: false }
    ])
    if (!again) return account
    return yield* setUpContent(guide, { api, account: yield* guide.waiting("asking discord", findAccount(api)) })
  })

export const setupDiscord = (
  config: DiscordConfig,
  { environment }: Surroundings,
  guide: Guide
): Effect.Effect<SetUp, PlatformError | NotKept> =>
  Effect.gen(function* () {
    const signedIn = yield* setUpToken(guide, credentialsOf(config, environment))
    yield* guide.say(`✓ the token is that of ${signedIn.account.name}`)
    const account = yield* setUpContent(guide, signedIn)
    const chosen = yield* setUpServer(guide, { ...signedIn, account })
    if (chosen === undefined) {
      return yield* new PlatformError({ platform: discord, reason: new Forbidden({ missing: "Send Messages" }) })
    }
    const { channel, guild } = chosen
    const setUp: SetUp = {
      configuration: {},
      conversation: conversationAt({
        kind: "channel",
        channel: channel.id,
        guild: guild.id,
        ...(channel.category === undefined ? {} : { category: channel.category }),
        opensThreads: config.threads,
        own: false
      }),
      place: `#${channel.name}`,
      triggers: account.readsEverything ? ["mention", "all"] : ["mention"],
      howToSay: (words) => `in #${channel.name} of ${guild.name}: @${account.name} ${words}`
    }
    return setUp
  }).pipe(Effect.scoped)
