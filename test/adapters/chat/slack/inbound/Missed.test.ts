/**
 * How much is asked for what was missed in a channel, and that it is never more than that: histories with threads in
 * which something is new, and with many in which nothing is.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { readMissed } from "../../../../../src/adapters/chat/slack/inbound/Missed.ts"
import { positionOf } from "../../../../../src/adapters/chat/slack/inbound/Positions.ts"
import { makeReadPace } from "../../../../../src/adapters/chat/slack/inbound/ReadPace.ts"
import type { Api, ApiCall } from "../../../../../src/adapters/chat/slack/web/Api.ts"
import { pass } from "../../../../support/Pass.ts"

const tsOf = (second: number) => `${1_700_000_000 + second}.000000`

interface Root {
  readonly at: number
  /** When something was said below it. */
  readonly replies: ReadonlyArray<number>
}

/** A channel with these messages, told in pages of 200, the newest first. */
const channelOf = (roots: ReadonlyArray<Root>) => {
  const calls: Array<ApiCall> = []
  const answer = ({ args, method }: ApiCall): unknown => {
    if (method === "conversations.history") {
      const from = Number(args?.cursor ?? 0)
      const newest = roots.toSorted((left, right) => right.at - left.at)
      return {
        messages: newest.slice(from, from + 200).map(({ at, replies }) => ({
          ts: tsOf(at),
          ...(replies.length === 0 ? {} : { thread_ts: tsOf(at), latest_reply: tsOf(Math.max(...replies)) })
        })),
        response_metadata: { next_cursor: from + 200 < newest.length ? String(from + 200) : "" }
      }
    }
    const root = roots.find(({ at }) => tsOf(at) === args?.ts)
    const replies = root?.replies.filter((at) => tsOf(at) > String(args?.oldest)) ?? []
    return { messages: [root?.at ?? 0, ...replies].map((at) => ({ ts: tsOf(at), thread_ts: args?.ts })) }
  }
  const ask: Api["ask"] = (schema, call) => {
    calls.push(call)
    return Effect.orDie(Schema.decodeUnknownEffect(schema)(answer(call)))
  }
  const missed = (after: number, threads: ReadonlyArray<number> = []) =>
    readMissed(
      { api: { ask }, turn: Effect.void },
      { team: "T1", channel: "C1", after: positionOf(tsOf(after)), threads: threads.map(tsOf) }
    ).pipe(
      Effect.map(({ cut, messages }) => ({
        cut,
        seconds: messages.map(
          (message) => Number(String(JSON.parse(JSON.stringify(message)).ts).slice(0, 10)) - 1_700_000_000
        )
      }))
    )
  return { missed, asked: () => calls.splice(0).map(({ method }) => method.replace("conversations.", "")) }
}

const silent = (from: number, count: number): ReadonlyArray<Root> =>
  Array.from({ length: count }, (_, index) => ({ at: from + index, replies: [] }))

describe("Missed", () => {
  it.effect("asks once where nothing is new, and once more for each thread in which something is", () =>
    Effect.gen(function* () {
      const { asked, missed } = channelOf([
        { at: 10, replies: [20, 110] },
        { at: 30, replies: [40] },
        { at: 50, replies: [120] },
        { at: 105, replies: [] }
      ])
      assert.deepStrictEqual(yield* missed(200, [10]), { cut: false, seconds: [] })
      assert.deepStrictEqual(asked(), ["history"])
      assert.deepStrictEqual(yield* missed(100, [10]), { cut: false, seconds: [105, 110, 120] })
      assert.deepStrictEqual(asked(), ["history", "replies", "replies"])
    })
  )

  it.effect("looks one page back for threads in use, and asks for few of those that began before", () =>
    Effect.gen(function* () {
      const old = Array.from({ length: 30 }, (_, index) => ({ at: index, replies: [2000 + index] }))
      const near = { at: 700, replies: [2100] }
      const { asked, missed } = channelOf([...old, ...silent(100, 600), near, ...silent(800, 200)])
      const threads = [...old.map(({ at }) => at), near.at]
      const found = yield* missed(1500, threads)
      assert.deepStrictEqual(found, { cut: false, seconds: [2000, 2001, 2002, 2003, 2004, 2100] })
      assert.deepStrictEqual(asked(), ["history", "history", ...Array.from({ length: 6 }, () => "replies")])
    })
  )

  it.effect("takes the newest of more than can be taken, and says that there was more", () =>
    Effect.gen(function* () {
      const { asked, missed } = channelOf(silent(1, 2000))
      const { cut, seconds } = yield* missed(0)
      assert.isTrue(cut)
      assert.deepStrictEqual([seconds.length, seconds[0], seconds.at(-1)], [500, 1501, 2000])
      assert.isAtMost(asked().length, 3)
      const busy = channelOf(Array.from({ length: 40 }, (_, at) => ({ at, replies: [1000 + at] })))
      const others = yield* busy.missed(500)
      assert.deepStrictEqual(others, { cut: true, seconds: [1035, 1036, 1037, 1038, 1039] })
    })
  )
})

describe("ReadPace", () => {
  it.effect("lets some leave at once and the rest one by one, where somebody waits first", () =>
    Effect.gen(function* () {
      const pace = yield* makeReadPace({ atOnce: 2, everyMillis: 1000 })
      const left: Array<string> = []
      const reads = ["a", "b", "c", "d", "e"].map((place) =>
        Effect.andThen(
          pace.turn(place),
          Effect.sync(() => void left.push(place))
        )
      )
      const fiber = yield* Effect.forkChild(Effect.all(reads, { concurrency: "unbounded" }))
      yield* pass("1 millis")
      assert.deepStrictEqual(left, ["a", "b"])
      pace.hurry("d")
      yield* pass("1 second")
      assert.deepStrictEqual(left, ["a", "b", "d"])
      yield* pass("2 seconds")
      assert.deepStrictEqual(left, ["a", "b", "d", "c", "e"])
      yield* Fiber.join(fiber)
      yield* TestClock.adjust("1 minute")
    })
  )
})
