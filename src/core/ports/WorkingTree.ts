/**
 * What a working directory is like right now, as one short name: equal names mean that whoever works there finds the
 * same. Owned by the tree adapters. Must not change anything in the directory, and must not run what stands in it.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

export interface Revision {
  /** The directory with every link in its path followed. */
  readonly directory: string
  /** What is committed, what is not, and what stands beside it; opaque. */
  readonly id: string
}

export class WorkingTree extends Context.Service<
  WorkingTree,
  {
    /** Undefined where nobody can tell in a moment: the directory has no history, or too much in it is new. */
    readonly revision: (directory: string) => Effect.Effect<Revision | undefined>
  }
>()("orchestrator/ports/WorkingTree") {}
