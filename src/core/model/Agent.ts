/**
 * A named persona: what one agent file says. Owns the shape and its defaults; reading files and deciding who answers
 * where live in `core/agents`.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { AgentName, BackendName, HostName } from "./Ids.ts"

/** From asking for everything to asking for nothing. `full` also needs a line in the configuration. */
export const Permissions = Schema.Literals(["plan", "ask", "accept-edits", "full"])
export type Permissions = typeof Permissions.Type

/** The one that asks for more. */
export const leastPermissions = (left: Permissions, right: Permissions): Permissions =>
  Permissions.literals.indexOf(left) <= Permissions.literals.indexOf(right) ? left : right

export const Verbosity = Schema.Literals(["answer", "essentials", "everything"])
export type Verbosity = typeof Verbosity.Type

export const Busy = Schema.Literals(["queue", "steer", "interrupt"])
export type Busy = typeof Busy.Type

const withDefault = <S extends Schema.Top>(schema: S, value: S["Encoded"]) =>
  schema.pipe(Schema.withDecodingDefaultKey(Effect.succeed(value)))

export const Agent = Schema.Struct({
  name: AgentName,
  description: Schema.String,
  backend: BackendName,
  /** A model or alias of the backend; absent means the CLI's own default. */
  model: Schema.optionalKey(Schema.NonEmptyString),
  /** Absolute after loading. */
  workdir: Schema.NonEmptyString,
  /** The CLI's tools that the agent may use; absent means all of them. */
  tools: Schema.optionalKey(Schema.Array(Schema.NonEmptyString)),
  permissions: withDefault(Permissions, "ask"),
  budget: withDefault(
    Schema.Struct({
      /** US dollars for one turn. */
      turn: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThan(0))),
      /** US dollars for one day. */
      day: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThan(0)))
    }),
    {}
  ),
  host: withDefault(HostName, "default"),
  busy: withDefault(Busy, "queue"),
  face: withDefault(
    Schema.Struct({ name: Schema.optionalKey(Schema.String), avatar: Schema.optionalKey(Schema.String) }),
    {}
  ),
  verbosity: withDefault(Verbosity, "essentials"),
  skills: withDefault(Schema.Array(Schema.String), []),
  /** MCP servers in the CLI's own configuration format, by name. */
  mcp: withDefault(Schema.Record(Schema.String, Schema.Json), {}),
  /** The text under the frontmatter. */
  persona: Schema.String,
  /** Content hash of the persona; a session keeps the one it was created with. */
  personaVersion: Schema.String
}).annotate({ identifier: "Agent" })
export type Agent = typeof Agent.Type
