/**
 * The access rules in force, asked at every message, press and command, and of all that a page shows. Owns where rules come
 * from: the configuration and the owners who paired. The decision itself is in `Access`.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Conversation, Person } from "../model/Conversation.ts"
import { type AccessAction, type AccessRules, allowed } from "./Access.ts"
import { PairedOwners } from "./PairedOwners.ts"

export class AccessPolicy extends Context.Service<
  AccessPolicy,
  {
    readonly allows: (person: Person, conversation: Conversation, action: AccessAction) => Effect.Effect<boolean>
  }
>()("orchestrator/agents/AccessPolicy") {
  static readonly layer = (rules: AccessRules) =>
    Layer.effect(
      AccessPolicy,
      Effect.map(PairedOwners, ({ all }) =>
        AccessPolicy.of({
          allows: (person, conversation, action) =>
            // Most people are allowed by the rules alone.
            allowed(rules, person, conversation, action)
              ? Effect.succeed(true)
              : all.pipe(
                  Effect.tapError((error) => Effect.logWarning("paired owners cannot be read", error)),
                  Effect.orElseSucceed(() => []),
                  Effect.map((paired) =>
                    allowed({ ...rules, owners: [...rules.owners, ...paired] }, person, conversation, action)
                  )
                )
        })
      )
    ).pipe(Layer.provide(PairedOwners.layer))
}
