/**
 * Who did what, on the whole service: two people of one name, one in a chat and one in the dashboard, are told apart in
 * the audit log whatever they do to the same turns; and what was written before that was kept is still read.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { AccessPolicy } from "../../../src/core/agents/AccessPolicy.ts"
import { auditedEntry } from "../../../src/core/control/AuditedEntry.ts"
import { scopes } from "../../../src/core/control/Permits.ts"
import { Visitor } from "../../../src/core/control/protocol/Visitor.ts"
import { reportCalls } from "../../../src/core/control/ReportCalls.ts"
import { sessionCalls } from "../../../src/core/control/SessionCalls.ts"
import { webPlatformName } from "../../../src/core/control/WebConversation.ts"
import { Answer } from "../../../src/core/model/Ask.ts"
import { type SessionId, TurnId, UserId } from "../../../src/core/model/Ids.ts"
import { type AuditLine, AuditLog } from "../../../src/core/ports/AuditLog.ts"
import { Journal, JournalEntry } from "../../../src/core/ports/Journal.ts"
import { Sessions } from "../../../src/core/sessions/Sessions.ts"
import { type Ann, walk } from "../../support/Walk.ts"
import { accessOf } from "./Visitors.ts"

const calls = Effect.all([sessionCalls, reportCalls]).pipe(
  Effect.map(([session, report]) => ({ ...session, ...report })),
  Effect.provideService(AccessPolicy, accessOf({ "77": ["talk", "approve"] }))
)

/** She has the name of the one in the chat. */
const namesake = { id: UserId.make("77"), name: "ann", roles: [] }
const asNamesake = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.provideService(call, Visitor, { person: namesake, scopes: new Set(scopes) })

const shown = ({ action, by, detail, platform, user }: AuditLine) =>
  `${by} (${user}) on ${platform} ${action}: ${detail}`

const theSession = Effect.gen(function* () {
  const [{ session } = assert.fail("no session")] = yield* (yield* Journal).sessions(1)
  return session
})
/** The one ask that waits there, as soon as one does. */
const openAsk = (session: SessionId) =>
  Effect.flatMap(Sessions, (sessions) => sessions.status(session)).pipe(
    Effect.map(({ running }) => running?.asks[0]?.id),
    Effect.repeat({ until: (ask) => ask !== undefined }),
    Effect.map((ask) => ask ?? assert.fail("nothing is asked"))
  )
const itRuns = (session: SessionId, turn: TurnId) =>
  Effect.flatMap(Sessions, (sessions) => sessions.status(session)).pipe(
    Effect.repeat({ until: ({ running }) => running?.turn === turn })
  )
const turnFor = (ann: Ann, message: string) => TurnId.make(`fake:${ann.conversation.id}:${message}:scout`)

describe("who did what", () => {
  it.live("is told by who and where they were, not by their name and where it shows", () =>
    walk((ann) =>
      Effect.gen(function* () {
        const call = yield* calls
        yield* ann.says("1", '!ask Bash "make"')
        yield* ann.sees("asks")
        const session = yield* theSession
        const ask = yield* openAsk(session)
        const answer = Answer.cases.Allow.make({ scope: "once" })
        assert.isTrue(yield* call.AnswerAsk({ session, ask, answer }).pipe(asNamesake))
        yield* ann.settled("1")
        assert.include(ann.screen(), "allowed by ann")

        yield* ann.says("2", '!ask Bash "make all"')
        yield* ann.presses("deny")
        yield* ann.settled("2")

        yield* ann.says("3", "!say at it\n!wait 60s")
        yield* ann.says("4", "not this")
        yield* ann.says("5", "nor this")
        yield* ann.sees("2nd in line")
        assert.isTrue(yield* call.WithdrawTurn({ session, turn: turnFor(ann, "4") }).pipe(asNamesake))
        yield* ann.reacts("5", "🛑")
        yield* ann.presses("stop")
        yield* ann.settled("3")
        yield* ann.settled("4")
        yield* ann.settled("5")

        yield* ann.says("6", "!say at it again\n!wait 60s")
        yield* itRuns(session, turnFor(ann, "6"))
        assert.isTrue(yield* call.StopTurn({ session }).pipe(asNamesake))
        yield* ann.settled("6")
        assert.include(ann.screen(), "stopped by ann")

        yield* ann.says("7", "!fail overloaded")
        yield* ann.settled("7")
        yield* call.RetryTurn({ turn: turnFor(ann, "7") }).pipe(asNamesake)
        yield* call.Say({ session, text: "!say from afar", message: "w" }).pipe(asNamesake)
        const answers = () => ann.fake.messages(ann.conversation.id).map(({ body }) => body.markdown)
        yield* ann.until("the answer", () => answers().some((markdown) => markdown.startsWith("from afar")))

        const log = yield* AuditLog
        const hers = yield* log.read({ limit: 50, by: { platform: webPlatformName, user: namesake.id } })
        assert.deepStrictEqual(hers.map(shown), [
          "ann (77) on web asked: !say from afar",
          "ann (77) on web retried: !fail overloaded",
          "ann (77) on web stopped: !say at it again !wait 60s",
          "ann (77) on web withdrew: not this",
          "ann (77) on web approved: run a command · make"
        ])
        assert.deepStrictEqual(yield* call.ReadAudit({ limit: 50 }).pipe(asNamesake), hers, "all that is hers")
        const rest = (yield* log.read({ limit: 50 })).filter(({ seq }) => hers.every((line) => line.seq !== seq))
        assert.deepStrictEqual(rest.filter(({ action }) => action !== "asked").map(shown), [
          "ann (ann) on fake stopped: !say at it !wait 60s",
          "ann (ann) on fake withdrew: nor this",
          "ann (ann) on fake denied: run a command · make all"
        ])
        for (const { platform, user } of rest) assert.deepStrictEqual([platform, user], ["fake", "ann"])
      })
    )
  )

  it.live("of answers from several places at the same moment one counts, and one line stays: its own", () =>
    walk((ann) =>
      Effect.gen(function* () {
        const call = yield* calls
        for (const message of ["1", "2", "3"]) {
          yield* ann.says(message, `!ask Bash "make ${message}"`)
          yield* ann.sees(`make ${message}`)
          const session = yield* theSession
          const ask = yield* openAsk(session)
          const answer = Answer.cases.Allow.make({ scope: "once" })
          const approve = call.AnswerAsk({ session, ask, answer }).pipe(asNamesake)
          const [first, , second] = yield* Effect.all([approve, ann.presses("deny"), approve, ann.presses("deny")], {
            concurrency: "unbounded"
          })
          yield* ann.settled(message)
          const fromDashboard = first || second
          assert.isFalse(first && second)
          const done = yield* (yield* AuditLog).read({ limit: 50, search: `make ${message}` })
          assert.deepStrictEqual(done.map(shown), [
            fromDashboard
              ? `ann (77) on web approved: run a command · make ${message}`
              : `ann (ann) on fake denied: run a command · make ${message}`,
            `ann (ann) on fake asked: !ask Bash "make ${message}"`
          ])
        }
      })
    )
  )

  it.live("tells what people asked, and not what an agent began by itself", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", "!say started\n!background 300ms")
        yield* ann.settled("1")
        yield* ann.until("two answers", () => ann.screen().split("scout · rehearsal").length === 3)
        const asked = yield* (yield* AuditLog).read({ limit: 50, action: "asked" })
        assert.deepStrictEqual(
          asked.map(({ by }) => by),
          ["ann"]
        )
      })
    )
  )

  it("knows a person who is called like the agent from the agent that begins to speak by itself", () => {
    const read = Schema.decodeUnknownSync(JournalEntry)
    const turn = {
      id: "chat:c:1:scout",
      session: "default/scout/chat:c",
      agent: "scout",
      conversation: { platform: "chat", id: "c", within: [], kind: "direct" },
      person: { id: "scout", name: "scout", roles: [] },
      text: "hello",
      attachments: [],
      saidAt: 0
    }
    const told = [turn, { ...turn, byItself: true }].map((turn) => {
      const entry = read({ _tag: "Accepted", turn })
      return entry._tag === "Accepted" ? auditedEntry(entry, entry.turn)?.action : assert.fail("not accepted")
    })
    assert.deepStrictEqual(told, ["asked", undefined])
  })

  it("reads what was written when a name was all that was kept", () => {
    const read = Schema.decodeUnknownSync(JournalEntry)
    const turn = {
      id: "chat:c:1:scout",
      session: "default/scout/chat:c",
      agent: "scout",
      conversation: { platform: "chat", id: "c", within: [], kind: "direct" },
      person: { id: "u", name: "Ada", roles: [] },
      text: "hello",
      attachments: [],
      saidAt: 0
    }
    const accepted = read({ _tag: "Accepted", turn })
    if (accepted._tag !== "Accepted") return assert.fail("not accepted")
    const stopped = { _tag: "Stopped", by: "Cem" }
    const lines = [
      { _tag: "Accepted", turn },
      { _tag: "Answered", ask: "a", answer: { _tag: "Approve" }, by: "Bob" },
      { _tag: "Raised", budget: "turn", toUsd: 2, by: "Dee", user: "d", next: "n" },
      { _tag: "Ended", outcome: stopped, elapsedMillis: 1 },
      { _tag: "Ended", outcome: { _tag: "Withdrawn" }, elapsedMillis: 1 }
    ].map((entry) => auditedEntry(read(entry), accepted.turn))
    assert.deepStrictEqual(
      lines.map((line) => `${line?.by.name} (${line?.by.id}) on ${line?.platform} ${line?.action}`),
      [
        "Ada (u) on chat asked",
        "Bob (undefined) on chat approved",
        "Dee (d) on chat raised",
        "Cem (undefined) on chat stopped",
        "Ada (u) on chat withdrew"
      ]
    )
  })
})
