/**
 * The access rules in force, asked at every message, press and command. Owns where rules come from: the configuration
 * and the owners who paired. The decision itself is in `Access`.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Conversation, Person } from "../model/Conversation.ts"
import { State } from "../ports/State.ts"
import { type AccessAction, type AccessRules, allowed } from "./Access.ts"
import { ownersNamespace, PairedOwner } from "./Pairing.ts"

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
        const paired = state.namespace(ownersNamespace, PairedOwner)
        return AccessPolicy.of({
          allows: (person, conversation, action) =>
            // Most people are allowed by the rules alone, and then nothing needs to be read.
            allowed(rules, person, conversation, action)
              ? Effect.succeed(true)
              : paired.entries.pipe(
                  Effect.map((entries) => entries.map(([, owner]) => owner)),
                  Effect.tapError((error) => Effect.logWarning("paired owners cannot be read", error)),
                  Effect.orElseSucceed(() => []),
                  Effect.map((owners) =>
                    allowed({ ...rules, owners: [...rules.owners, ...owners] }, person, conversation, action)
                  )
                )
        })
      })
    )
}
