/**
 * The port through which the core reads and writes the keys at the head of an agent file. The text format is the
 * implementation's; the core only needs values, the lines on which they stand, and edits that keep what a person wrote.
 */
import * as Context from "effect/Context"
import type * as Result from "effect/Result"
import type * as Schema from "effect/Schema"

export interface FrontmatterFault {
  /** From 1, within the head. */
  readonly line: number
  readonly text: string
}

export interface FrontmatterValues {
  readonly values: Readonly<Record<string, unknown>>
  /** The line of a key, or of the nearest one above it that exists; from 1, within the head. */
  readonly lineOf: (path: ReadonlyArray<string | number>) => number
}

export class Frontmatter extends Context.Service<
  Frontmatter,
  {
    readonly read: (head: string) => Result.Result<FrontmatterValues, FrontmatterFault>
    /** The head with the keys set, or removed where the value is undefined; other lines and comments stay. */
    readonly write: (
      head: string,
      changes: Readonly<Record<string, Schema.Json | undefined>>
    ) => Result.Result<string, FrontmatterFault>
  }
>()("orchestrator/agents/Frontmatter") {}
