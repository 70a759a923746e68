/**
 * What the configuration says about Discord. The token is not in it: it comes from the environment alone.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const withDefault = <S extends Schema.Top>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))

export const DiscordConfig = Schema.Struct({
  apiUrl: Schema.optionalKey(Schema.NonEmptyString).annotate({
    description: "Another base of the API, for a proxy: https://proxy.example/api; DISCORD_API_URL counts before it"
  }),
  threads: withDefault(Schema.Boolean, true).annotate({
    description: "A message in a channel opens a thread, and the thread is the session; false answers in the channel"
  }),
  faces: withDefault(Schema.Boolean, true).annotate({
    description: "Agents appear under their own name and picture, by a webhook per channel"
  }),
  commands: withDefault(Schema.Boolean, true).annotate({ description: "Registers the slash commands" })
})
export type DiscordConfig = typeof DiscordConfig.Type
