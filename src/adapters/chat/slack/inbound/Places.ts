/**
 * Finds out what a channel is, by asking once. Owns what was asked for; must not decide what is done in a place.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { patiently } from "../../../../core/chat/Patience.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Api } from "../web/Api.ts"

export interface Channel {
  /** Alone with the bot. */
  readonly direct: boolean
  /** Without a sign before it; empty for a direct one. */
  readonly name: string
}

export interface Places {
  readonly find: (team: string, channel: string) => Effect.Effect<Channel, PlatformError>
}

const believedFor = 10 * 60_000
const most = 2000

const Info = Schema.Struct({
  channel: Schema.Struct({
    name: Schema.optionalKey(Schema.NullOr(Schema.String)),
    is_im: Schema.optionalKey(Schema.NullOr(Schema.Boolean))
  })
})

export const isDirect = (channel: string): boolean => channel.startsWith("D")

export const makePlaces = (api: Pick<Api, "ask">): Places => {
  const asked = makeRecent<string, { readonly at: number; readonly channel: Channel }>(most)
  return {
    find: (team, id) =>
      Effect.gen(function* () {
        if (isDirect(id)) return { direct: true, name: "" }
        const key = `${team}/${id}`
        const now = yield* Clock.currentTimeMillis
        const known = asked.get(key)
        if (known !== undefined && now - known.at < believedFor) return known.channel
        const found = yield* patiently(api.ask(Info, { team, method: "conversations.info", args: { channel: id } }))
        const channel = { direct: found.channel.is_im === true, name: found.channel.name ?? "" }
        asked.set(key, { at: now, channel })
        return channel
      })
  }
}
