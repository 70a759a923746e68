/**
 * What a person is in a server, for messages that were fetched: Discord sends it along only with live ones, and without
 * it somebody who may talk by a role would be turned away. Owns that it is asked for once, and not believed for long.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { insistently } from "../../../../core/chat/Insistence.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { Api } from "../rest/Api.ts"
import { RawMember } from "./RawMessage.ts"

export interface Members {
  /** Nothing for somebody who is no member any more. */
  readonly find: (guild: string, user: string) => Effect.Effect<RawMember | undefined>
}

const believedFor = 60_000
const most = 1000

export const makeMembers = (api: Api): Members => {
  const asked = makeRecent<string, { readonly at: number; readonly member: RawMember | undefined }>(most)
  return {
    find: (guild, user) =>
      Effect.gen(function* () {
        const key = `${guild}/${user}`
        const now = yield* Clock.currentTimeMillis
        const known = asked.get(key)
        if (known !== undefined && now - known.at < believedFor) return known.member
        const route = `/guilds/${guild}/members/${user}` as const
        const member = yield* insistently(api.ask(RawMember, { method: "GET", route })).pipe(
          Effect.tapError((error) => Effect.logDebug("a writer is not known as a member", error)),
          Effect.orElseSucceed(() => undefined)
        )
        asked.set(key, { at: now, member })
        return member
      })
  }
}
