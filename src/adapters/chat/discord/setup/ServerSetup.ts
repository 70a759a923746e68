/**
 * The part of the setup that ends with a channel in a server where the bot is: the invitation, waiting until somebody
 * followed it, and a channel in which the bot can answer.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Guide } from "../../../../core/ports/Guide.ts"
import { findGuilds, findTextChannels, type Guild, type TextChannel } from "../Account.ts"
import type { Permission } from "../Permissions.ts"
import { inviteLink } from "./InviteLink.ts"
import type { SignedIn } from "./TokenSetup.ts"

export interface ChosenChannel {
  readonly guild: Guild
  readonly channel: TextChannel
}

const pace = Schedule.spaced("3 seconds")

/** Somebody is clicking meanwhile, so that what may pass is waited out. */
const passes = ({ reason }: PlatformError): boolean => reason._tag === "Unreachable" || reason._tag === "RateLimited"

const chooseGuild = Effect.fnUntraced(function* (guide: Guide, { account, api }: SignedIn) {
  const first = yield* guide.waiting("asking discord for its servers", findGuilds(api))
  yield* guide.say(`${account.name} is added to a server with exactly what it needs by this link:
  ${inviteLink(account.application)}`)
  const guilds =
    first.length > 0
      ? first
      : yield* guide.waiting(
          `waiting until ${account.name} is in a server`,
          findGuilds(api).pipe(
            Effect.retry({ while: passes, schedule: pace }),
            Effect.repeat({ until: (found) => found.length > 0, schedule: pace })
          )
        )
  const [only] = guilds
  if (only !== undefined && guilds.length === 1) {
    yield* guide.say(`✓ ${account.name} is in ${only.name}`)
    return only
  }
  return yield* guide.choose(
    "in which server do people meet the first agent?",
    guilds.map((guild) => ({ title: guild.name, about: "", value: guild }))
  )
})

const names = (missing: ReadonlyArray<Permission>): string => missing.map(({ name }) => name).join(", ")

const isUsable = ({ missing }: TextChannel): boolean => missing.every(({ vital }) => !vital)

const howToGive = "under Server Settings > Roles, or in the channel under Edit Channel > Permissions"

const chooseChannel = (
  guide: Guide,
  signedIn: SignedIn,
  guild: Guild
): Effect.Effect<TextChannel | undefined, PlatformError> =>
  Effect.gen(function* () {
    const channels = yield* guide.waiting(
      `asking discord for the channels of ${guild.name}`,
      findTextChannels(signedIn.api, signedIn.account, guild)
    )
    if (!channels.some(isUsable)) {
      const why = channels.map(({ missing, name }) => `  #${name}: missing ${names(missing)}`)
      yield* guide.say(
        channels.length === 0
          ? `✗ ${guild.name} has no text channel; make one`
          : [`✗ no channel of ${guild.name} can be used; give what is missing ${howToGive}`, ...why].join("\n")
      )
      return (yield* guide.confirm("look again?")) ? yield* chooseChannel(guide, signedIn, guild) : undefined
    }
    const chosen = yield* guide.choose(
      "in which channel?",
      [...channels.filter(isUsable), ...channels.filter((channel) => !isUsable(channel))].map((channel) => ({
        title: `#${channel.name}`,
        about: channel.missing.length === 0 ? "" : `missing ${names(channel.missing)}`,
        value: channel,
        ...(isUsable(channel) ? {} : { unusable: true })
      }))
    )
    if (chosen.missing.length > 0) {
      const lines = chosen.missing.map(({ name, otherwise }) => `  ${name}: ${otherwise}`)
      yield* guide.say([`▸ missing in #${chosen.name}; give them ${howToGive}`, ...lines].join("\n"))
    }
    return chosen
  })

/** Undefined when no channel can be used and the person gave up. */
export const setUpServer = Effect.fn("setUpServer")(function* (guide: Guide, signedIn: SignedIn) {
  const guild = yield* chooseGuild(guide, signedIn)
  const channel = yield* chooseChannel(guide, signedIn, guild)
  if (channel === undefined) return undefined
  const chosen: ChosenChannel = { guild, channel }
  return chosen
})
