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

    it.effect("lists what is wanted of many sessions: an agent's, a platform's, a person's", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const web = PlatformName.make("web")
        const begin = (name: string, changed: Partial<Turn>) =>
          Effect.gen(function* () {
            yield* TestClock.adjust("1 second")
            const turn = { ...turnRecord(turnOf(name), session(name), "hello"), ...changed }
            yield* journal.append(session(name), turn.id, [{ _tag: "Accepted", turn }, ended, delivered])
          })
        const at = (platform: string) => ({
          conversation: {
            platform: PlatformName.make(platform),
            id: ConversationId.make("c"),
            within: [],
            kind: "direct" as const
          }
        })
        const by = (user: string) => ({ person: { id: UserId.make(user), name: user, roles: [] } })
        yield* begin("a", { ...at("web"), ...by("ann") })
        yield* begin("b", { ...at("web"), ...by("bob") })
        yield* begin("c", { ...at("workers"), ...by("ann") })
        yield* begin("d", { ...at("chat"), ...by("ann"), agent: AgentName.make("smith") })
        const listed = (...asked: Parameters<typeof journal.sessions>) =>
          Effect.map(journal.sessions(...asked), (found) => found.map(({ begun }) => begun?.id))
        const ids = (...names: ReadonlyArray<string>) => names.map(turnOf)
        assert.deepStrictEqual(yield* listed(2), ids("d", "c"))
        assert.deepStrictEqual(yield* listed(2, { not: PlatformName.make("workers") }), ids("d", "b"))
        assert.deepStrictEqual(yield* listed(9, { platform: web }), ids("b", "a"))
        assert.deepStrictEqual(yield* listed(9, { agent: AgentName.make("smith") }), ids("d"))
        assert.deepStrictEqual(yield* listed(1, { by: { platform: web, user: UserId.make("ann") } }), ids("a"))
        // somebody goes on in the oldest, and is heard while its turn runs
        const again = turnOf("again")
        yield* journal.append(session("a"), again, [accepted(again, session("a"))])
        yield* TestClock.adjust("1 second")
        yield* journal.append(session("a"), again, [said("now")])
        const [first] = yield* journal.sessions(1)
        assert.deepStrictEqual(
          [first?.begun?.id, first?.turns, first?.firstAt, first?.lastAt],
          [turnOf("a"), 2, 1000, 5000]
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("knows who began a session, and where, for as long as anything of it is kept", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const s = session("s")
        const began = turnRecord(turnOf("first"), s, `who ${"x".repeat(1_000_000)}`)
        yield* journal.append(s, turnOf("first"), [{ _tag: "Accepted", turn: began }, ended, delivered])
        yield* TestClock.adjust("1 hour")
        const thread = {
          platform: began.conversation.platform,
          id: ConversationId.make("t"),
          within: [ConversationId.make("room"), ConversationId.make("guild")],
          kind: "thread" as const
        }
        const later = { ...turnRecord(turnOf("later"), s, "more"), conversation: thread }
        yield* journal.append(s, turnOf("later"), [{ _tag: "Accepted", turn: later }, ended, delivered])
        const inThread = { ...turnRecord(turnOf("in"), session("u"), "hi"), conversation: thread }
        yield* journal.append(session("u"), turnOf("in"), [{ _tag: "Accepted", turn: inThread }])

        yield* journal.prune(3_600_000)
        assert.strictEqual((yield* journal.turn(turnOf("first"))).length, 0)
        const begun = yield* journal.begun(s)
        assert.strictEqual(begun?.id, turnOf("first"))
        assert.isAtMost(begun?.text.length ?? 0, 10_000, "a title needs no more of it")
        assert.deepStrictEqual(
          [
            (yield* journal.sessions(9)).find((known) => known.session === s)?.begun?.id,
            yield* journal.begun(session("none"))
          ],
          [turnOf("first"), undefined]
        )
        const { platform } = thread
        assert.deepStrictEqual(yield* journal.spots([platform, PlatformName.make("other")], 9), [
          { platform, ids: [ConversationId.make("c")] },
          { platform, ids: thread.within }
        ])
        assert.deepStrictEqual(yield* journal.spots([PlatformName.make("other")], 9), [])

        yield* TestClock.adjust("1 hour")
        yield* journal.prune(7_200_000)
        assert.deepStrictEqual(
          (yield* journal.sessions(9)).map((known) => known.session),
          [session("u")]
        )
        assert.isUndefined(yield* journal.begun(s))
      }).pipe(Effect.provide(layer))
    )

    it.effect("the gist of a turn is all that happened in it and the last of what was said", () =>
      Effect.gen(function* () {
        const journal = yield* Journal
        const [s, t] = [session("s"), turnOf("t")]
        const note: JournalEntry = { _tag: "Happened", event: { _tag: "Thinking", delta: "hm" } }
        yield* journal.append(s, t, [accepted(t, s), said("1"), note, said("2"), said("3"), ended])
        assert.deepStrictEqual(
          (yield* journal.turn(t, "gist")).map(({ entry }) => entry),
          [accepted(t, s), note, said("3"), ended]
        )
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
          (yield* journal.ended(2000, ["Done", "Limited"])).map(({ at, entry, turn }) => [turn, at, entry]),
          [
            [turnOf("undelivered"), 5000, ended],
            [turnOf("delivered"), 4000, ended]
          ]
        )
        assert.deepStrictEqual(yield* journal.ended(2000, ["Failed"]), [])
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
