/**
 * The user groups of each workspace: which somebody is in, and what they are called. Owns that all are asked for at once,
 * seldom, and that a workspace without them is one in which nobody has a role.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeOneAtATime } from "../../../../core/chat/OneAtATime.ts"
import { patiently } from "../../../../core/chat/Patience.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { Api } from "../web/Api.ts"

export interface UserGroups {
  /** Ids. */
  readonly of: (team: string, user: string) => Effect.Effect<ReadonlyArray<string>>
  readonly name: (team: string, group: string) => Effect.Effect<string | undefined>
}

const believedFor = 10 * 60_000
/** What could not be had is asked for again soon. */
const doubtedFor = 60_000
const mostTeams = 1000

const Groups = Schema.Struct({
  usergroups: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      handle: Schema.optionalKey(Schema.String),
      users: Schema.optionalKey(Schema.Array(Schema.String))
    })
  )
})
type Known = (typeof Groups.Type)["usergroups"]

export const makeUserGroups = (api: Pick<Api, "ask">): UserGroups => {
  const asked = makeRecent<string, { readonly until: number; readonly groups: Known }>(mostTeams)
  const oneAtATime = makeOneAtATime()

  const find = (team: string): Effect.Effect<Known> =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const known = asked.get(team)
      if (known !== undefined && now < known.until) return known.groups
      const call = { team, method: "usergroups.list", args: { include_users: true } }
      const found = yield* patiently(api.ask(Groups, call)).pipe(
        Effect.map(({ usergroups }) => ({ until: now + believedFor, groups: usergroups })),
        Effect.tapError((error) => Effect.logDebug("the user groups of a workspace are not known", error)),
        Effect.orElseSucceed(() => ({ until: now + doubtedFor, groups: known?.groups ?? [] }))
      )
      asked.set(team, found)
      return found.groups
    }).pipe(oneAtATime(team))

  return {
    of: (team, user) =>
      Effect.map(find(team), (groups) => groups.filter(({ users }) => users?.includes(user)).map(({ id }) => id)),
    name: (team, group) => Effect.map(find(team), (groups) => groups.find(({ id }) => id === group)?.handle)
  }
}
