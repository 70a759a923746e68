/**
 * What the configuration says about Slack. Tokens and secrets are not in it: they come from the environment alone.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const withDefault = <S extends Schema.Top>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))

export const SlackConfig = Schema.Struct({
  apiUrl: Schema.optionalKey(Schema.NonEmptyString).annotate({
    description: "Another base of the API, as for GovSlack: https://slack-gov.com/api; SLACK_API_URL counts before it"
  }),
  listen: withDefault(Schema.String, "127.0.0.1:3000").annotate({
    description: "Where events are received over HTTP, and installations: used without SLACK_APP_TOKEN, or with OAuth"
  }),
  faces: withDefault(Schema.Boolean, true).annotate({
    description: "Agents appear under their own name and picture (chat:write.customize)"
  }),
  streams: withDefault(Schema.Boolean, true).annotate({
    description: "Answers grow as native streams where the workspace allows it; false edits messages instead"
  }),
  reactions: withDefault(Schema.Boolean, false).annotate({
    description: "Shows the state of a message by a reaction instead of the agent session's status"
  })
})
export type SlackConfig = typeof SlackConfig.Type
