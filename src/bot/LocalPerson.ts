/**
 * The person at this machine, under the name that the machine knows them by: whoever may start the service owns it.
 */
import { userInfo } from "node:os"
import * as Effect from "effect/Effect"
import type { Person } from "../core/model/Conversation.ts"
import { UserId } from "../core/model/Ids.ts"

export const localPerson: Effect.Effect<Person> = Effect.sync(() => {
  const { username } = userInfo()
  return { id: UserId.make(username), name: username, roles: ["owner"] }
})
