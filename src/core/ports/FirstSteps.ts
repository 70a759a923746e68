/**
 * The way from nothing to an agent that answers in a chat: what is there by now, and the guided setup of a platform. It
 * lives in the service and not with whoever looks at it, through a restart too. Implemented where adapters are put
 * together; who may come in is for the caller to check.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { ControlError } from "../control/protocol/ControlError.ts"
import type { FirstSteps as Seen, SetupReply, SetupStep } from "../control/protocol/SetupRpcs.ts"
import type { Person } from "../model/Conversation.ts"

export interface SetupWish {
  /** A platform's name. */
  readonly platform: string
  /** The same key is the same setup, also once it is over. */
  readonly key?: string
  readonly by: Person
}

export class FirstSteps extends Context.Service<
  FirstSteps,
  {
    readonly look: Effect.Effect<Omit<Seen, "agents">>
    /** Begins the setup or goes on with it: everything that was said, then what is said. */
    readonly follow: (wish: SetupWish) => Stream.Stream<SetupStep, ControlError>
    readonly reply: (question: number, reply: SetupReply) => Effect.Effect<void, ControlError>
    /** What was kept by then stays; does nothing when there is no setup. */
    readonly cancel: Effect.Effect<void>
  }
>()("orchestrator/ports/FirstSteps") {}
