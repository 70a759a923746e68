/**
 * What can be configured of the rehearsal backend, and where its conversations are kept.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const millis = (value: number, description: string) =>
  Schema.Natural.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value))).annotate({ description })

export const RehearsalConfig = Schema.Struct({
  patienceMillis: millis(2_000, "How long each step of stopping a turn may take, in milliseconds. Default: 2000"),
  silenceMillis: millis(
    600_000,
    "How long a turn may say nothing before it is stopped, in milliseconds. Default: 600000"
  ),
  reconnectMillis: millis(
    120_000,
    "How long to wait for a process that outlived the service, in milliseconds. Default: 120000"
  )
})
export type RehearsalConfig = typeof RehearsalConfig.Type
