/**
 * How an adapter introduces itself: a plain record with a configuration schema and a scoped `create`. The kind's list
 * in `bot` names every manifest; doctor, configuration, contract tests and the dashboard pick the adapter up from it.
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Trigger } from "../agents/Binding.ts"
import type { CliProcesses } from "../cli/CliProcesses.ts"
import type { Conversation } from "../model/Conversation.ts"
import type { AgentBackend, BackendCapabilities, BackendError } from "./AgentBackend.ts"
import type { ChatCapabilities, ChatPlatform, PlatformError } from "./ChatPlatform.ts"
import type { Guide, NotKept } from "./Guide.ts"
import type { State } from "./State.ts"

/** One line of `doctor`. */
export interface Check {
  readonly name: string
  readonly state: "ok" | "warning" | "failed"
  /** What was found: a version, a path, an error. */
  readonly found: string
  /** What to do; empty when it is ok. */
  readonly fix: string
}

/** What every adapter may use, and nothing else. */
export type BackendServices = CliProcesses | FileSystem.FileSystem | Path.Path
export type PlatformServices = State | FileSystem.FileSystem | Path.Path

/** What an adapter is told about the machine; secrets only by the names that its manifest asked for. */
export interface Surroundings {
  /** The service's environment less what this kind of adapter may never see; an allow-list is picked from it. */
  readonly environment: Readonly<Record<string, string>>
  /** The folder for this adapter's own files, under the data directory. */
  readonly directory: string
}

export interface BackendManifest {
  readonly name: string
  /** For people: the product's own spelling. */
  readonly title: string
  readonly config: Schema.Codec<unknown, unknown>
  readonly capabilities: BackendCapabilities
  readonly create: (
    config: unknown,
    surroundings: Surroundings
  ) => Effect.Effect<AgentBackend, BackendError | Schema.SchemaError, BackendServices>
  /** Installed, version, signed in. */
  readonly checks: (
    config: unknown,
    surroundings: Surroundings
  ) => Effect.Effect<ReadonlyArray<Check>, Schema.SchemaError, BackendServices>
}

/** What is known once a platform is set up; its secrets are kept by then. */
export interface SetUp {
  /** What stands under the platform's name in the configuration. */
  readonly configuration: Readonly<Record<string, Schema.Json>>
  /** Where the first agent is met. */
  readonly conversation: Conversation
  /** What people call that place: `#general`. */
  readonly place: string
  /** What can be heard there, the suggestion first. */
  readonly triggers: readonly [Trigger, ...ReadonlyArray<Trigger>]
  /** How a person says these words to the bot, in one or more lines. */
  readonly howToSay: (words: string) => string
}

export interface PlatformManifest {
  readonly name: string
  readonly title: string
  readonly config: Schema.Codec<unknown, unknown>
  readonly capabilities: ChatCapabilities
  readonly create: (
    config: unknown,
    surroundings: Surroundings
  ) => Effect.Effect<ChatPlatform, PlatformError | Schema.SchemaError, PlatformServices | Scope.Scope>
  readonly checks: (
    config: unknown,
    surroundings: Surroundings
  ) => Effect.Effect<ReadonlyArray<Check>, Schema.SchemaError, PlatformServices>
  /** Leads a person from nothing to a platform that runs; absent where there is nothing to set up. */
  readonly setup?: (
    config: unknown,
    surroundings: Surroundings,
    guide: Guide
  ) => Effect.Effect<SetUp, PlatformError | NotKept | Schema.SchemaError>
}

/** Ties a backend's functions to its configuration schema. */
export const defineBackend = <A, I>(definition: {
  readonly name: string
  readonly title: string
  readonly config: Schema.Codec<A, I>
  readonly capabilities: BackendCapabilities
  readonly create: (config: A, surroundings: Surroundings) => Effect.Effect<AgentBackend, BackendError, BackendServices>
  readonly checks: (
    config: A,
    surroundings: Surroundings
  ) => Effect.Effect<ReadonlyArray<Check>, never, BackendServices>
}): BackendManifest => {
  const decode = Schema.decodeUnknownEffect(definition.config)
  return {
    ...definition,
    create: (config, surroundings) => Effect.flatMap(decode(config), (value) => definition.create(value, surroundings)),
    checks: (config, surroundings) => Effect.flatMap(decode(config), (value) => definition.checks(value, surroundings))
  }
}

/** Ties a platform's functions to its configuration schema. */
export const definePlatform = <A, I>(definition: {
  readonly name: string
  readonly title: string
  readonly config: Schema.Codec<A, I>
  readonly capabilities: ChatCapabilities
  readonly create: (
    config: A,
    surroundings: Surroundings
  ) => Effect.Effect<ChatPlatform, PlatformError, PlatformServices | Scope.Scope>
  readonly checks: (
    config: A,
    surroundings: Surroundings
  ) => Effect.Effect<ReadonlyArray<Check>, never, PlatformServices>
  readonly setup?: (
    config: A,
    surroundings: Surroundings,
    guide: Guide
  ) => Effect.Effect<SetUp, PlatformError | NotKept>
}): PlatformManifest => {
  const decode = Schema.decodeUnknownEffect(definition.config)
  const { setup, ...rest } = definition
  return {
    ...rest,
    ...(setup === undefined
      ? {}
      : {
          setup: (config, surroundings, guide) =>
            Effect.flatMap(decode(config), (value) => setup(value, surroundings, guide))
        }),
    create: (config, surroundings) => Effect.flatMap(decode(config), (value) => definition.create(value, surroundings)),
    checks: (config, surroundings) => Effect.flatMap(decode(config), (value) => definition.checks(value, surroundings))
  }
}
