/**
 * What a visitor may do and see. Owns the rule that a call carries no more than both its person and its way in allow, and
 * who sees what: whoever approves or administers sees the fleet, others what they said themselves. Asked at every call.
 */
import * as Effect from "effect/Effect"
import type { AccessAction } from "../agents/Access.ts"
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
  /** Whether the visitor may see what a person began somewhere: found out once, then told of as many as are asked about. */
  readonly eyes: Effect.Effect<(begun: Begun) => boolean, never, Visitor>
  /** The same for one. */
  readonly sees: (begun: Begun) => Effect.Effect<boolean, never, Visitor>
}

const actions = ["talk", "approve", "administer", "spend"] as const

/** Whoever may do any of these sees the whole fleet. */
const overseers = ["approve", "administer"] as const

const words: Readonly<Record<Scope, string>> = {
  read: "look at this",
  talk: "talk to agents here",
  approve: "answer what agents ask",
  administer: "change this",
  spend: "raise budgets",
  metrics: "look at the metrics"
}

export const scopes: ReadonlyArray<Scope> = ["read", "talk", "approve", "administer", "spend", "metrics"]

export const permits: Effect.Effect<Permits, never, AccessPolicy> = Effect.map(AccessPolicy, (access) => {
  const personMayAny = Effect.fnUntraced(function* (person: Person, some: ReadonlyArray<AccessAction>) {
    for (const action of some) if (yield* access.allows(person, dashboard, action)) return true
    return false
  })

  /** Whoever may do anything at all may look; metrics are for those who see the fleet. */
  const personMay = (person: Person, scope: Scope): Effect.Effect<boolean> =>
    personMayAny(person, scope === "read" ? actions : scope === "metrics" ? overseers : [scope])

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
    return (yield* may("read")) && (yield* personMayAny(person, overseers))
  })

  const eyes = Effect.gen(function* () {
    if (yield* seesAll) return () => true
    const visitor = yield* Visitor
    if (!(yield* may("read"))) return () => false
    return ({ conversation, person }: Begun) =>
      conversation.platform === webPlatformName && person.id === visitor.person.id
  })

  const sees = (begun: Begun) => Effect.map(eyes, (seen) => seen(begun))

  return { all: Effect.filter(scopes, may), may, need, seesAll, eyes, sees }
})
