/**
 * What every audit log must do, whatever keeps it, and what the journal beside it puts there by itself. Takes a layer
 * with both and runs the same tests on it.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { AskId, PlatformName, TurnId, UserId } from "../../src/core/model/Ids.ts"
import { AuditLog, type AuditNote, type AuditQuery } from "../../src/core/ports/AuditLog.ts"
import { Journal, type JournalEntry } from "../../src/core/ports/Journal.ts"
import { accepted, delivered, ended, hostile, said, session, turnOf } from "./JournalSuite.ts"

const note = (given: Partial<AuditNote>): AuditNote => ({
  by: { id: UserId.make("u1"), name: "Ann" },
  platform: PlatformName.make("web"),
  action: "created",
  subject: "scout",
  detail: "",
  ...given
})

const everything: AuditQuery = { limit: 100 }

const found = (query: Partial<AuditQuery> = {}) =>
  Effect.flatMap(AuditLog, (log) => log.read({ ...everything, ...query }))
const subjects = (query: Partial<AuditQuery>) =>
  Effect.map(found(query), (lines) => lines.map(({ subject }) => subject))

const asked: JournalEntry = {
  _tag: "Happened",
  event: {
    _tag: "Asked",
    ask: {
      id: AskId.make("a1"),
      subject: {
        _tag: "Permission",
        tool: "Bash",
        title: "run a command",
        detail: "rm -rf build\nand more",
        language: "sh",
        rememberable: true
      }
    }
  }
}

export const auditSuite = <E>(name: string, layer: Layer.Layer<AuditLog | Journal, E>): void => {
  describe(`audit: ${name}`, () => {
    it.effect("keeps what was noted, latest first, in pages that neither repeat nor leave out", () =>
      Effect.gen(function* () {
        const log = yield* AuditLog
        for (let index = 0; index < 25; index++) {
          yield* TestClock.adjust("1 second")
          yield* log.note(note({ subject: `agent-${index}`, session: session("s") }))
        }
        const pages: Array<string> = []
        let before: number | undefined
        for (;;) {
          const lines = yield* found({ limit: 10, ...(before === undefined ? {} : { before }) })
          if (lines.length === 0) break
          pages.push(...lines.map(({ subject }) => subject))
          before = lines.at(-1)?.seq
        }
        assert.deepStrictEqual(
          pages,
          Array.from({ length: 25 }, (_, index) => `agent-${24 - index}`)
        )
        const [last] = yield* found({ limit: 1 })
        assert.deepInclude(last, { at: 25_000, by: "Ann", platform: "web", action: "created", session: session("s") })
      }).pipe(Effect.provide(layer))
    )

    it.effect("finds words as they stand, whatever the case and whatever they mean elsewhere", () =>
      Effect.gen(function* () {
        const log = yield* AuditLog
        yield* log.note(note({ subject: "under_score", detail: "100% done" }))
        yield* log.note(note({ subject: "underXscore", detail: "100 done" }))
        yield* log.note(note({ subject: "other", by: { id: UserId.make("u2"), name: "ÉMILE" } }))
        yield* log.note(note({ subject: "quoted", detail: "o'hara \\ ! bang" }))
        assert.deepStrictEqual(yield* subjects({ search: "UNDER_SCORE" }), ["under_score"])
        assert.deepStrictEqual(yield* subjects({ search: "100%" }), ["under_score"])
        assert.deepStrictEqual(yield* subjects({ search: "émile" }), ["other"])
        assert.deepStrictEqual(yield* subjects({ search: "O'Hara \\ !" }), ["quoted"])
        assert.deepStrictEqual(yield* subjects({ search: "done ann" }), ["underXscore", "under_score"])
        assert.deepStrictEqual(yield* subjects({ search: "u2" }), ["other"], "by an id, for two of one name")
        assert.deepStrictEqual(yield* subjects({ search: "' OR 1=1 --" }), [])
        assert.deepStrictEqual(yield* subjects({ search: "  " }), ["quoted", "other", "underXscore", "under_score"])
        const by = { platform: PlatformName.make("web"), user: UserId.make("u2") }
        assert.deepStrictEqual(yield* subjects({ by }), ["other"])
      }).pipe(Effect.provide(layer))
    )

    it.effect("keeps hostile words as one short line", () =>
      Effect.gen(function* () {
        const log = yield* AuditLog
        yield* log.note(
          note({ by: { id: UserId.make("u"), name: hostile }, subject: hostile, detail: `a\nb\u202e${hostile}` })
        )
        const [line] = yield* found()
        assert.isDefined(line)
        for (const text of [line?.by ?? "", line?.subject ?? "", line?.detail ?? ""]) {
          assert.isAtMost(text.length, 200)
          // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
          assert.notMatch(text, /[\u0000-\u001f\u202e]/)
          assert.isTrue(text.isWellFormed())
        }
      }).pipe(Effect.provide(layer))
    )

    it.effect("keeps one line of an act that is told more than once", () =>
      Effect.gen(function* () {
        const log = yield* AuditLog
        for (const fact of ["one", "one", "other"]) yield* log.note(note({ subject: fact, fact }))
        const subjects = (yield* log.read({ limit: 10 })).map(({ subject }) => subject)
        assert.deepStrictEqual(subjects, ["other", "one"])
      }).pipe(Effect.provide(layer))
    )

    it.effect("removes what is older and nothing else", () =>
      Effect.gen(function* () {
        const log = yield* AuditLog
        yield* log.note(note({ subject: "old" }))
        yield* TestClock.adjust("1 hour")
        yield* log.note(note({ subject: "young" }))
        assert.strictEqual(yield* log.prune(3_600_000), 1)
        assert.deepStrictEqual(yield* subjects({}), ["young"])
      }).pipe(Effect.provide(layer))
    )

    it.effect("knows of the journal what people did in a turn, once, and the beginning alone of what they said", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const [s, t] = [session("s"), turnOf("t")]
        const first = accepted(t, s, `please look\nat this ${"and that ".repeat(100)}`)
        const answer: JournalEntry = {
          _tag: "Answered",
          ask: AskId.make("a1"),
          answer: { _tag: "Allow", scope: "session" },
          by: "Bob",
          user: UserId.make("b"),
          platform: PlatformName.make("web")
        }
        const stopped: JournalEntry = { _tag: "Ended", outcome: { _tag: "Stopped", by: "Cem" }, elapsedMillis: 1 }
        const raised: JournalEntry = {
          _tag: "Raised",
          budget: "turn",
          toUsd: 2,
          by: "Dee",
          user: UserId.make("d"),
          platform: PlatformName.make("web"),
          next: TurnId.make("next")
        }
        for (const entries of [
          [first],
          [first, said("x")],
          [asked],
          [answer],
          [answer],
          [raised],
          [stopped, delivered],
          [stopped]
        ]) {
          yield* journal.append(s, t, entries)
        }
        const lines = yield* found()
        assert.deepStrictEqual(
          lines.map(({ action, by, detail, platform, session, subject, user }) => [
            action,
            by,
            user,
            platform,
            subject,
            session,
            detail
          ]),
          [
            ["stopped", "Cem", undefined, "console", "scout", s, lines[3]?.detail],
            ["raised", "Dee", "d", "web", "scout", s, "turn to $2.00"],
            [
              "approved",
              "Bob",
              "b",
              "web",
              "scout",
              s,
              "run a command · rm -rf build and more · for the rest of the session"
            ],
            ["asked", "Ada", "u", "console", "scout", s, lines[3]?.detail]
          ]
        )
        assert.match(lines[3]?.detail ?? "", /^please look at this and that/)
        assert.isAtMost(lines[3]?.detail.length ?? 0, 120)
        const mine = { platform: PlatformName.make("console"), user: UserId.make("u") }
        assert.deepStrictEqual(
          (yield* found({ by: mine })).map(({ action }) => action),
          ["asked"]
        )
        const bobs = { platform: PlatformName.make("web"), user: UserId.make("b") }
        assert.deepStrictEqual(
          (yield* found({ by: bobs })).map(({ action }) => action),
          ["approved"]
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("says nothing of what no person did", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const [s, t] = [session("s"), turnOf("t")]
        const first = accepted(t, s)
        assert.strictEqual(first._tag, "Accepted")
        if (first._tag !== "Accepted") return
        const { turn } = first
        const own: JournalEntry = {
          _tag: "Accepted",
          turn: { ...turn, person: { ...turn.person, id: UserId.make("scout") }, byItself: true }
        }
        const worker: JournalEntry = { _tag: "Accepted", turn: { ...turn, terms: {} } }
        const handedOn: JournalEntry = { _tag: "Accepted", turn: { ...turn, asked: [turn.agent] } }
        yield* journal.append(s, turnOf("own"), [own, said("x"), ended, delivered])
        yield* journal.append(s, turnOf("worker"), [worker])
        yield* journal.append(s, turnOf("handed"), [handedOn])
        yield* journal.append(s, turnOf("own"), [{ _tag: "Ended", outcome: { _tag: "Stopped" }, elapsedMillis: 1 }])
        assert.deepStrictEqual(yield* found(), [])
      }).pipe(Effect.provide(layer))
    )
  })
}
