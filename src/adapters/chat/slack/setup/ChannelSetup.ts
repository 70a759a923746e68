/**
 * The part of the setup that ends with a channel that the bot is in: chosen from what it can see, joined where it may, and
 * else waited for until somebody has invited it.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Guide } from "../../../../core/ports/Guide.ts"
import { type Channel, findChannels, isMember, joinChannel, mayUse } from "./Channels.ts"
import type { SignedIn } from "./SignIn.ts"

const pace = Schedule.spaced("3 seconds")

/** Somebody is typing meanwhile, so that what may pass is waited out. */
const passes = ({ reason }: PlatformError): boolean => reason._tag === "Unreachable" || reason._tag === "RateLimited"

const enter = (guide: Guide, signedIn: SignedIn, channel: Channel): Effect.Effect<void, PlatformError> =>
  Effect.gen(function* () {
    const { name } = signedIn.identity
    if (channel.member) return
    const joined =
      mayUse(signedIn.identity, "channels:join") &&
      (yield* guide.waiting(`joining #${channel.name}`, joinChannel(signedIn, channel)))
    if (joined) return yield* guide.say(`✓ ${name} has joined #${channel.name}`)
    yield* guide.say(`▸ write in #${channel.name}: /invite @${name}`)
    yield* guide.waiting(
      `waiting until ${name} is in #${channel.name}`,
      isMember(signedIn, channel).pipe(
        Effect.retry({ while: passes, schedule: pace }),
        Effect.repeat({ until: (member) => member, schedule: pace })
      )
    )
    yield* guide.say(`✓ ${name} is in #${channel.name}`)
  })

/** Undefined when there is none and the person gave up. */
export const setUpChannel = (guide: Guide, signedIn: SignedIn): Effect.Effect<Channel | undefined, PlatformError> =>
  Effect.gen(function* () {
    const { name, teamName } = signedIn.identity
    const channels = yield* guide.waiting(`asking slack for the channels of ${teamName}`, findChannels(signedIn))
    const entering = mayUse(signedIn.identity, "channels:join")
      ? `${name} joins it`
      : `${name} has to be invited, it is said how`
    const chosen =
      channels.length === 0
        ? undefined
        : yield* guide.choose("in which channel do people meet the first agent?", [
            ...channels.map((channel) => ({
              title: `#${channel.name}`,
              about: channel.member ? `${name} is in it` : entering,
              value: channel
            })),
            { title: "another one", about: "private, or made meanwhile", value: undefined }
          ])
    if (chosen !== undefined) {
      yield* enter(guide, signedIn, chosen)
      return chosen
    }
    yield* guide.say(`▸ write in that channel: /invite @${name}`)
    return (yield* guide.confirm("look again?")) ? yield* setUpChannel(guide, signedIn) : undefined
  })
