/**
 * What can be configured of the codex backend, and the environment that follows from it.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { allowedEnvironment, backendConfigFields } from "../../../core/ports/BackendConfig.ts"

const millis = (value: number, description: string) =>
  Schema.Natural.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value))).annotate({
    description: `${description}, in milliseconds. Default: ${value}`
  })

export const CodexConfig = Schema.Struct({
  ...backendConfigFields("codex"),
  mode: Schema.Literals(["app-server", "exec"])
    .pipe(Schema.withDecodingDefaultKey(Effect.succeed("app-server" as const)))
    .annotate({
      description:
        "How codex is run. exec starts it anew for every message: no live text, no questions, no steering. Default: app-server"
    }),
  silenceMillis: millis(900_000, "How long a turn may say nothing before it is stopped"),
  networkMillis: millis(60_000, "How long codex may wait for its model provider"),
  reconnectMillis: millis(15_000, "How long to wait for a process that outlived the service")
})
export type CodexConfig = typeof CodexConfig.Type

/** What codex may see of the service's environment. */
export const codexEnvironment = (
  config: CodexConfig,
  environment: Readonly<Record<string, string>>
): Record<string, string> => allowedEnvironment(environment, { prefixes: ["CODEX_", "OPENAI_"], names: config.env })

/** Where codex keeps its sign-in, configuration and sessions. */
export const codexHome = (environment: Readonly<Record<string, string>>): string =>
  environment.CODEX_HOME ?? `${environment.HOME ?? ""}/.codex`
