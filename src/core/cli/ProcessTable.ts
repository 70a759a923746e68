/**
 * The processes of this machine that carry a mark. Owned by the host's implementation, which alone may read the
 * process table and send signals; what a mark means is not its business.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

export interface MarkedProcess {
  readonly pid: number
  /** The text of the mark, as it stands in the environment of the process. */
  readonly mark: string
}

export class ProcessTable extends Context.Service<
  ProcessTable,
  {
    /**
     * Every live process with a mark, whosever it is; never the caller's own. Empty where processes cannot be read:
     * what is not known to be ours is not touched.
     */
    readonly marked: Effect.Effect<ReadonlyArray<MarkedProcess>>
    /** Verifies first that this pid still carries this mark. False when it does not, or may not be signalled. */
    readonly signal: (process: MarkedProcess, signal: "SIGTERM" | "SIGKILL") => Effect.Effect<boolean>
  }
>()("orchestrator/cli/ProcessTable") {}
