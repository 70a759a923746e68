/**
 * As what and where this service runs, for whoever shows it. Told by the composition root; must hold nothing secret.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

export class Premises extends Context.Service<
  Premises,
  {
    readonly version: string
    /** Who may start it, as the machine knows them: whoever owns the dashboard. */
    readonly owner: string
    /** A chat platform or a configuration file is there. */
    readonly configured: boolean
    /** Agents run on a scripted CLI, because there is no other. */
    readonly rehearsing: Effect.Effect<boolean>
    /** Absolute: where everything is that it keeps. */
    readonly directory: string
    /** Absolute paths, under which agents may work. */
    readonly roots: ReadonlyArray<string>
  }
>()("orchestrator/ports/Premises") {}
