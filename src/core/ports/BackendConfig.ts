/**
 * The part of a backend's configuration that is the same for every CLI, and the environment that follows from it.
 * Default deny: a child sees the names of the base list, those with the backend's own prefixes and those that the
 * configuration adds.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

export const backendConfigFields = (command: string) => ({
  command: Schema.NonEmptyString.pipe(Schema.withDecodingDefaultKey(Effect.succeed(command))).annotate({
    description: `The program, found on the PATH or absolute. Default: ${command}`
  }),
  args: Schema.Array(Schema.String)
    .pipe(Schema.withDecodingDefaultKey(Effect.succeed([])))
    .annotate({ description: "Arguments put before the service's own. Default: none" }),
  env: Schema.Array(Schema.NonEmptyString)
    .pipe(Schema.withDecodingDefaultKey(Effect.succeed([])))
    .annotate({ description: "More environment variables that the CLI may see, by name. Default: none" })
})

const base = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "TERM",
  "TZ",
  "TMPDIR",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
  "XDG_CACHE_HOME",
  "SSH_AUTH_SOCK",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "IS_SANDBOX"
]
/** The environment of a CLI: an allow-list by name and prefix. What no agent may ever see is not offered here. */
export const allowedEnvironment = (
  environment: Readonly<Record<string, string>>,
  allowed: { readonly prefixes: ReadonlyArray<string>; readonly names: ReadonlyArray<string> }
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) =>
        base.includes(name) ||
        name.startsWith("LC_") ||
        allowed.names.includes(name) ||
        allowed.prefixes.some((prefix) => name.startsWith(prefix))
    )
  )
