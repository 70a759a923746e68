/**
 * What every journal must do, whatever stores it. Takes a layer and runs the same tests on it; knows no database.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { AgentName, ConversationId, PlatformName, SessionId, TurnId, UserId } from "../../src/core/model/Ids.ts"
import type { Turn } from "../../src/core/model/Turn.ts"
import { Journal, type JournalEntry } from "../../src/core/ports/Journal.ts"

export const session = (name: string) => SessionId.make(`default/scout/console:${name}`)
export const turnOf = (name: string) => TurnId.make(`console:c:${name}`)

export const accepted = (turn: TurnId, in_: SessionId, text = "hello"): JournalEntry => ({
  _tag: "Accepted",
  turn: turnRecord(turn, in_, text)
})

const turnRecord = (id: TurnId, in_: SessionId, text: string): Turn => ({
  id,
  session: in_,
  agent: AgentName.make("scout"),
  conversation: {
    platform: PlatformName.make("console"),
    id: ConversationId.make("c"),
    within: [],
    kind: "direct"
  },
  person: { id: UserId.make("u"), name: "Ada", roles: [] },
  text,
  attachments: [],
  saidAt: 0
})

export const said = (delta: string): JournalEntry => ({
  _tag: "Happened",
  event: { _tag: "Text", part: "p", delta }
})
export const ended: JournalEntry = { _tag: "Ended", outcome: { _tag: "Done" }, elapsedMillis: 12 }
export const delivered: JournalEntry = { _tag: "Delivered" }

/** NUL, a lone surrogate, a family of emoji, SQL and a megabyte of text. */
export const hostile = `\u0000 \ud800 👩‍👩‍👧 '"; DROP TABLE journal; -- ${"é".repeat(500_000)}`

export const journalSuite = <E>(name: string, layer: Layer.Layer<Journal, E>): void => {
  describe(`journal: ${name}`, () => {
    it.effect("keeps what was appended, in order, under rising numbers, each session apart", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const [a, b] = [session("a"), session("b")]
        const lane = (in_: SessionId, name: string) =>
          Effect.forEach(
            Array.from({ length: 50 }, (_, index) => index),
            (index) => journal.append(in_, turnOf(name), [said(`${name}${index}`), said(`${name}${index}'`)])
          )
        const numbers = (yield* Effect.all([lane(a, "a"), lane(b, "b")], { concurrency: "unbounded" })).flat()
        assert.strictEqual(new Set(numbers).size, 100)

        const rows = yield* journal.read(a, { after: 0, limit: 1000 })
        assert.deepStrictEqual(
          rows.map((row) => row.entry),
          Array.from({ length: 50 }, (_, index) => [said(`a${index}`), said(`a${index}'`)]).flat()
        )
        assert.isTrue(rows.every((row, index) => index === 0 || row.seq > (rows[index - 1]?.seq ?? 0)))
        assert.isTrue(rows.every((row) => row.session === a && row.turn === turnOf("a")))
        assert.strictEqual(rows.at(-1)?.seq, numbers.slice(0, 50).at(-1))
      }).pipe(Effect.provide(layer))
    )

    it.effect("reads a session page by page without a gap or a repetition", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const all = Array.from({ length: 25 }, (_, index) => said(String(index)))
        yield* journal.append(session("s"), turnOf("t"), all)
        const seen: Array<JournalEntry> = []
        let after = 0
        for (;;) {
          const page = yield* journal.read(session("s"), { after, limit: 10 })
          seen.push(...page.map((row) => row.entry))
          after = page.at(-1)?.seq ?? after
          if (page.length < 10) break
        }
        assert.deepStrictEqual(seen, all)
      }).pipe(Effect.provide(layer))
    )

    it.effect("stores all entries of one call or none", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const many = Array.from({ length: 1200 }, (_, index) => said(String(index)))
        const broken: JournalEntry = { _tag: "Ended", outcome: { _tag: "Done" }, elapsedMillis: Number.NaN }
        const t = turnOf("t")
        const exit = yield* Effect.exit(journal.append(session("s"), t, [accepted(t, session("s")), ...many, broken]))
        assert.strictEqual(exit._tag, "Failure")
        assert.deepStrictEqual(yield* journal.turn(t), [])
        assert.deepStrictEqual(yield* journal.unfinished, [])

        yield* journal.append(session("s"), t, many)
        assert.deepStrictEqual(
          (yield* journal.turn(t)).map((row) => row.entry),
          many
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("a turn reads back as it was written, with the time of each append", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const [s, t] = [session("s"), turnOf("t")]
        yield* TestClock.adjust("1 second")
        yield* journal.append(s, t, [accepted(t, s, hostile)])
        yield* TestClock.adjust("1 second")
        yield* journal.append(s, turnOf("other"), [said("not this one")])
        yield* journal.append(s, t, [said(hostile), ended, delivered])
        const rows = yield* journal.turn(t)
        assert.deepStrictEqual(
          rows.map((row) => row.entry),
          [accepted(t, s, hostile), said(hostile), ended, delivered]
        )
        assert.deepStrictEqual(
          rows.map((row) => row.at),
          [1000, 2000, 2000, 2000]
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("names the turns that were accepted and not delivered, oldest first", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const s = session("s")
        for (const name of ["one", "two", "three", "four"]) {
          yield* journal.append(s, turnOf(name), [accepted(turnOf(name), s)])
        }
        yield* journal.append(s, turnOf("never accepted"), [said("x")])
        yield* journal.append(s, turnOf("one"), [ended])
        yield* journal.append(s, turnOf("two"), [ended, delivered])
        yield* journal.append(s, turnOf("two"), [accepted(turnOf("two"), s)])
        assert.deepStrictEqual(
          (yield* journal.unfinished).map((row) => row.turn),
          [turnOf("one"), turnOf("three"), turnOf("four")]
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("lists sessions, latest first", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        for (const [name, count] of [
          ["a", 2],
          ["b", 1],
          ["c", 1]
        ] as const) {
          for (let index = 0; index < count; index++) {
            yield* TestClock.adjust("1 second")
            const t = turnOf(`${name}${index}`)
            yield* journal.append(session(name), t, [accepted(t, session(name))])
          }
        }
        yield* TestClock.adjust("1 second")
        yield* journal.append(session("b"), turnOf("b0"), [said("later")])
        const begunBy = (name: string) => turnRecord(turnOf(`${name}0`), session(name), "hello")
        assert.deepStrictEqual(yield* journal.sessions(2), [
          { session: session("b"), turns: 1, firstAt: 3000, lastAt: 5000, begun: begunBy("b") },
          { session: session("c"), turns: 1, firstAt: 4000, lastAt: 4000, begun: begunBy("c") }
        ])
      }).pipe(Effect.provide(layer))
    )

    it.effect("finds the turns of a session from its end, page by page", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const s = session("s")
        const firsts: Array<number> = []
        for (let index = 0; index < 7; index++) {
          const t = turnOf(String(index))
          firsts.push((yield* journal.append(s, t, [accepted(t, s), said("a")])) - 1)
          yield* journal.append(session("other"), turnOf(`o${index}`), [
            accepted(turnOf(`o${index}`), session("other"))
          ])
          if (index > 0) yield* journal.append(s, turnOf(String(index - 1)), [said("b"), ended, delivered])
        }
        yield* journal.append(s, turnOf("never accepted"), [said("x")])
        const place = (index: number) => ({ turn: turnOf(String(index)), first: firsts[index] ?? 0 })
        const latest = yield* journal.turns(s, { limit: 3 })
        assert.deepStrictEqual(latest, [place(6), place(5), place(4)])
        assert.deepStrictEqual(yield* journal.turns(s, { limit: 3, before: latest.at(-1)?.first ?? 0 }), [
          place(3),
          place(2),
          place(1)
        ])
        assert.deepStrictEqual(yield* journal.turns(s, { limit: 3, before: place(1).first }), [place(0)])
        assert.deepStrictEqual(yield* journal.turns(session("none"), { limit: 3 }), [])
      }).pipe(Effect.provide(layer))
    )

    it.effect("tells of all sessions what came after a row, in one order", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const [a, b] = [session("a"), session("b")]
        assert.strictEqual(yield* journal.last(), 0)
        yield* journal.append(a, turnOf("a"), [said("1")])
        const from = yield* journal.append(b, turnOf("b"), [said("2")])
        const last = yield* journal.append(a, turnOf("a"), [said("3"), said("4")])
        yield* journal.append(b, turnOf("b"), [said("5")])
        assert.deepStrictEqual(
          (yield* journal.since(from, 2)).map(({ entry, session }) => [session, entry]),
          [
            [a, said("3")],
            [a, said("4")]
          ]
        )
        assert.deepStrictEqual(
          (yield* journal.since(last, 10)).map(({ entry }) => entry),
          [said("5")]
        )
        assert.strictEqual(yield* journal.last(a), last)
        assert.strictEqual(yield* journal.last(), last + 1)
        assert.strictEqual(yield* journal.last(session("none")), 0)
      }).pipe(Effect.provide(layer))
    )

    it.effect("tells how turns ended after which nothing was said in their session", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const turn = (name: string, in_: string, rest: ReadonlyArray<JournalEntry>) =>
          Effect.gen(function* () {
            const t = turnOf(name)
            yield* journal.append(session(in_), t, [accepted(t, session(in_))])
            yield* TestClock.adjust("1 second")
            for (const entry of rest) yield* journal.append(session(in_), t, [said("held"), entry])
          })
        yield* turn("old", "a", [ended, delivered])
        yield* turn("followed", "b", [ended, delivered])
        yield* turn("open", "b", [said("x")])
        yield* turn("delivered", "c", [ended, delivered])
        yield* turn("undelivered", "d", [ended])
        assert.deepStrictEqual(
          (yield* journal.ended(2000)).map(({ at, entry, turn }) => [turn, at, entry]),
          [
            [turnOf("undelivered"), 5000, ended],
            [turnOf("delivered"), 4000, ended]
          ]
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("prunes old delivered turns whole and keeps all others; numbers never come back", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const s = session("s")
        const open = turnOf("open")
        yield* journal.append(s, open, [accepted(open, s), said("half")])
        yield* journal.append(s, turnOf("old"), [accepted(turnOf("old"), s), said("x"), ended, delivered])
        yield* TestClock.adjust("1 hour")
        const last = yield* journal.append(s, turnOf("new"), [accepted(turnOf("new"), s), ended, delivered])
        assert.strictEqual(yield* journal.prune(3_600_000), 4)
        assert.strictEqual((yield* journal.turn(open)).length, 2)
        assert.strictEqual((yield* journal.turn(turnOf("old"))).length, 0)
        assert.strictEqual((yield* journal.turn(turnOf("new"))).length, 3)

        yield* TestClock.adjust("1 hour")
        assert.strictEqual(yield* journal.prune(7_200_000), 3)
        assert.deepStrictEqual(yield* journal.unfinished, [{ session: s, turn: open }])
        assert.isAbove(yield* journal.append(s, open, [said("more")]), last)
      }).pipe(Effect.provide(layer))
    )
  })
}
