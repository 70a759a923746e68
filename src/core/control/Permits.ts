/**
 * What a visitor may do and see. Owns the rule that a call carries no more than both its person and its way in allow, and
 * who sees what: whoever approves or administers sees the fleet, others what they said themselves. Asked at every call.
 */
import * as Effect from "effect/Effect"
import { AccessPolicy } from "../agents/AccessPolicy.ts"
import type { Conversation, Person } from "../model/Conversation.ts"
import { ControlError } from "./protocol/ControlError.ts"
import { type Scope, Visitor } from "./protocol/Visitor.ts"
import { dashboard, webPlatformName } from "./WebConversation.ts"

/** Somebody's own: begun by them in the dashboard. */
export interface Begun {
  readonly conversation: Pick<Conversation, "platform">
  readonly person: Pick<Person, "id">
}

export interface Permits {
  /** Everything that this visitor may do. */
  readonly all: Effect.Effect<ReadonlyArray<Scope>, never, Visitor>
  readonly may: (scope: Scope) => Effect.Effect<boolean, never, Visitor>
  /** The person, or a refusal. */
  readonly need: (scope: Scope) => Effect.Effect<Person, ControlError, Visitor>
  readonly seesAll: Effect.Effect<boolean, never, Visitor>
  /** Whether the visitor may see what this person began there. */
  readonly sees: (begun: Begun) => Effect.Effect<boolean, never, Visitor>
}

const words: Readonly<Record<Scope, string>> = {
  read: "look at this",
  talk: "talk to agents here",
  approve: "answer what agents ask",
  administer: "change this",
  spend: "raise budgets"
}

export const scopes: ReadonlyArray<Scope> = ["read", "talk", "approve", "administer", "spend"]

export const permits: Effect.Effect<Permits, never, AccessPolicy> = Effect.map(AccessPolicy, (access) => {
  /** Whoever may do anything at all may look. */
  const personMay = (person: Person, scope: Scope): Effect.Effect<boolean> =>
    scope === "read"
      ? Effect.map(
          Effect.forEach(["talk", "approve", "administer", "spend"] as const, (action) =>
            access.allows(person, dashboard, action)
          ),
          (found) => found.includes(true)
        )
      : access.allows(person, dashboard, scope)

  const may = (scope: Scope) =>
    Effect.flatMap(Visitor, ({ person, scopes }) =>
      scopes.has(scope) ? personMay(person, scope) : Effect.succeed(false)
    )

  const need = Effect.fnUntraced(function* (scope: Scope) {
    const { person } = yield* Visitor
    if (yield* may(scope)) return person
    return yield* new ControlError({
      reason: "not-allowed",
      detail: `you may not ${words[scope]}; whoever administers this service can allow it under access in the configuration`
    })
  })

  const seesAll = Effect.gen(function* () {
    const { person } = yield* Visitor
    if (!(yield* may("read"))) return false
    return (yield* personMay(person, "approve")) || (yield* personMay(person, "administer"))
  })

  const sees = ({ conversation, person }: Begun) =>
    Effect.gen(function* () {
      if (yield* seesAll) return true
      const visitor = yield* Visitor
      const own = conversation.platform === webPlatformName && person.id === visitor.person.id
      return own && (yield* may("read"))
    })

  return { all: Effect.filter(scopes, may), may, need, seesAll, sees }
})
