/**
 * The bounds of what is fetched after an absence, and that the cursor waits for it: neither is lost what could still be
 * read, nor does a channel that cannot be read hold everything up.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { idAt } from "../../../../../src/adapters/chat/discord/Address.ts"
import { makeCatchUp } from "../../../../../src/adapters/chat/discord/inbound/CatchUp.ts"
import type { ApiRequest } from "../../../../../src/adapters/chat/discord/rest/Api.ts"
import { makeCursor } from "../../../../../src/core/chat/Cursor.ts"
import { makeInboundLanes } from "../../../../../src/core/chat/InboundLanes.ts"
import { faults, makeScriptedApi, type Script } from "../ScriptedApi.ts"

const now = 1_800_000_000_000
const hour = 3_600_000
const guild = "500000000000000001"
const room = "400000000000000001"
const joined = new Date(now - 1000 * hour).toISOString()

/** A channel with these messages, read as Discord lets it be read: the oldest behind `after`, newest first. */
const history =
  (ids: ReadonlyArray<string>): Script =>
  ({ query }: ApiRequest) =>
    ids
      .filter((id) => BigInt(id) > BigInt(query?.after ?? 0))
      .slice(0, Number(query?.limit))
      .toReversed()
      .map((id) => ({ id }))

const away = (script: Script, options: { readonly since: number; readonly last: string; readonly type?: number }) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(now)
    const { api, requests } = makeScriptedApi(script)
    const cursor = makeCursor(BigInt(idAt(options.since)))
    const heard: Array<string> = []
    const lanes = yield* makeInboundLanes
    const catchUp = yield* makeCatchUp({
      api,
      cursor,
      cache: { mayReadHistory: () => true },
      lanes,
      directs: { note: () => Effect.void, all: Effect.succeed([]) },
      hear: (message) => Effect.sync(() => void heard.push(JSON.stringify(message)))
    })
    const channels = [{ id: room, type: options.type ?? 0, last_message_id: options.last }]
    yield* catchUp.ready(0, { guilds: [{ id: guild }] })
    assert.strictEqual(cursor.position(), cursor.start)
    yield* catchUp.guild({ id: guild, joined_at: joined, channels, threads: [] })
    return { catchUp, cursor, heard, lanes, requests }
  })

const said = (count: number, at: number) => Array.from({ length: count }, (_, number) => idAt(at + number * 1000))
const texts = (ids: ReadonlyArray<string>) => ids.map((id) => JSON.stringify({ id }))

describe("CatchUp", () => {
  it.effect("reads in order, page by page, at most 500 messages of a channel", () =>
    Effect.gen(function* () {
      const ids = said(700, now - hour)
      const { cursor, heard, requests } = yield* away(history(ids), { since: now - hour - 1, last: ids.at(-1) ?? "" })
      assert.deepStrictEqual(heard, texts(ids.slice(0, 500)))
      assert.strictEqual(requests.length, 5)
      assert.strictEqual(cursor.position(), BigInt(ids[499] ?? 0))
    }).pipe(Effect.scoped)
  )

  it.effect("reads no further back than a day", () =>
    Effect.gen(function* () {
      const ids = [...said(3, now - 30 * hour), ...said(3, now - 2 * hour)]
      const { heard } = yield* away(history(ids), { since: now - 40 * hour, last: ids.at(-1) ?? "" })
      assert.deepStrictEqual(heard, texts(ids.slice(3)))
    }).pipe(Effect.scoped)
  )

  it.effect("asks nothing of channels where nothing was said, or nothing can be", () =>
    Effect.gen(function* () {
      const [id = ""] = said(1, now - hour)
      const silent = yield* away(history([id]), { since: now - hour, last: id })
      const forum = yield* away(history([id]), { since: now - 2 * hour, last: id, type: 15 })
      assert.deepStrictEqual([silent.requests, forum.requests], [[], []])
    }).pipe(Effect.scoped)
  )

  it.effect("waits out limits and failures, and holds the position until it is through", () =>
    Effect.gen(function* () {
      const ids = said(2, now - hour)
      const answers = [faults.limited(2000), faults.unreachable(), faults.unreachable()]
      const script: Script = (request) => answers.shift() ?? history(ids)(request)
      const since = now - hour - 1
      const { cursor, heard } = yield* away(script, { since, last: ids.at(-1) ?? "" })
      // Meanwhile others go on talking elsewhere.
      cursor.end(cursor.begin(BigInt(idAt(now)), 0))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(heard, [])
      assert.strictEqual(cursor.position(), BigInt(idAt(since)))
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(heard, texts(ids))
      assert.strictEqual(cursor.position(), BigInt(idAt(now)))
    }).pipe(Effect.scoped)
  )

  it.effect("lets a channel go that is closed to it", () =>
    Effect.gen(function* () {
      const [id = ""] = said(1, now - hour)
      const { cursor, heard, lanes } = yield* away(() => faults.forbidden(50001), { since: now - 2 * hour, last: id })
      cursor.end(cursor.begin(BigInt(idAt(now)), 0))
      assert.deepStrictEqual(heard, [])
      assert.strictEqual(lanes.open(), 0)
      assert.strictEqual(cursor.position(), BigInt(idAt(now)))
    }).pipe(Effect.scoped)
  )

  it.effect("reads on from where a connection was lost, not from what others told since", () =>
    Effect.gen(function* () {
      const missed = said(2, now + hour)
      const { catchUp, cursor, heard } = yield* away(history(missed), { since: now - hour, last: "0" })
      cursor.end(cursor.begin(BigInt(idAt(now)), 0))
      catchUp.lost(0)
      cursor.end(cursor.begin(BigInt(idAt(now + 2 * hour)), 1))
      assert.strictEqual(cursor.position(), BigInt(idAt(now)))
      // Told on the new connection before its servers are.
      const live = cursor.begin(BigInt(idAt(now + 3 * hour)), 0)
      yield* catchUp.ready(0, { guilds: [{ id: guild }] })
      const channels = [{ id: room, type: 0, last_message_id: missed.at(-1) }]
      yield* catchUp.guild({ id: guild, joined_at: joined, channels })
      assert.deepStrictEqual(heard, texts(missed))
      cursor.end(live)
      assert.strictEqual(cursor.position(), BigInt(idAt(now + 3 * hour)))
    }).pipe(Effect.scoped)
  )
})
