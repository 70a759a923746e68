// @vitest-environment happy-dom
/** The board is told as a whole, several times a second: a turn of which nothing changed stays what it was. */
import { Effect, Queue, Schema, Stream } from "effect"
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"

vi.mock("../../../../../../src/adapters/surface/web/client/live/Wire.ts", () => import("./FakeWire.ts"))

import { type BoardSeen, useBoard } from "../../../../../../src/adapters/surface/web/client/live/Board.ts"
import { connectionOpened } from "../../../../../../src/adapters/surface/web/client/live/Connection.ts"
import { Board, type BoardTurn } from "../../../../../../src/core/control/protocol/BoardRpcs.ts"
import { draw, eraseAll } from "../Drawn.tsx"
import { forgetService, service } from "./FakeWire.ts"

const turn = (name: string, last: string) => ({
  session: "default/scout/web:a",
  turn: name,
  agent: "scout",
  conversation: { platform: "web", id: "a", within: [], kind: "direct" },
  text: name,
  by: "ann",
  since: 0,
  phase: "working",
  startedAt: 0,
  lastEventAt: 0,
  last,
  asks: []
})
/** As it comes over the wire: everything in it is made anew. */
const told = (last: string): Board =>
  Schema.decodeUnknownSync(Board)({
    asking: [],
    failed: [],
    running: [turn("one", "writing"), turn("two", last)],
    queued: [turn("three", "")]
  })

const running = ({ board }: BoardSeen) => board?.running
const queued = ({ board }: BoardSeen) => board?.queued

const turns = new Set<BoardTurn>()
const lists = new Set<unknown>()
const seen: Array<string | undefined> = []

const Shown = () => {
  const now = useBoard(running)
  lists.add(useBoard(queued))
  seen.push(now?.[1]?.last)
  for (const one of now ?? []) turns.add(one)
  return null
}

beforeEach(() => {
  vi.useFakeTimers()
  forgetService()
  connectionOpened()
})
afterEach(async () => {
  await eraseAll()
  vi.useRealTimers()
})

describe("the board", () => {
  it("keeps the turns, and the lists, of which nothing changed", async () => {
    const boards = Effect.runSync(Queue.unbounded<Board>())
    service.WatchBoard = () => Stream.fromQueue(boards)
    await draw(<Shown />)
    for (const last of ["step 1", "step 2", "step 3"]) {
      Queue.offerUnsafe(boards, told(last))
      await act(() => vi.advanceTimersByTimeAsync(100))
    }
    assert.include(seen, "step 1")
    assert.strictEqual(seen.at(-1), "step 3")
    assert.deepStrictEqual([...turns].map((one) => one.turn).sort(), ["one", "two", "two", "two"])
    assert.strictEqual([...lists].filter((list) => list !== undefined).length, 1)
  })
})
