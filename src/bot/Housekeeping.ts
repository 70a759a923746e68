/**
 * Once a day removes what is older than the configuration keeps: settled turns, ledger rows are kept, answered mailbox
 * messages. Owns the schedule; what may go is decided by each store.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { pruneMailbox } from "../adapters/store/sql/MailboxPruning.ts"
import { Journal } from "../core/ports/Journal.ts"
import { Startup } from "./Startup.ts"

/** A mailbox message is kept as long as a platform may hand the same event over once more. */
const mailboxKept = Duration.days(3)

export const tidy = Effect.gen(function* () {
  const { config } = yield* Startup
  const journal = yield* Journal
  const now = yield* Clock.currentTimeMillis
  const rows = yield* journal.prune(now - Duration.toMillis(config.journal.keep))
  const messages = yield* pruneMailbox(now - Duration.toMillis(mailboxKept))
  if (rows + messages > 0) yield* Effect.logInfo(`removed ${rows} old journal rows and ${messages} old messages`)
})

export const layerHousekeeping = Layer.effectDiscard(
  tidy.pipe(
    Effect.ignore({ log: "Error" }),
    Effect.repeat(Schedule.spaced("1 day")),
    Effect.delay("1 minute"),
    Effect.forkScoped
  )
)
