/**
 * Who somebody is: what they are called, and which user groups they are in. Owns that it is asked for once, and not
 * believed for long. Somebody of whom Slack tells nothing is their id, without a role.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { tameName } from "../../../../core/chat/Cut.ts"
import { makeOneAtATime } from "../../../../core/chat/OneAtATime.ts"
import { patiently } from "../../../../core/chat/Patience.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { Person } from "../../../../core/model/Conversation.ts"
import { UserId } from "../../../../core/model/Ids.ts"
import type { Api } from "../web/Api.ts"
import { unescaped } from "./ReadableText.ts"
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

const absentable = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

const User = Schema.Struct({
  user: Schema.Struct({
    name: absentable(Schema.String),
    is_bot: absentable(Schema.Boolean),
    real_name: absentable(Schema.String),
    profile: absentable(
      Schema.Struct({ display_name: absentable(Schema.String), real_name: absentable(Schema.String) })
    )
  })
})

interface Known {
  readonly until: number
  readonly name?: string
  readonly bot: boolean
}

const nameOf = ({ user: { name, profile, real_name } }: typeof User.Type): string | undefined => {
  const [shown] = [profile?.display_name, profile?.real_name, real_name, name].flatMap((written) => {
    const tame = tameName(unescaped(written ?? ""))
    return tame === "" ? [] : [tame]
  })
  return shown
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
      const found = yield* patiently(api.ask(User, { team, method: "users.info", args: { user } })).pipe(
        Effect.map((answer): Known => {
          const name = nameOf(answer)
          const bot = answer.user.is_bot === true
          return { until: now + believedFor, bot, ...(name === undefined ? {} : { name }) }
        }),
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
