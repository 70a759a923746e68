/**
 * Whose token it is: the workspace, the bot, and what it may do there, as Slack says. Owns that a token of another kind,
 * or of a whole organisation, is refused in words.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Misconfigured, PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { slack } from "../Place.ts"
import type { Account } from "../Tokens.ts"
import type { Api } from "../web/Api.ts"

const Answer = Schema.Struct({
  team_id: Schema.String,
  team: Schema.String,
  user_id: Schema.String,
  user: Schema.String,
  bot_id: Schema.optionalKey(Schema.String),
  is_enterprise_install: Schema.optionalKey(Schema.Boolean),
  response_metadata: Schema.optionalKey(Schema.Struct({ scopes: Schema.optionalKey(Schema.Array(Schema.String)) }))
})

export interface Identity extends Account {
  /** What the bot is called: `orchestrator`. */
  readonly name: string
}

export const misconfigured = (detail: string, remedy: string): PlatformError =>
  new PlatformError({ platform: slack, reason: new Misconfigured({ detail, remedy }) })

export const wholeOrganisation =
  "the app is installed in a whole enterprise organisation, and only single workspaces are supported"
export const oneWorkspace = "install it in one workspace instead"

/** `team` is the workspace that the api is asked for; before it is known, any. */
export const findIdentity = (api: Pick<Api, "ask">, team = ""): Effect.Effect<Identity, PlatformError> =>
  Effect.gen(function* () {
    const { bot_id, is_enterprise_install, response_metadata, ...found } = yield* api.ask(Answer, {
      team,
      method: "auth.test"
    })
    if (is_enterprise_install === true) return yield* misconfigured(wholeOrganisation, oneWorkspace)
    if (bot_id === undefined) {
      return yield* misconfigured(
        "this token is not that of a bot",
        "use the Bot User OAuth Token, which begins with xoxb-"
      )
    }
    return {
      team: found.team_id,
      teamName: found.team,
      user: found.user_id,
      name: found.user,
      bot: bot_id,
      scopes: response_metadata?.scopes ?? []
    }
  })
