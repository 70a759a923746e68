/**
 * Bolt acknowledges events as soon as it has authorized them, before anybody has stored anything. Owns that this does not
 * happen: each acknowledgement is held until whoever took the event lets it go. Must not know what an event is about.
 */
import type { ReceiverEvent } from "@slack/bolt"

/** It was not taken: Slack shall send it again. */
class NotTaken extends Error {
  override readonly name = "NotTaken"
}

export interface Hold {
  readonly retry: number
  /** For Bolt, in place of the true one. */
  readonly pass: ReceiverEvent["ack"]
  /** The true one. Only the first counts; one that cannot be sent is as if it were not: Slack sends the event again. */
  readonly acknowledge: (response?: unknown) => Promise<void>
  /** From now on Bolt's acknowledgement is the true one: nobody will take it. */
  readonly refuse: () => void
  /** Nothing happens any more. */
  readonly abandon: () => void
  /** Whoever asked may stop waiting; fails when it was not taken. */
  readonly over: Promise<void>
}

export const holdOf = (event: ReceiverEvent): Hold => {
  const { promise, reject, resolve } = Promise.withResolvers<void>()
  promise.catch(() => {})
  let acknowledged = false
  let refused = false
  const acknowledge = async (response?: unknown) => {
    if (acknowledged) return
    acknowledged = true
    try {
      await event.ack(response)
    } finally {
      resolve()
    }
  }
  return {
    retry: event.retryNum ?? 0,
    pass: async () => {
      if (refused) await acknowledge()
    },
    acknowledge,
    refuse: () => {
      refused = true
    },
    abandon: () => reject(new NotTaken("not taken")),
    over: promise
  }
}
