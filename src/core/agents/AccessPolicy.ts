/**
 * The access rules in force, asked at every message, press and command. Owns where rules come from: the configuration
 * and the owners who paired. The decision itself is in `Access`.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Conversation, Person } from "../model/Conversation.ts"
import { PlatformName, UserId } from "../model/Ids.ts"
import { State } from "../ports/State.ts"
import { type AccessAction, type AccessRules, allowed } from "./Access.ts"

const PairedOwner = Schema.Struct({ platform: PlatformName, user: UserId })

export class AccessPolicy extends Context.Service<
  AccessPolicy,
  {
    readonly allows: (person: Person, conversation: Conversation, action: AccessAction) => Effect.Effect<boolean>
  }
>()("orchestrator/agents/AccessPolicy") {
  static readonly layer = (rules: AccessRules) =>
    Layer.effect(
      AccessPolicy,
      Effect.map(State, (state) => {
        const paired = state.namespace("owners", PairedOwner)
        return AccessPolicy.of({
          allows: (person, conversation, action) =>
            paired.entries.pipe(
              Effect.map((entries) => ({ ...rules, owners: [...rules.owners, ...entries.map(([, owner]) => owner)] })),
              // Without the list of paired owners the rest of the rules still holds.
              Effect.tapError((error) => Effect.logWarning("paired owners cannot be read", error)),
              Effect.orElseSucceed(() => rules),
              Effect.map((known) => allowed(known, person, conversation, action))
            )
        })
      })
    )
}
