/**
 * The same many sessions while people look on: the owner and somebody who may only talk have the board open and ask for
 * their sessions again and again, in a service that remembers thousands of old ones. What they cost is what everybody in
 * the chats waits longer for.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { boardCalls } from "../../../src/core/control/BoardCalls.ts"
import { scopes } from "../../../src/core/control/Permits.ts"
import { Visitor } from "../../../src/core/control/protocol/Visitor.ts"
import { sessionCalls } from "../../../src/core/control/SessionCalls.ts"
import { webConversation, webPlatformName } from "../../../src/core/control/WebConversation.ts"
import { AgentName, SessionId, TurnId, UserId } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { Journal, JournalEntry } from "../../../src/core/ports/Journal.ts"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { measureMany } from "../ManyStreams.ts"
import { megabytes, millis, quantile } from "../Statistics.ts"

const most = { lag: 250, megabytes: 400 }

const personCalled = (name: string, roles: ReadonlyArray<string> = []) => ({ id: UserId.make(name), name, roles })

/** Sessions that were over long ago, every tenth of them cleo's own. */
const remember = (count: number) =>
  Effect.gen(function* () {
    const journal = yield* Journal
    const agent = AgentName.make("bench")
    const ended = JournalEntry.cases.Ended.make({ outcome: Outcome.cases.Done.make({}), elapsedMillis: 1 })
    for (let index = 0; index < count; index++) {
      const name = `old-${index}`
      const turn = {
        id: TurnId.make(name),
        session: SessionId.make(`default/bench/${webPlatformName}:${name}`),
        agent,
        conversation: webConversation(name),
        person: personCalled(index % 10 === 0 ? "cleo" : "mo"),
        text: `what was asked in ${name}`,
        attachments: [],
        saidAt: 0
      }
      const entries = [JournalEntry.cases.Accepted.make({ turn }), ended, JournalEntry.cases.Delivered.make({})]
      yield* journal.append(turn.session, turn.id, entries)
    }
  })

const lookOn = Effect.gen(function* () {
  const board = yield* boardCalls
  const session = yield* sessionCalls
  const look = (name: string, roles: ReadonlyArray<string>) =>
    Effect.all(
      [
        Stream.runDrain(board.WatchBoard()),
        Effect.repeat(session.ListSessions({ limit: 100 }), Schedule.spaced("1 second"))
      ],
      { concurrency: "unbounded", discard: true }
    ).pipe(Effect.provideService(Visitor, { person: personCalled(name, roles), scopes: new Set(scopes) }))
  yield* Effect.all([look("root", ["owner"]), look("cleo", [])], { concurrency: "unbounded", discard: true })
}).pipe(Effect.scoped)

export const watchedFleet: Benchmark = {
  name: "watched-fleet",
  promise: `200 sessions at 50 events/s and two people who look on: p99 lag <= ${most.lag} ms beyond pacing, no 429, RSS <= ${most.megabytes} MB`,
  measure: async ({ smoke }) => {
    const old = smoke ? 500 : 5000
    const { ages, cores, mostRss, overdue, refused, stall } = await Effect.runPromise(
      measureMany({
        ...(smoke ? { sessions: 50, seconds: 2 } : { sessions: 200, seconds: 15 }),
        access: `  allow:\n    - {platform: ${webPlatformName}, user: cleo, actions: [talk]}\n`,
        before: remember(old),
        beside: lookOn
      })
    )
    const lag = Math.max(quantile(ages, 0.99), quantile(overdue, 0.99))
    const held = lag <= most.lag && refused === 0 && mostRss <= most.megabytes
    return {
      measured: `p99 lag ${millis(lag)}, longest standstill ${millis(stall)}, ${megabytes(mostRss)}`,
      held,
      remark: remarkOf(
        held,
        `two boards and two lists a second over ${old} old sessions; ${cores.toFixed(2)} cores, CLIs played in the process`,
        "compare with many-sessions on the same machine: what is more is what looking on costs"
      ),
      figures: { p99LagMillis: lag, stallMillis: stall, refused, rssMegabytes: mostRss, cores }
    }
  }
}
