/**
 * How a tool is called: its name, what it takes and gives, who may have it. Owns the shape only; light, because it is
 * loaded by programs that must start at once.
 */
import type * as Schema from "effect/Schema"

export interface ToolShape {
  /** `spawn_worker`. */
  readonly name: string
  readonly title: string
  /** For the model that decides whether to call it. */
  readonly description: string
  readonly input: Schema.Codec<unknown, unknown>
  readonly output: Schema.Codec<unknown, unknown>
  readonly readOnly: boolean
  /** Whether an agent's session may have it; an owner may have all. */
  readonly session: boolean
}
