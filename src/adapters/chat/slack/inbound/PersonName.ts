/**
 * What somebody is called, as Slack tells: the name that they chose before the one that they were given. Asks once; who
 * asks remembers.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { tameName } from "../../../../core/chat/Cut.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Api } from "../web/Api.ts"
import { unescaped } from "./ReadableText.ts"

export interface FoundName {
  readonly name?: string
  /** A program that has an account. */
  readonly bot: boolean
}

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

const nameOf = ({ user: { name, profile, real_name } }: typeof User.Type): string | undefined => {
  const [shown] = [profile?.display_name, profile?.real_name, real_name, name].flatMap((written) => {
    const tame = tameName(unescaped(written ?? ""))
    return tame === "" ? [] : [tame]
  })
  return shown
}

export const findName = (api: Pick<Api, "ask">, team: string, user: string): Effect.Effect<FoundName, PlatformError> =>
  Effect.map(api.ask(User, { team, method: "users.info", args: { user } }), (answer) => {
    const name = nameOf(answer)
    return { bot: answer.user.is_bot === true, ...(name === undefined ? {} : { name }) }
  })
