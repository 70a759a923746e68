/**
 * People who come in through the dashboard, for tests of what they may do there: by name, with the rules that allow it.
 */
import { Effect } from "effect"
import type { AccessAction } from "../../../src/core/agents/Access.ts"
import { AccessPolicy } from "../../../src/core/agents/AccessPolicy.ts"
import { scopes } from "../../../src/core/control/Permits.ts"
import { type Scope, Visitor } from "../../../src/core/control/protocol/Visitor.ts"
import type { Person } from "../../../src/core/model/Conversation.ts"
import { UserId } from "../../../src/core/model/Ids.ts"

export const personCalled = (name: string): Person => ({ id: UserId.make(name), name, roles: [] })

/** What each of them may do on the dashboard; nobody may do anything in a chat. */
export const accessOf = (rules: Readonly<Record<string, ReadonlyArray<AccessAction>>>) =>
  AccessPolicy.of({
    allows: (person, { platform }, action) =>
      Effect.succeed(platform === "web" && rules[person.id]?.includes(action) === true)
  })

/** The call as this person makes it; by a token, with its scopes. */
export const as =
  (name: string, carried: ReadonlyArray<Scope> = scopes) =>
  <A, E, R>(call: Effect.Effect<A, E, R>) =>
    Effect.provideService(call, Visitor, { person: personCalled(name), scopes: new Set(carried) })

/** `reason: words`; `done` when it was not refused. */
export const refusalOf = <A, E extends { readonly message: string }, R>(call: Effect.Effect<A, E, R>) =>
  Effect.match(call, {
    onFailure: (error) => `${"reason" in error ? `${error.reason}: ` : ""}${error.message}`,
    onSuccess: () => "done"
  })
