/**
 * Who did something, and where: the form in which journal entries, outcomes and calls carry it. Owns that form and the
 * one way to make it of a person. What is no person (an agent, a time-out) has a name and nothing else.
 */
import * as Schema from "effect/Schema"
import type { Person } from "./Conversation.ts"
import { PlatformName, UserId } from "./Ids.ts"

export const DoneBy = Schema.Struct({
  /** As people read it. */
  by: Schema.String,
  /** Two people may have one name. Absent also in what was written before it was kept. */
  user: Schema.optionalKey(UserId),
  /** Where they did it, which need not be where it shows. */
  platform: Schema.optionalKey(PlatformName)
})
export type DoneBy = typeof DoneBy.Type

export const doneBy = ({ id, name }: Pick<Person, "id" | "name">, platform: PlatformName) => ({
  by: name,
  user: id,
  platform
})
