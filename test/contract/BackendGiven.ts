/**
 * What a backend brings to be held to the contract: the texts that make its CLI do what a claim is about, and how it is
 * made. Owns set-up only.
 */
import { Effect, FileSystem, type PlatformError, type Schema, type Scope } from "effect"
import { assert } from "vitest"
import type { AgentBackend, OpenSession } from "../../src/core/ports/AgentBackend.ts"
import type { BackendManifest } from "../../src/core/ports/Manifest.ts"
import { newConversation } from "./BackendHarness.ts"

/** Message texts and what they make the CLI do. Those of a capability must be there when the manifest claims it. */
export interface Scripts {
  /** Answers in several deltas. */
  readonly streamed: string
  /** Uses one tool without asking, and ends. */
  readonly usesTool: string
  /** Goes on answering until it is stopped. */
  readonly endless: string
  /** Answers for about a second, then ends by itself; its answer ends in `outlivesEnd`. */
  readonly outlives: string
  readonly outlivesEnd: string
  /** Whether the answer to `second` shows that the CLI still knows `first`. */
  readonly memory: {
    readonly first: string
    readonly second: string
    readonly proof: (answer: string) => Effect.Effect<boolean>
  }
  readonly asksPermission?: string
  readonly asksQuestion?: string
  readonly reviewsPlan?: string
  /** Writes that file into its working directory, with permissions that need no asking. */
  readonly writes: { readonly text: string; readonly file: string }
  /** One that answers by a schema with that value, and one that says no such thing. */
  readonly structured?: {
    readonly meets: string
    readonly value: Schema.Json
    readonly misses: string
    /** Answers `["a","b"]` by the schema of a list. */
    readonly lists: string
  }
  /** Calls the service's tool `echo` with the text `yo`, and `wait`. */
  readonly ownTools?: { readonly echo: string; readonly wait: string }
}

/** What is only known once the test runs: the address of a model server, a folder for the CLI's own files. */
export interface Prepared {
  readonly config: unknown
  readonly environment: Readonly<Record<string, string>>
  readonly scripts: Scripts
}

export type Prepare = Effect.Effect<Prepared, PlatformError.PlatformError | Schema.SchemaError, Scope.Scope>

export const needed = <A>(text: A | undefined): A => {
  if (text === undefined) assert.fail("the manifest claims a capability for which there is no script")
  return text
}

/** A backend, and a conversation that nobody has opened yet. */
export const backendGiven = (manifest: BackendManifest, prepare: Prepare) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const prepared = yield* prepare
    const directory = yield* files.makeTempDirectoryScoped({ prefix: "backend-" })
    const { config, environment } = prepared
    const backend: AgentBackend = yield* manifest.create(config, { environment, directory })
    const conversation = yield* newConversation(manifest.name)
    const resume = (change: Partial<OpenSession>) => backend.open({ ...conversation.open, ...change })
    return { ...prepared, ...conversation, backend, directory, resume }
  })
