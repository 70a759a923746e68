/**
 * The Bolt application: it authorizes what arrives, and everything then goes through one hand to whoever listens. Owns
 * that events of a workspace keep their order on the way through, and that none is acknowledged before it was taken.
 * There are no listeners in it, and it writes nothing: no token ever gets into it.
 */
import type { App, Receiver, ReceiverEvent } from "@slack/bolt"
import * as Effect from "effect/Effect"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Account } from "../Tokens.ts"
import { boltLogger } from "./BoltLogger.ts"
import { type Hold, holdOf } from "./Holds.ts"
import type { Received } from "./Received.ts"

/** Loaded by whoever listens: it is heavy. */
export type Bolt = Pick<typeof import("@slack/bolt"), "App" | "HTTPReceiver" | "LogLevel" | "SocketModeReceiver">

export interface BoltAppParts {
  readonly apiUrl: string
  readonly receiver: Receiver
  /** Misconfigured where the app is not installed. */
  readonly account: (team: string) => Effect.Effect<Account, PlatformError>
  readonly run: <A>(effect: Effect.Effect<A, PlatformError>) => Promise<A>
  /** Must return at once. */
  readonly onReceived: (received: Received) => void
}

export interface BoltApp {
  readonly app: App
  /** What was handed over and not acknowledged is left to Slack, which sends it again. */
  readonly abandon: () => void
}

/** One after the other, for each name. */
const inOrder = () => {
  const tails = new Map<string, Promise<void>>()
  return (name: string, job: () => Promise<void>): Promise<void> => {
    const done = (tails.get(name) ?? Promise.resolve()).then(job)
    const tail = done
      .catch(() => {})
      .then(() => {
        if (tails.get(name) === tail) tails.delete(name)
      })
    tails.set(name, tail)
    return done
  }
}

export const makeBoltApp = (bolt: Bolt, parts: BoltAppParts): BoltApp => {
  const holds = new WeakMap<object, Hold>()
  const open = new Set<Hold>()
  const oneAfterTheOther = inOrder()

  const isEvent = (body: object): boolean => "event" in body

  class Listening extends bolt.App {
    override async processEvent(event: ReceiverEvent): Promise<void> {
      const hold = holdOf(event)
      holds.set(event.body, hold)
      if (!isEvent(event.body)) return super.processEvent(event)
      open.add(hold)
      try {
        const team = String(event.body.team_id)
        await oneAfterTheOther(team, () => super.processEvent({ ...event, ack: hold.pass }))
        if (holds.has(event.body)) hold.abandon()
        await hold.over
      } finally {
        open.delete(hold)
      }
    }
  }

  const app = new Listening({
    receiver: parts.receiver,
    clientOptions: {
      slackApiUrl: parts.apiUrl,
      allowAbsoluteUrls: false,
      retryConfig: { retries: 0 },
      timeout: 10_000
    },
    logger: boltLogger(bolt.LogLevel.WARN, (effect) => parts.run(effect)),
    authorize: async ({ teamId }, body) => {
      const known = await parts.run(Effect.result(teamId === undefined ? Effect.undefined : parts.account(teamId)))
      if (known._tag === "Success" && known.success !== undefined) {
        const { bot, user } = known.success
        return { botId: bot, botUserId: user, ...(teamId === undefined ? {} : { teamId }) }
      }
      const foreign = known._tag === "Success" || known.failure.reason._tag === "Misconfigured"
      if (foreign && typeof body === "object" && body !== null) holds.get(body)?.refuse()
      throw known._tag === "Success" ? new Error("no workspace is named") : known.failure
    },
    tokenVerificationEnabled: false,
    // Both are done where everything else about messages is decided.
    ignoreSelf: false,
    convoStore: false
  })
  app.error(async (error) => {
    await parts.run(Effect.logDebug("something of slack's was not handed over", error.message))
  })
  app.use(async ({ body }) => {
    const hold = holds.get(body)
    if (hold === undefined) return
    holds.delete(body)
    parts.onReceived({
      body,
      event: isEvent(body),
      retry: hold.retry,
      acknowledge: (response) =>
        Effect.tryPromise(() => hold.acknowledge(response)).pipe(
          Effect.catch((error) => Effect.logDebug("slack could not be told that something was taken", error))
        )
    })
  })
  return {
    app,
    abandon: () => {
      for (const hold of open) hold.abandon()
    }
  }
}
