/**
 * How a running service looks at itself: what is right, what is wrong and what to do, and what its adapters can do. Owned
 * by whoever puts the service together, which alone knows its machine and its adapters.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { BackendCapabilities } from "./AgentBackend.ts"
import type { ChatCapabilities } from "./ChatPlatform.ts"
import type { Check } from "./Manifest.ts"

export interface ExaminedCheck extends Check {
  /** What it belongs to, for people: `data`, `agents`. */
  readonly group: string
}

/** One adapter of this version. */
export interface KnownAdapter<Capabilities> {
  readonly name: string
  readonly title: string
  readonly capabilities: Capabilities
}

export class Examination extends Context.Service<
  Examination,
  {
    readonly version: string
    /** Epoch milliseconds. */
    readonly startedAt: number
    /** Looks at everything now, in the order in which it is shown; what was found a moment ago is not looked at again. */
    readonly checks: Effect.Effect<ReadonlyArray<ExaminedCheck>>
    readonly platforms: ReadonlyArray<KnownAdapter<ChatCapabilities>>
    readonly backends: ReadonlyArray<KnownAdapter<BackendCapabilities>>
  }
>()("orchestrator/ports/Examination") {}
