/**
 * Once a day removes what is older than the configuration keeps: settled turns, answered mailbox messages, lines of the
 * audit log, files that were sent or never said; ledger rows are kept. Owns the schedule; what may go is decided by each
 * store.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import { pruneMailbox } from "../adapters/store/sql/MailboxPruning.ts"
import { KeptFiles } from "../core/files/KeptFiles.ts"
import { Uploads } from "../core/files/Uploads.ts"
import { AuditLog } from "../core/ports/AuditLog.ts"
import { Journal } from "../core/ports/Journal.ts"
import { Startup } from "./Startup.ts"

/** A mailbox message is kept as long as a platform may hand the same event over once more. */
const mailboxKept = Duration.days(3)

export const tidy = Effect.gen(function* () {
  const { config } = yield* Startup
  const journal = yield* Journal
  const now = yield* Clock.currentTimeMillis
  const kept = now - Duration.toMillis(config.journal.keep)
  const rows = yield* journal.prune(kept)
  const messages = yield* pruneMailbox(now - Duration.toMillis(mailboxKept))
  const lines = yield* (yield* AuditLog).prune(now - Duration.toMillis(config.audit.keep))
  const files = (yield* (yield* KeptFiles).sweep(kept)) + (yield* (yield* Uploads).sweep)
  if (rows + messages + lines + files > 0) {
    yield* Effect.logInfo(
      `removed ${rows} old journal rows, ${messages} old messages, ${lines} lines of the audit log and ${files} old files`
    )
  }
})

export const layerHousekeeping = Layer.effectDiscard(
  tidy.pipe(
    Effect.ignore({ log: "Error" }),
    Effect.repeat(Schedule.spaced("1 day")),
    Effect.delay("1 minute"),
    Effect.forkScoped
  )
)
