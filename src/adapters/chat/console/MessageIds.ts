/**
 * How messages of the terminal are called. What a person says gets a name that no run of the program gives twice; what
 * is posted is named after its key, so that the same key is the same message in every run.
 */
import type * as Clock from "effect/Clock"
import { MessageId } from "../../../core/model/Ids.ts"

/** `salt` sets two programs apart that run at once. */
export const makePersonsIds = (clock: Clock.Clock, salt: string): (() => MessageId) => {
  let last = 0
  return () => {
    last = Math.max(last + 1, clock.currentTimeMillisUnsafe())
    return MessageId.make(`me-${last.toString(36)}-${salt}`)
  }
}

export const postedId = (key: string): MessageId => MessageId.make(`it-${key}`)
