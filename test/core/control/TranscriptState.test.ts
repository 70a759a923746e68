/**
 * Whoever reads a transcript may join at any moment, lose the connection at any moment, hear live text late, twice or not
 * at all, and load older pages whenever: what they see is never wrong on the way and the journal's in the end.
 */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { Heard, TranscriptPage, TranscriptRow } from "../../../src/core/control/protocol/SessionRpcs.ts"
import {
  emptyTranscript,
  hear,
  oldestOf,
  type TranscriptState,
  withPage
} from "../../../src/core/control/protocol/TranscriptState.ts"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { TurnId } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { JournalEntry } from "../../../src/core/ports/Journal.ts"
import { initialTurnState, reduceTurn, type TurnState, textOf } from "../../../src/core/sessions/TurnState.ts"
import { happened, someTurn } from "../sessions/TurnRig.ts"

type Live = Extract<Heard, { readonly _tag: "Live" }>

/** Rows, and the live text in its place between them: what one turn, or several, wrote and said. */
interface Story {
  readonly rows: ReadonlyArray<TranscriptRow>
  /** `after`: how many rows were written when it was said. */
  readonly lives: ReadonlyArray<{ readonly after: number; readonly live: Live }>
  /** Everything that was rightly to be seen at one moment or another, letter by letter. */
  readonly right: ReadonlySet<string>
}

/** Of each text that is seen: in which state of the turn, and what it says. */
const seenIn = (turn: TurnId, state: TurnState): ReadonlyArray<string> =>
  state.blocks.flatMap((block) =>
    block._tag === "Text"
      ? [`${turn} ${state.attempt} ${state.retracted ?? 0} ${block.attempt} ${block.part} ${block.text}`]
      : []
  )

type Step =
  | { readonly _tag: "say"; readonly part: number; readonly text: string }
  | { readonly _tag: "write" }
  | { readonly _tag: "retract"; readonly part: number }
  | { readonly _tag: "activity"; readonly id: number }
  | { readonly _tag: "again" }

const idOf = (index: number) => TurnId.make(`turn-${index}`)

/** As the service does it: text is shown at once and written later, everything else is written and then shown. */
const tell = (turns: ReadonlyArray<ReadonlyArray<Step>>): Story => {
  const rows: Array<TranscriptRow> = []
  const lives: Array<{ after: number; live: Live }> = []
  const right = new Set<string>()
  const telling = turns.map(function* (steps, index) {
    const turn = idOf(index)
    let state = initialTurnState({ ...someTurn, id: turn }, 0)
    let held: ReadonlyArray<{ part: string; delta: string }> = []
    const put = (entry: JournalEntry) => rows.push({ seq: rows.length * 3 + 5, turn, at: rows.length, entry })
    const write = () => {
      for (const { delta, part } of held) put(happened(AgentEvent.cases.Text.make({ part, delta })))
      held = []
    }
    const record = (entry: JournalEntry) => {
      write()
      put(entry)
      change(entry)
    }
    const change = (entry: JournalEntry) => {
      state = reduceTurn(state, entry, rows.length)
      for (const seen of seenIn(turn, state)) right.add(seen)
    }
    let attempt = 1
    record(JournalEntry.cases.Accepted.make({ turn: { ...someTurn, id: turn } }))
    record(JournalEntry.cases.Dispatched.make({ attempt }))
    for (const step of steps) {
      yield
      switch (step._tag) {
        case "say": {
          const part = `p${step.part}`
          const live = {
            _tag: "Live" as const,
            turn,
            attempt: state.attempt,
            retracted: state.retracted ?? 0,
            part,
            before: textOf(state, part).length,
            delta: step.text
          }
          const last = held.at(-1)
          if (last?.part === part) held = [...held.slice(0, -1), { part, delta: last.delta + step.text }]
          else {
            write()
            held = [{ part, delta: step.text }]
          }
          lives.push({ after: rows.length, live })
          for (const delta of step.text.split("")) change(happened(AgentEvent.cases.Text.make({ part, delta })))
          break
        }
        case "write":
          write()
          break
        case "retract":
          record(happened(AgentEvent.cases.Retracted.make({ part: `p${step.part}` })))
          break
        case "activity":
          record(
            happened(
              AgentEvent.cases.Activity.make({
                id: `a${step.id}`,
                phase: "started",
                kind: "command",
                tool: "Bash",
                title: "ls"
              })
            )
          )
          break
        case "again":
          attempt++
          record(JournalEntry.cases.Dispatched.make({ attempt }))
      }
    }
    record(JournalEntry.cases.Ended.make({ outcome: Outcome.cases.Done.make({}), elapsedMillis: 1 }))
    record(JournalEntry.cases.Delivered.make({}))
  })
  // several at once: what comes of an older one comes among what a newer one says
  let left = telling
  while (left.length > 0) left = left.filter((one) => one.next().done !== true)
  return { rows, lives, right }
}

const pageOf = (story: Story, written: number, limit: number, before = Number.POSITIVE_INFINITY): TranscriptPage => {
  const rows = story.rows.slice(0, written)
  const ids = [...new Set(rows.filter(({ entry }) => entry._tag === "Accepted").map(({ turn }) => turn))]
  const known = ids
    .map((turn) => {
      const own = rows.filter((row) => row.turn === turn)
      return { turn, first: own[0]?.seq ?? 0, rows: own }
    })
    .filter(({ first }) => first < before)
  return { turns: known.slice(-limit), more: known.length > limit, upTo: rows.at(-1)?.seq ?? 0 }
}

const textsOf = (state: TurnState) =>
  state.blocks.flatMap((block) => (block._tag === "Text" ? [`${block.attempt}/${block.part}:${block.text}`] : []))

const finalOf = (story: Story, turn: TurnId): TurnState =>
  story.rows
    .filter((row) => row.turn === turn)
    .reduce((state, { at, entry }) => reduceTurn(state, entry, at), initialTurnState({ ...someTurn, id: turn }, 0))

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      _tag: fc.constant("say" as const),
      part: fc.nat(1),
      text: fc.string({ minLength: 1, maxLength: 2 })
    })
  },
  { weight: 3, arbitrary: fc.constant({ _tag: "write" as const }) },
  { weight: 3, arbitrary: fc.record({ _tag: fc.constant("retract" as const), part: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("activity" as const), id: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constant({ _tag: "again" as const }) }
)

type Move =
  /** So many more rows are handed over in one piece. */
  | { readonly _tag: "rows"; readonly many: number; readonly overlap: number }
  /** So much live text, in its order; `lost` of it is not heard. */
  | { readonly _tag: "live"; readonly many: number; readonly lost: boolean }
  | { readonly _tag: "reconnect"; readonly skip: number }
  /** A page that was read so many rows before or after what is known here. */
  | { readonly _tag: "older"; readonly off: number }

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ _tag: fc.constant("rows" as const), many: fc.nat(5), overlap: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ _tag: fc.constant("live" as const), many: fc.nat(6), lost: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("reconnect" as const), skip: fc.nat(8) }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("older" as const), off: fc.integer({ min: -6, max: 6 }) }) }
)

describe("a transcript", () => {
  it("ends as the journal says and is never wrong on the way, however it is heard", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(step, { maxLength: 25 }), { minLength: 1, maxLength: 3 }),
        fc.array(move, { maxLength: 40 }),
        fc.nat(),
        fc.integer({ min: 1, max: 3 }),
        (turns, moves, joinedAt, limit) => {
          const story = tell(turns)
          const joined = joinedAt % (story.rows.length + 1)
          let written = joined
          let spoken = story.lives.findIndex(({ after }) => after >= written)
          if (spoken < 0) spoken = story.lives.length
          let state = withPage(emptyTranscript, pageOf(story, written, limit))

          const check = () => {
            for (const { state: shown, turn } of state.turns) {
              for (const seen of seenIn(turn, shown)) assert.isTrue(story.right.has(seen), seen)
            }
            const ids = state.turns.map(({ turn }) => turn)
            assert.strictEqual(new Set(ids).size, ids.length)
          }
          const rows = (many: number, overlap: number) => {
            const from = Math.max(0, written - overlap)
            written = Math.min(story.rows.length, written + many)
            state = hear(state, { _tag: "Rows", rows: story.rows.slice(from, written) })
            check()
          }
          const older = (off: number): TranscriptState => {
            const before = oldestOf(state)
            if (!state.more || before === undefined) return state
            const read = Math.min(story.rows.length, Math.max(joined, written + off))
            return withPage(state, pageOf(story, read, limit, before))
          }
          for (const next of moves) {
            if (next._tag === "rows") rows(next.many, next.overlap)
            if (next._tag === "live") {
              for (const { live } of story.lives.slice(spoken, spoken + next.many)) {
                if (!next.lost) state = hear(state, live)
                check()
              }
              spoken = Math.min(story.lives.length, spoken + next.many)
            }
            // what was said meanwhile is not heard; rows go on where they were
            if (next._tag === "reconnect") spoken = Math.min(story.lives.length, spoken + next.skip)
            if (next._tag === "older") {
              state = older(next.off)
              check()
            }
          }
          rows(story.rows.length, 2)
          for (const { live } of story.lives) state = hear(state, live)
          check()
          while (state.more) state = older(0)
          assert.deepStrictEqual(
            state.turns.map(({ turn }) => turn),
            turns.map((_, index) => idOf(index))
          )
          for (const { state: shown, turn } of state.turns) {
            assert.deepStrictEqual(textsOf(shown), textsOf(finalOf(story, turn)))
            assert.strictEqual(shown.phase, "ended")
          }
        }
      ),
      { numRuns: 400 }
    )
  })

  const two = tell([[{ _tag: "say", part: 0, text: "hello" }], [{ _tag: "say", part: 0, text: "there" }]])

  it("keeps the object of every turn of which nothing changed", () => {
    const whole = withPage(emptyTranscript, pageOf(two, two.rows.length - 3, 5))
    const again = hear(whole, { _tag: "Rows", rows: two.rows.slice(0, 2) })
    assert.strictEqual(again, whole)
    const next = hear(whole, { _tag: "Rows", rows: two.rows })
    assert.strictEqual(next.turns[0], whole.turns[0])
    assert.notStrictEqual(next.turns[1], whole.turns[1])
  })

  it("shows text before its row, and once", () => {
    const one = tell([[{ _tag: "say", part: 0, text: "hello" }]])
    const [first = assert.fail("nothing was said")] = one.lives
    let state = withPage(emptyTranscript, pageOf(one, first.after, 5))
    state = hear(state, { ...first.live, delta: "hel" })
    assert.deepStrictEqual(
      state.turns.map(({ state }) => textsOf(state)),
      [["1/p0:hel"]]
    )
    state = hear(state, { ...first.live, before: 9, delta: "too far" })
    state = hear(state, { ...first.live, before: 1, delta: "ello" })
    assert.deepStrictEqual(
      state.turns.map(({ state }) => textsOf(state)),
      [["1/p0:hello"]]
    )
    state = hear(state, { _tag: "Rows", rows: one.rows.slice(first.after, first.after + 1) })
    assert.deepStrictEqual(
      state.turns.map(({ state }) => textsOf(state)),
      [["1/p0:hello"]]
    )
  })

  it("keeps what comes of an older turn until that turn is loaded", () => {
    const rated: TranscriptRow = {
      seq: 1000,
      turn: idOf(0),
      at: 9,
      entry: JournalEntry.cases.Raised.make({
        budget: "turn",
        toUsd: 2,
        by: "ann",
        user: someTurn.person.id,
        next: idOf(9)
      })
    }
    let state = withPage(emptyTranscript, pageOf(two, two.rows.length, 1))
    state = hear(state, { _tag: "Rows", rows: [rated] })
    assert.strictEqual(state.turns.length, 1)
    state = withPage(state, pageOf(two, two.rows.length, 1, oldestOf(state)))
    assert.deepStrictEqual(state.turns[0]?.state.raised, { toUsd: 2, by: "ann" })
  })
})
