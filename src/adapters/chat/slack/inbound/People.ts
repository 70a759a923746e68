/**
 * Who somebody is: what they are called, and which user groups they are in. Owns that it is asked for once, and not
 * believed for long. Somebody of whom Slack tells nothing is their id, without a role.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { makeOneAtATime } from "../../../../core/chat/OneAtATime.ts"
import { patiently } from "../../../../core/chat/Patience.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { Person } from "../../../../core/model/Conversation.ts"
import { UserId } from "../../../../core/model/Ids.ts"
import type { Api } from "../web/Api.ts"
import { type FoundName, findName } from "./PersonName.ts"
import type { UserGroups } from "./UserGroups.ts"

export interface People {
  readonly find: (team: string, user: string) => Effect.Effect<Person>
  /** The name alone; undefined when it is not known. */
  readonly name: (team: string, user: string) => Effect.Effect<string | undefined>
  /** A program that has an account. */
  readonly isBot: (team: string, user: string) => Effect.Effect<boolean>
}

const believedFor = 10 * 60_000
/** What could not be had is asked for again soon. */
const doubtedFor = 60_000
const most = 5000

interface Known extends FoundName {
  readonly until: number
}

export const makePeople = (parts: { readonly api: Pick<Api, "ask">; readonly groups: UserGroups }): People => {
  const { api, groups } = parts
  const asked = makeRecent<string, Known>(most)
  const oneAtATime = makeOneAtATime()

  const known = (team: string, user: string): Effect.Effect<Known> =>
    Effect.gen(function* () {
      const key = `${team}/${user}`
      const now = yield* Clock.currentTimeMillis
      const before = asked.get(key)
      if (before !== undefined && now < before.until) return before
      const found = yield* patiently(findName(api, team, user)).pipe(
        Effect.map((answer): Known => ({ ...answer, until: now + believedFor })),
        Effect.tapError((error) => Effect.logDebug("it is not known who somebody is", error)),
        Effect.orElseSucceed((): Known => ({ bot: false, ...before, until: now + doubtedFor }))
      )
      asked.set(key, found)
      return found
    }).pipe(oneAtATime(`${team}/${user}`))

  const name: People["name"] = (team, user) => Effect.map(known(team, user), (person) => person.name)

  return {
    name,
    isBot: (team, user) => Effect.map(known(team, user), ({ bot }) => bot),
    find: (team, user) =>
      Effect.map(Effect.all([name(team, user), groups.of(team, user)], { concurrency: 2 }), ([called, roles]) => ({
        id: UserId.make(user),
        name: called ?? user,
        roles
      }))
  }
}
