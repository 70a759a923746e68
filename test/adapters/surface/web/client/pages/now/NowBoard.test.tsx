// @vitest-environment happy-dom
/** The page that opens first: what needs a person stands above what runs, each with what can be done about it. */
import { act } from "react"
import { afterEach, assert, beforeAll, describe, it, vi } from "vitest"
import type { NowActs } from "../../../../../../../src/adapters/surface/web/client/pages/now/NowActs.ts"
import { NowBoard } from "../../../../../../../src/adapters/surface/web/client/pages/now/NowBoard.tsx"
import { RunningTurn } from "../../../../../../../src/adapters/surface/web/client/pages/now/RunningTurn.tsx"
import type { Board, BoardTurn } from "../../../../../../../src/core/control/protocol/BoardRpcs.ts"
import { Scope } from "../../../../../../../src/core/control/protocol/Visitor.ts"
import { AskId, TurnId } from "../../../../../../../src/core/model/Ids.ts"
import { Outcome } from "../../../../../../../src/core/model/Outcome.ts"
import { someTurn } from "../../../../../../core/sessions/TurnRig.ts"
import { click, draw, eraseAll, find, isThere } from "../../Drawn.tsx"

afterEach(eraseAll)

beforeAll(async () => {
  // what can read Markdown is loaded when something is asked
  const { gone } = await draw(<NowBoard board={board} may={all} acts={makeActs().acts} />)
  await act(() => vi.dynamicImportSettled())
  await gone()
})

const turn = (name: string, more: Partial<BoardTurn> = {}): BoardTurn => ({
  session: someTurn.session,
  turn: TurnId.make(name),
  agent: someTurn.agent,
  conversation: someTurn.conversation,
  text: name,
  by: "ann",
  since: 0,
  phase: "working",
  startedAt: 0,
  lastEventAt: 0,
  asks: [],
  ...more
})
const nothing: Board = { asking: [], failed: [], running: [], queued: [] }

const makeActs = () => {
  const done: Array<string> = []
  const act = (what: string) => async (of: BoardTurn) => {
    done.push(`${what} ${of.turn}`)
    return undefined
  }
  const acts: NowActs = {
    answer: async (of, ask, { _tag }) => {
      done.push(`${_tag} ${ask} of ${of.turn}`)
      return undefined
    },
    stop: act("stop"),
    withdraw: act("withdraw"),
    retry: act("retry"),
    raise: act("raise")
  }
  return { acts, done }
}
const all = new Set(Scope.literals)

const asking = turn("fix the tests", {
  asks: [
    {
      ask: {
        id: AskId.make("a"),
        subject: {
          _tag: "Permission",
          tool: "Bash",
          title: "run make",
          detail: "make",
          language: "sh",
          rememberable: false
        }
      },
      askedAt: 0
    }
  ]
})
const failed = turn("write it", {
  phase: "ended",
  outcome: Outcome.cases.Failed.make({ kind: "auth", message: "not signed in" })
})
const over = turn("dig deep", {
  phase: "ended",
  outcome: Outcome.cases.OverBudget.make({ budget: "turn", limitUsd: 1, message: "it cost $1.02", raiseToUsd: 2 })
})
const board: Board = {
  asking: [asking],
  failed: [failed, over],
  running: [asking, turn("count", { last: "run npm test", model: "haiku", costUsd: 0.5 })],
  queued: [turn("later", { phase: "queued" })]
}

describe("now", () => {
  it("puts what needs a person first, and says what is wrong and what to do about it", async () => {
    const { acts } = makeActs()
    const { page } = await draw(<NowBoard board={board} may={all} acts={acts} />)
    const headings = [...page.querySelectorAll("h2")].map((heading) => heading.textContent?.trim())
    assert.deepStrictEqual(headings, ["asks you 1", "went wrong 2", "running 2", "1 message in line for scout"])
    const words = page.textContent ?? ""
    assert.include(words, "not signed in")
    assert.include(words, "sign the cli in on the host, then retry")
    assert.include(words, "run npm test")
    assert.include(words, "waiting for you")
    assert.strictEqual(page.querySelector("[role=status]")?.textContent, "3 things wait for you")
  })

  it("says where it was asked by the name that people know; a person alone with an agent is named already", async () => {
    const general = turn("in a channel", { place: "#general › fix the build" })
    const direct = turn("alone", { place: "ann", conversation: { ...someTurn.conversation, kind: "direct" } })
    const nameless = turn("somewhere")
    const { page } = await draw(
      <NowBoard board={{ ...nothing, running: [general, direct, nameless] }} may={all} acts={makeActs().acts} />
    )
    const words = page.textContent ?? ""
    assert.include(words, "ann in #general › fix the build")
    const { id, platform } = someTurn.conversation
    assert.strictEqual(words.split(`ann on ${platform}`).length, 3, "no ids")
    assert.strictEqual(page.querySelector(`[title="${platform} ${id}"]`)?.textContent, general.place)
  })

  it("everything is done in place", async () => {
    const { acts, done } = makeActs()
    await draw(<NowBoard board={board} may={all} acts={acts} />)
    await click(find("button", "stop: count"))
    await click(find("button", "withdraw: later"))
    await click(find("button", "retry: write it"))
    await click(find("button", "raise to $2.00: dig deep"))
    await click(find("button", "Allow once"))
    assert.deepStrictEqual(done, [
      "stop count",
      "withdraw later",
      "retry write it",
      "raise dig deep",
      "Allow a of fix the tests"
    ])
  })

  it("offers nothing that somebody may not do", async () => {
    const { acts } = makeActs()
    await draw(<NowBoard board={board} may={new Set(["read"])} acts={acts} />)
    for (const name of [
      "stop: count",
      "withdraw: later",
      "retry: write it",
      "raise to $2.00: dig deep",
      "Allow once"
    ]) {
      assert.isFalse(isThere("button", name), name)
    }
    assert.isTrue(isThere("link", "fix the tests"))
  })

  it("says what would be here while there is nothing", async () => {
    const { acts } = makeActs()
    const { again, page } = await draw(<NowBoard board={nothing} may={all} acts={acts} />)
    assert.include(page.textContent, "nothing waits for you, and nothing runs")
    assert.isTrue(isThere("link", "ask an agent something"))
    await again(<NowBoard board={{ ...nothing, running: board.running.slice(1) }} may={all} acts={acts} />)
    assert.strictEqual(page.querySelector("[role=status]")?.textContent, "nothing waits for you")
  })

  it("a turn of which nothing changed is not drawn again", async () => {
    const { acts } = makeActs()
    const drawn: Array<string> = []
    /** Tells when it is looked at. */
    const told = (name: string, last: string): BoardTurn =>
      Object.defineProperty(turn(name), "last", {
        get: () => {
          drawn.push(name)
          return last
        }
      })
    const rows = (turns: ReadonlyArray<BoardTurn>) => (
      <ul>
        {turns.map((each) => (
          <RunningTurn key={each.turn} turn={each} mayStop acts={acts} />
        ))}
      </ul>
    )
    const one = told("one", "writing")
    const { again, page } = await draw(rows([one, told("two", "step 0")]))
    drawn.length = 0
    for (let at = 1; at <= 50; at++) await again(rows([one, told("two", `step ${at}`)]))
    assert.deepStrictEqual([...new Set(drawn)], ["two"])
    assert.include(page.textContent, "step 50")
  })
})
