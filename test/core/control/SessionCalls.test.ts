/**
 * Sessions as people have them in the dashboard, on the whole service: begun there or in a chat, watched while they run,
 * answered, stopped, tried again; and by nobody who may not.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Ref, Stream } from "effect"
import { AccessPolicy } from "../../../src/core/agents/AccessPolicy.ts"
import {
  emptyTranscript,
  hear,
  type TranscriptState,
  withPage
} from "../../../src/core/control/protocol/TranscriptState.ts"
import { sessionCalls } from "../../../src/core/control/SessionCalls.ts"
import { webConversation } from "../../../src/core/control/WebConversation.ts"
import { Uploads } from "../../../src/core/files/Uploads.ts"
import { Answer } from "../../../src/core/model/Ask.ts"
import { SessionId, TurnId } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import type { Turn } from "../../../src/core/model/Turn.ts"
import { Journal, JournalEntry } from "../../../src/core/ports/Journal.ts"
import { answerText, openAsks } from "../../../src/core/sessions/TurnState.ts"
import { walk } from "../../support/Walk.ts"
import { someTurn } from "../sessions/TurnRig.ts"
import { accessOf, as, personCalled, refusalOf } from "./Visitors.ts"

const access = accessOf({
  root: ["talk", "approve", "administer", "spend"],
  ann: ["talk"],
  bob: ["talk"],
  eve: []
})
const calls = Effect.provideService(sessionCalls, AccessPolicy, access)

type Calls = Effect.Success<typeof calls>

/** What a reader knows of the session, from the page that is there, until `enough`. */
const readUntil = (
  call: Calls,
  session: SessionId,
  enough: (state: TranscriptState) => boolean,
  from: TranscriptState = emptyTranscript,
  who = "root"
) =>
  Effect.gen(function* () {
    const page = yield* call.ReadTurns({ session, limit: 20 }).pipe(as(who))
    const state = yield* Ref.make(from.upTo === undefined ? withPage(from, page) : from)
    const known = yield* Ref.get(state)
    if (enough(known)) return known
    yield* call.WatchSession({ session, after: known.upTo ?? 0 }).pipe(
      Stream.mapEffect((heard) => Ref.updateAndGet(state, (known) => hear(known, heard))),
      Stream.takeUntil(enough),
      Stream.runDrain,
      Effect.timeoutOrElse({ duration: "20 seconds", orElse: () => Effect.die(new Error("never heard")) }),
      as(who)
    )
    return yield* Ref.get(state)
  })

const turnIn = (state: TranscriptState, turn: TurnId) => state.turns.find((known) => known.turn === turn)?.state
const isOver = (turn: TurnId) => (state: TranscriptState) => turnIn(state, turn)?.phase === "ended"
const asks = (state: TranscriptState) => state.turns.flatMap(({ state }) => openAsks(state))

describe("sessions in the dashboard", () => {
  it.live("one is begun, watched word by word over broken connections, and reads as the journal has it", () =>
    walk(() =>
      Effect.gen(function* () {
        const call = yield* calls
        const asked = { agent: "scout", text: "!stream 120 words every 5ms", message: "m-1" }
        const { session, turn } = yield* call.BeginSession(asked).pipe(as("ann"))
        assert.deepStrictEqual(yield* call.BeginSession(asked).pipe(as("ann")), { session, turn }, "the same message")

        // every so many pieces the connection breaks, and what is known is all that is left
        let state = withPage(emptyTranscript, yield* call.ReadTurns({ session, limit: 20 }).pipe(as("ann")))
        let ahead = 0
        let longest = ""
        while (!isOver(turn)(state)) {
          const heard = yield* call.WatchSession({ session, after: state.upTo ?? 0 }).pipe(
            Stream.takeUntil((one) => one._tag === "Rows" && one.rows.some(({ entry }) => entry._tag === "Ended")),
            Stream.take(7),
            Stream.runCollect,
            as("ann")
          )
          for (const one of heard) {
            state = hear(state, one)
            const shown = state.turns[0]?.state
            const text = shown === undefined ? "" : answerText(shown)
            assert.isTrue(text.startsWith(longest), `${longest} | ${text}`)
            longest = text
            if (one._tag === "Live" && (state.turns[0]?.ahead.size ?? 0) > 0) ahead++
          }
        }
        const whole = withPage(emptyTranscript, yield* call.ReadTurns({ session, limit: 20 }).pipe(as("ann")))
        const written = turnIn(whole, turn) ?? assert.fail("nothing is written")
        assert.strictEqual(longest, answerText(written))
        assert.isAbove(ahead, 0, "text was there before its rows")

        const [line = assert.fail("it is not listed")] = (yield* call.ListSessions({ limit: 10 }).pipe(as("ann")))
          .sessions
        assert.deepInclude<Partial<Record<string, unknown>>>(line, {
          session,
          agent: "scout",
          title: asked.text,
          by: "ann",
          turns: 1
        })
        assert.include(yield* call.ExportSession({ session, format: "markdown" }).pipe(as("ann")), "## 1. ann")
        const details = yield* call.ReadSession({ session }).pipe(as("root"))
        assert.strictEqual(details.backend, "rehearsal")
        assert.isDefined(details.takeover)
        assert.isUndefined((yield* call.ReadSession({ session }).pipe(as("ann"))).takeover)
      })
    )
  )

  it.live("what an agent asks is answered there, once, by those who may", () =>
    walk(() =>
      Effect.gen(function* () {
        const call = yield* calls
        const begun = yield* call
          .BeginSession({ agent: "scout", text: '!ask Bash "make"', message: "m" })
          .pipe(as("ann"))
        const { session, turn } = begun
        const asking = yield* readUntil(call, session, (state) => asks(state).length > 0, emptyTranscript, "ann")
        const [{ ask } = assert.fail("nothing is asked")] = asks(asking)
        const answer = call.AnswerAsk({ session, ask: ask.id, answer: Answer.cases.Allow.make({ scope: "once" }) })
        assert.match(yield* answer.pipe(as("ann"), refusalOf), /^not-allowed: you may not answer/)
        assert.match(yield* answer.pipe(as("root", ["read", "talk"]), refusalOf), /^not-allowed/)
        for (const wrong of [Answer.cases.Approve.make({}), Answer.cases.Chosen.make({ answers: {} })]) {
          assert.match(
            yield* call.AnswerAsk({ session, ask: ask.id, answer: wrong }).pipe(as("root"), refusalOf),
            /^invalid: that is no answer to it; it is answered by Allow, Deny/
          )
        }
        assert.isTrue(yield* answer.pipe(as("root")))
        const over = yield* readUntil(call, session, isOver(turn), asking, "ann")
        assert.include(answerText(turnIn(over, turn) ?? assert.fail()), "Bash was allowed.")
        assert.isFalse(yield* answer.pipe(as("root")), "it is over")
      })
    )
  )

  it.live("nobody sees or touches what is somebody else's, and nothing says that it is there", () =>
    walk((ann) =>
      Effect.gen(function* () {
        const call = yield* calls
        yield* ann.says("1", "!say hello")
        yield* ann.settled("1")
        const { session, turn } = yield* call
          .BeginSession({ agent: "scout", text: "mine", message: "m" })
          .pipe(as("ann"))
        yield* readUntil(call, session, isOver(turn))
        const all = (yield* call.ListSessions({ limit: 10 }).pipe(as("root"))).sessions
        assert.strictEqual(all.length, 2)
        const chat = all.find((line) => line.conversation.platform === "fake") ?? assert.fail("the chat is not there")
        for (const [who, foreign] of [
          ["bob", session],
          ["ann", chat.session]
        ] as const) {
          assert.deepStrictEqual(
            (yield* call.ListSessions({ limit: 10 }).pipe(as(who))).sessions.map((line) => line.session),
            who === "ann" ? [session] : []
          )
          for (const refused of [
            call.ReadSession({ session: foreign }),
            call.ReadTurns({ session: foreign, limit: 1 }),
            Stream.runDrain(call.WatchSession({ session: foreign, after: 0 })),
            call.Say({ session: foreign, text: "x", message: "x" }),
            call.StopTurn({ session: foreign }),
            call.WithdrawTurn({ session: foreign, turn }),
            call.ConfigureSession({ session: foreign, settings: { model: "big" } }),
            call.ExportSession({ session: foreign, format: "ndjson" })
          ]) {
            assert.match(yield* refused.pipe(as(who), refusalOf), /^unknown: there is no such session/)
          }
        }
        assert.match(yield* call.RetryTurn({ turn }).pipe(as("bob"), refusalOf), /^unknown: there is no such turn/)
        assert.match(yield* call.RaiseBudget({ turn }).pipe(as("ann"), refusalOf), /^not-allowed/)
        assert.match(yield* call.ListSessions({ limit: 1 }).pipe(as("eve"), refusalOf), /^not-allowed/)
        assert.match(
          yield* call.ConfigureSession({ session, settings: { permissions: "plan" } }).pipe(as("ann"), refusalOf),
          /^not-allowed: you may not change/
        )
        assert.match(
          yield* call.ConfigureSession({ session, settings: { permissions: "full" } }).pipe(as("root"), refusalOf),
          /^not-allowed: full is not granted/
        )
        yield* call.ConfigureSession({ session, settings: { verbosity: "answer" } }).pipe(as("ann"))
        const { settings } = yield* call.ReadSession({ session }).pipe(as("ann"))
        assert.deepStrictEqual(settings, { verbosity: "answer" })
      })
    )
  )

  it.live("somebody's own sessions are listed however much others said since, and who may see is asked once", () =>
    walk(() =>
      Effect.gen(function* () {
        const kept = yield* Journal
        let busy = false
        /** Once it is busy, the last session of whoever is not meant is there as often as anybody wants to look. */
        const journal = Journal.of({
          ...kept,
          sessions: (limit, wanted = {}) =>
            Effect.map(kept.sessions(limit, wanted), (found) =>
              busy && wanted.by === undefined
                ? Array.from({ length: limit }, () => found[0] ?? assert.fail("nobody said anything"))
                : found
            )
        })
        let asked = 0
        const counting = AccessPolicy.of({
          allows: (...question) => {
            asked++
            return access.allows(...question)
          }
        })
        const call = yield* sessionCalls.pipe(
          Effect.provideService(AccessPolicy, counting),
          Effect.provideService(Journal, journal)
        )
        const begin = (who: string, name: string) => {
          const session = SessionId.make(`default/scout/web:${name}`)
          const turn: Turn = {
            ...someTurn,
            id: TurnId.make(name),
            session,
            conversation: webConversation(name),
            person: personCalled(who),
            text: `${who} said ${name}`
          }
          const end = JournalEntry.cases.Ended.make({ outcome: Outcome.cases.Done.make({}), elapsedMillis: 1 })
          return journal.append(session, turn.id, [
            JournalEntry.cases.Accepted.make({ turn }),
            end,
            JournalEntry.cases.Delivered.make({})
          ])
        }
        const listed = (who: string, more: { readonly search?: string } = {}) =>
          Effect.gen(function* () {
            asked = 0
            const { lookedThrough, sessions } = yield* call.ListSessions({ limit: 2, ...more }).pipe(as(who))
            return { titles: sessions.map(({ title }) => title), lookedThrough, asked }
          })
        yield* begin("ann", "first")
        const few = yield* listed("ann")
        yield* begin("ann", "second")
        assert.strictEqual((yield* listed("ann")).asked, few.asked)
        yield* begin("bob", "last")
        busy = true
        const many = yield* listed("ann")
        assert.deepStrictEqual(many.titles, ["ann said second", "ann said first"])
        assert.deepStrictEqual([many.asked, many.lookedThrough], [few.asked, undefined])
        assert.deepStrictEqual((yield* listed("ann", { search: "first" })).titles, ["ann said first"])
        const root = yield* listed("root", { search: "first" })
        assert.deepStrictEqual([root.titles, root.lookedThrough], [[], 5000], "it says that there are older ones")
        assert.strictEqual((yield* listed("root")).titles.length, 2)

        // what she began stays hers when her own turn is too old to be kept, and somebody else went on in it
        const session = SessionId.make("default/scout/web:first")
        const turn: Turn = { ...someTurn, id: TurnId.make("on"), session, person: personCalled("root"), text: "go on" }
        yield* journal.append(session, turn.id, [JournalEntry.cases.Accepted.make({ turn })])
        yield* journal.prune(Number.MAX_SAFE_INTEGER)
        assert.deepStrictEqual(yield* journal.turn(TurnId.make("first")), [])
        assert.deepStrictEqual((yield* listed("ann")).titles, ["ann said first"])
        assert.strictEqual((yield* call.ReadSession({ session }).pipe(as("ann"))).title, "ann said first")
        assert.match(yield* call.ReadSession({ session }).pipe(as("bob"), refusalOf), /^unknown/)
      })
    )
  )

  it.live("what is said from there in a chat is shown in the chat, with who said it, before its answer", () =>
    walk((ann) =>
      Effect.gen(function* () {
        const call = yield* calls
        yield* ann.says("1", "!say hello")
        yield* ann.settled("1")
        const [{ session } = assert.fail("no session")] = (yield* call.ListSessions({ limit: 1 }).pipe(as("root")))
          .sessions
        const say = call.Say({ session, text: "and now\n# the *rest*", message: "w-1" }).pipe(as("root"))
        const turn = yield* say
        assert.strictEqual(yield* say, turn, "said once")
        yield* readUntil(call, session, isOver(turn))
        yield* ann.until("the answer", () => ann.screen().includes("from the dashboard"))
        const shown = ann.fake.messages(ann.conversation.id).map(({ body }) => body.markdown)
        const quoted = shown.filter((markdown) => markdown.includes("from the dashboard"))
        assert.deepStrictEqual(quoted, ["**root** to scout, from the dashboard:\n\n> and now\n> # the *rest*"])
        assert.isAbove(shown.length - 1, shown.indexOf(quoted[0] ?? ""), "its answer stands below")
        const { turns } = yield* call.ReadTurns({ session, limit: 5 }).pipe(as("root"))
        assert.strictEqual(turns.length, 2)
      })
    )
  )

  it.live("what is said there is stored while the chat cannot be reached, and stands in it once it is back", () =>
    walk((ann) =>
      Effect.gen(function* () {
        const call = yield* calls
        yield* ann.says("1", "!say hello")
        yield* ann.settled("1")
        const [{ session } = assert.fail("no session")] = (yield* call.ListSessions({ limit: 1 }).pipe(as("root")))
          .sessions
        ann.fake.fail({ kind: "unreachable", when: ({ _tag }) => _tag === "Post", times: 1000 })
        const turn = yield* call.Say({ session, text: "this is important", message: "w-1" }).pipe(as("root"))
        yield* readUntil(call, session, isOver(turn))
        assert.notInclude(ann.screen(), "important")
        ann.fake.heal()
        yield* ann.until("the answer", () => ann.fake.messages(ann.conversation.id).length > 3)
        const shown = ann.fake.messages(ann.conversation.id).map(({ body }) => body.markdown)
        const quotes = shown.flatMap((markdown, at) => (markdown.includes("> this is important") ? [at] : []))
        assert.deepStrictEqual(quotes, [shown.length - 2], "once, and its answer stands below")
      })
    )
  )

  it.live("files come with words or alone, wait for a turn of their own, and are named to those in the chat", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          const call = yield* calls
          const uploads = yield* Uploads
          const upload = (name: string) =>
            Effect.map(
              uploads.store({
                person: personCalled("root").id,
                name,
                mediaType: "text/plain",
                announced: undefined,
                content: Stream.make(new TextEncoder().encode(name))
              }),
              ({ id }) => id
            )
          yield* ann.says("1", "!say hello\n!wait 1s")
          yield* ann.sees("hello")
          const listed = yield* call.ListSessions({ limit: 1 }).pipe(as("root"))
          const { session } = listed.sessions[0] ?? assert.fail("no session")
          const files = [yield* upload("notes_*.txt"), yield* upload("b.txt")]
          const asked = { session, text: "", uploads: files, message: "w-1" }
          const turn = yield* call.Say(asked).pipe(as("root"))
          assert.strictEqual(yield* call.Say(asked).pipe(as("root")), turn, "said once")
          const state = yield* readUntil(call, session, isOver(turn))
          const told = turnIn(state, turn) ?? assert.fail("it is not there")
          // whoever steers takes words into the turn that runs; files would be lost there
          assert.include(answerText(told), "With it came notes__.txt, b.txt.")
          const shown = ann.fake.messages(ann.conversation.id).map(({ body }) => body.markdown)
          assert.include(shown, "**root** to scout, from the dashboard:\n\nwith notes\\_\\_.txt, b.txt")

          const begun = { agent: "scout", text: " ", message: "m-1" }
          assert.match(yield* call.BeginSession(begun).pipe(as("root"), refusalOf), /^invalid: say something/)
          const alone = yield* call.BeginSession({ ...begun, uploads: files }).pipe(as("root"))
          const [line] = (yield* call.ListSessions({ limit: 1 }).pipe(as("root"))).sessions
          assert.deepStrictEqual([line?.session, line?.title], [alone.session, "notes__.txt, b.txt"])
          const foreign = { ...begun, uploads: files, message: "m-2" }
          assert.match(yield* call.BeginSession(foreign).pipe(as("ann"), refusalOf), /^invalid: .* attach it anew/)
        }),
      { keys: "busy: steer\n" }
    )
  )

  it.live("what runs is stopped, what waits is taken back, what failed is said once more", () =>
    walk(() =>
      Effect.gen(function* () {
        const call = yield* calls
        const { session, turn } = yield* call
          .BeginSession({ agent: "scout", text: "!stream 5 words\n!hang", message: "m" })
          .pipe(as("ann"))
        const said = (text: string, message: string) => call.Say({ session, text, message }).pipe(as("ann"))
        const waiting = yield* said("never mind", "n-1")
        let state = yield* readUntil(
          call,
          session,
          (known) => turnIn(known, waiting) !== undefined && turnIn(known, turn)?.blocks.length === 1,
          emptyTranscript,
          "ann"
        )
        assert.match(yield* call.RetryTurn({ turn }).pipe(as("ann"), refusalOf), /^conflict: it is not over yet/)
        assert.isTrue(yield* call.WithdrawTurn({ session, turn: waiting }).pipe(as("ann")))
        assert.isTrue(yield* call.StopTurn({ session, turn }).pipe(as("ann")))
        state = yield* readUntil(call, session, isOver(turn), state, "ann")
        state = yield* readUntil(call, session, isOver(waiting), state, "ann")
        assert.strictEqual(turnIn(state, turn)?.outcome?._tag, "Stopped")
        assert.strictEqual(turnIn(state, waiting)?.outcome?._tag, "Withdrawn")
        assert.isFalse(yield* call.StopTurn({ session, turn }).pipe(as("ann")))

        const well = yield* said("!say fine", "n-0")
        state = yield* readUntil(call, session, isOver(well), state, "ann")
        for (const over of [well, waiting]) {
          assert.match(
            yield* call.RetryTurn({ turn: over }).pipe(as("root"), refusalOf),
            /^conflict: only what was stopped/
          )
        }
        const failed = yield* said("!fail overloaded", "n-2")
        state = yield* readUntil(call, session, isOver(failed), state, "ann")
        const next = yield* call.RetryTurn({ turn: failed }).pipe(as("ann"))
        assert.strictEqual(yield* call.RetryTurn({ turn: failed }).pipe(as("ann")), next)
        state = yield* readUntil(call, session, isOver(next), state, "ann")
        assert.strictEqual(turnIn(state, next)?.turn.text, "!fail overloaded")
        assert.match(
          yield* call.RaiseBudget({ turn: next }).pipe(as("root"), refusalOf),
          /^conflict: no budget that can be raised/
        )
      })
    )
  )

  it.live("a long session is read from its end, page by page, and then followed without a gap", () =>
    walk(() =>
      Effect.gen(function* () {
        const call = yield* calls
        const { session } = yield* call.BeginSession({ agent: "scout", text: "!say 0", message: "0" }).pipe(as("root"))
        const say = (text: string, message: string) => call.Say({ session, text, message }).pipe(as("root"))
        let last: TurnId | undefined
        for (let at = 1; at < 7; at++) last = yield* say(`!say ${at}`, String(at))
        yield* readUntil(call, session, isOver(last ?? assert.fail("nothing was said")))
        let state = emptyTranscript
        const page = (before?: number) =>
          call.ReadTurns({ session, limit: 3, ...(before === undefined ? {} : { before }) }).pipe(as("root"))
        state = withPage(state, yield* page())
        assert.isTrue(state.more)
        yield* say("!say more", "7")
        state = yield* readUntil(call, session, (known) => known.turns.at(-1)?.state.turn.text === "!say more", state)
        while (state.more) state = withPage(state, yield* page(state.turns[0]?.first))
        assert.deepStrictEqual(
          state.turns.map(({ state }) => state.turn.text),
          [...Array.from({ length: 7 }, (_, at) => `!say ${at}`), "!say more"]
        )
      })
    )
  )
})
