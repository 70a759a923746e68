/**
 * Every key of the configuration with its default and one line about it, put together from the core's own keys and
 * those of the adapters' manifests. Owns the keys; reading a file is in `LoadConfig`.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { accessRules } from "../../core/agents/Access.ts"
import { bindingSchema } from "../../core/agents/Binding.ts"
import { WrittenAgentName } from "../../core/agents/WrittenAgentName.ts"
import { webPlatformName } from "../../core/control/WebConversation.ts"
import { PlatformName } from "../../core/model/Ids.ts"
import type { BackendManifest, PlatformManifest } from "../../core/ports/Manifest.ts"
import { routingRule } from "../../core/routing/Routing.ts"
import { AddressText } from "../WebAddress.ts"

const key = <S extends Schema.Top>(schema: S, value: S["Encoded"], description: string) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value))).annotate({ description })

const group = <S extends Schema.Top & { readonly Encoded: object }>(schema: S, description: string) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed({}))).annotate({ description })

/** `"10 minutes"`, `"1 hour"`, `"500 millis"`; more than nothing, and finite. */
export const DurationText = Schema.DurationFromString.check(
  Schema.makeFilter((duration: Duration.Duration) => Duration.isFinite(duration) && Duration.isPositive(duration), {
    expected: 'a duration above zero such as "10 minutes"'
  })
)

const dollars = (description: string) =>
  Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThan(0, { expected: "US dollars above zero" }))).annotate({
    description,
    examples: [5]
  })

export const logLevels = ["trace", "debug", "info", "warn", "error", "none"] as const

export const configSchema = (backends: ReadonlyArray<BackendManifest>, platforms: ReadonlyArray<PlatformManifest>) => {
  const backendNames = backends.map((manifest) => manifest.name)
  const backend = Schema.Literals(backendNames).pipe(
    Schema.brand("BackendName"),
    Schema.annotate({ description: "The backend's name" })
  )
  const platform = Schema.Literals(platforms.map((manifest) => manifest.name)).pipe(
    Schema.brand("PlatformName"),
    Schema.annotate({ description: "The platform's name" })
  )
  const people = Schema.Literals([...platforms.map((manifest) => manifest.name), webPlatformName]).pipe(
    Schema.brand("PlatformName"),
    Schema.annotate({ description: "The platform's name; web for those who are signed in to the dashboard" })
  )
  return Schema.Struct({
    agents: group(
      Schema.Struct({
        folders: key(
          Schema.Array(Schema.NonEmptyString),
          [],
          "More folders with agent files, beside config/agents and the agents made at run time; later ones win by name"
        ),
        backend: key(
          Schema.Literals(backendNames),
          backendNames[0] ?? "",
          "The backend of an agent whose file names none"
        )
      }),
      "Where agents come from"
    ),
    workdirs: key(
      Schema.NonEmptyArray(Schema.NonEmptyString),
      ["."],
      "Roots under which every working directory must lie; . is the directory in which the service was started"
    ),
    default: key(WrittenAgentName, "scout", "The agent that answers where nothing is bound"),
    backends: group(
      Schema.Struct(
        Object.fromEntries(
          backends.map((manifest) => [
            manifest.name,
            manifest.config
              .pipe(Schema.withDecodingDefaultKey(Effect.succeed({})))
              .annotate({ description: manifest.title })
          ])
        )
      ),
      "The coding CLIs"
    ),
    platforms: group(
      Schema.Struct(
        Object.fromEntries(
          platforms.map((manifest) => [
            manifest.name,
            Schema.optionalKey(manifest.config).annotate({
              description: `${manifest.title}; off unless it is named here`
            })
          ])
        )
      ),
      "The chat systems"
    ),
    bindings: key(
      Schema.Array(bindingSchema(platform)),
      [],
      "Who answers where: a list of platform, conversation (none: the whole platform), agent, trigger (all or mention)"
    ),
    lane: group(
      Schema.Struct({
        capacity: key(
          Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 })),
          20,
          "How many messages of one session may wait; further ones are refused with words"
        )
      }),
      "What waits for a session"
    ),
    sessions: group(
      Schema.Struct({
        warmFor: key(DurationText, "10 minutes", "How long the CLI of an idle session stays open"),
        maxWarm: key(
          Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1000 })),
          8,
          "How many idle CLIs stay open at most; the least recently used closes first"
        )
      }),
      "The CLI processes of sessions"
    ),
    asks: group(
      Schema.Struct({
        timeout: key(DurationText, "10 minutes", "How long an ask waits for a person; then it is denied")
      }),
      "Requests to people"
    ),
    finish: key(
      Schema.Literals(["auto", "edit", "post"]),
      "auto",
      "How an answer ends: edit its message, post a new one, or auto: post after 20 seconds"
    ),
    budgets: group(
      Schema.Struct({
        turn: dollars("US dollars for one turn; no limit unless given"),
        agentDay: dollars("US dollars for one agent and day; no limit unless given"),
        userDay: dollars("US dollars for one person and day; no limit unless given"),
        fleetDay: dollars("US dollars for everything and day; no limit unless given")
      }),
      "What may be spent"
    ),
    routing: key(
      Schema.Array(routingRule(backend)),
      [],
      "Which model works where an agent, a session or a worker has model: auto; the first rule that fits decides"
    ),
    workers: group(
      Schema.Struct({
        parallel: key(
          Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 64 })),
          4,
          "How many workers run at once; those that workers ask for have as many places of their own"
        ),
        budget: key(
          Schema.Finite.check(Schema.isGreaterThan(0, { expected: "US dollars above zero" })),
          1,
          "US dollars for a worker that is given no other budget"
        ),
        timeout: key(DurationText, "15 minutes", "How long a worker may take that is given no other time"),
        keep: key(DurationText, "30 days", "How long results are kept"),
        cache: key(
          Schema.Union([Schema.Literal("off"), DurationText]),
          "1 hour",
          "How long the same task in an unchanged git working directory is answered from its last result; off for never"
        )
      }),
      "Tasks that are handed out"
    ),
    together: group(
      Schema.Struct({
        hops: key(
          Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 20 })),
          4,
          "How many agents may hand on to one another in a row, workers of workers included; 0 for none"
        ),
        perTurn: key(
          Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100 })),
          10,
          "How often an agent may ask others while it answers one message"
        ),
        perMinute: key(
          Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1000 })),
          20,
          "How often agents may ask one another in one conversation, in a minute"
        )
      }),
      "Agents that speak to one another"
    ),
    web: group(
      Schema.Struct({
        listen: key(
          AddressText,
          "127.0.0.1:3456",
          "Where the web server listens, which shows the dashboard and gives agents their tools; port 0 is any that is free"
        ),
        hosts: key(
          Schema.Array(Schema.NonEmptyString),
          [],
          "More names under which it may be spoken to, such as that of a proxy with TLS; needed to listen for other machines"
        )
      }),
      "The service's own web server"
    ),
    allowFull: key(Schema.Array(WrittenAgentName), [], "Agents that may have permissions: full and so are never asked"),
    access: group(
      Schema.Struct({
        ...accessRules(people).fields,
        local: key(
          Schema.Array(PlatformName),
          ["console"],
          "Platforms of this machine alone, whose word for who the owner is counts"
        )
      }),
      "Who may do what; nobody may do anything unless it is said here or they paired"
    ),
    journal: group(
      Schema.Struct({ keep: key(DurationText, "30 days", "How long finished turns are kept") }),
      "The record of turns"
    ),
    audit: group(
      Schema.Struct({ keep: key(DurationText, "400 days", "How long it is kept who did what") }),
      "The record of who did what"
    ),
    log: group(
      Schema.Struct({
        level: key(Schema.Literals(logLevels), "info", "The least level that is written"),
        format: key(Schema.Literals(["pretty", "json"]), "pretty", "pretty for people, json for machines")
      }),
      "The service's own log"
    ),
    telemetry: group(
      Schema.Struct({
        otlp: Schema.optionalKey(
          Schema.String.check(
            Schema.isPattern(/^https?:\/\/[^\s]+$/, { expected: "an address that starts with http:// or https://" })
          )
        ).annotate({
          description: "Where traces and metrics go, as OTLP over HTTP; nowhere unless given",
          examples: ["http://127.0.0.1:4318"]
        })
      }),
      "Traces and metrics"
    )
  })
}

/** What the configuration says; `backends` and `platforms` hold each adapter's keys in the form its `create` takes. */
export type Config = ReturnType<typeof configSchema>["Type"]
