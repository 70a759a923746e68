// @vitest-environment happy-dom
/** The cost page: sums that are right, unknown costs that are not nothing, and an address that keeps what was chosen. */
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import CostPage from "../../../../../../../src/adapters/surface/web/client/pages/cost/CostPage.tsx"
import { costView, daysBetween } from "../../../../../../../src/adapters/surface/web/client/pages/cost/CostView.ts"
import type { CostSeries } from "../../../../../../../src/core/control/protocol/ReportRpcs.ts"
import { click, draw, eraseAll, find } from "../../Drawn.tsx"

const asked: Array<unknown> = []
const kept: Array<string> = []
let told: CostSeries

vi.mock("../../../../../../../src/adapters/surface/web/client/live/Answers.ts", () => ({
  answers: () => (by: string, days: number) => {
    asked.push([by, days])
    return { value: told, pending: false, again: () => {} }
  }
}))
vi.mock("../../../../../../../src/adapters/surface/web/client/pages/session/Download.ts", () => ({
  downloadText: (name: string, text: string) => kept.push(`${name}\n${text}`)
}))

const line = (day: string, key: string, given: Partial<CostSeries["lines"][number]>) => ({
  day,
  key,
  turns: 1,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  unpriced: 0,
  ...given
})

const series = (lines: CostSeries["lines"], more: Partial<CostSeries> = {}): CostSeries => ({
  from: "2026-11-20",
  to: "2026-11-22",
  zone: "Europe/Berlin",
  lines,
  names: {},
  limits: {},
  ...more
})

beforeEach(() => {
  asked.length = 0
  kept.length = 0
  history.replaceState(null, "", "/cost")
})
afterEach(eraseAll)

describe("costs in view", () => {
  it("has a bar for every day, over the ends of months and years", () => {
    assert.deepStrictEqual(daysBetween("2026-12-30", "2027-01-02"), [
      "2026-12-30",
      "2026-12-31",
      "2027-01-01",
      "2027-01-02"
    ])
    assert.strictEqual(daysBetween("2026-02-01", "2026-04-01").length, 60)
    assert.deepStrictEqual(daysBetween("nonsense", "2026-01-01"), [])
  })

  it("shows the five dearest apart and the rest together, and no dollar is lost", () => {
    const lines = Array.from({ length: 9 }, (_, index) => line("2026-11-21", `m${index}`, { costUsd: index + 1 }))
    const { bars, rows, series: names, total } = costView(series(lines), "cost")
    assert.deepStrictEqual(names, ["m8", "m7", "m6", "m5", "m4", "4 others"])
    const [first, second] = bars
    assert.deepStrictEqual(first?.values, {})
    assert.deepStrictEqual(second?.values, { m8: 9, m7: 8, m6: 7, m5: 6, m4: 5, "4 others": 10 })
    assert.strictEqual(total.costUsd, 45)
    assert.strictEqual(rows.length, 9)
  })

  it("tells people of one name apart", () => {
    const lines = [line("2026-11-21", "1", { costUsd: 2 }), line("2026-11-21", "2", { costUsd: 1 })]
    const { rows } = costView(series(lines, { names: { 1: "Ann", 2: "Ann" } }), "cost")
    assert.deepStrictEqual(
      rows.map(({ id, key }) => [id, key]),
      [
        ["1", "Ann (1)"],
        ["2", "Ann (2)"]
      ]
    )
  })
})

describe("cost page", () => {
  it("says of a cost that nobody knows that it is unknown, in the table, the sum and the file", async () => {
    told = series(
      [
        line("2026-11-21", "scout", { costUsd: 1.5, inputTokens: 1200, outputTokens: 30, turns: 2, unpriced: 1 }),
        line("2026-11-22", "scout", { costUsd: 0.5 }),
        line("2026-11-22", "smith", { turns: 3, unpriced: 3, outputTokens: 7 })
      ],
      { limits: { fleetDayUsd: 12 } }
    )
    const { page } = await draw(<CostPage />)
    // the first one is the chart's, for those who do not see it
    const rows = [...([...page.querySelectorAll("table")].at(-1)?.querySelectorAll("tbody tr") ?? [])].map((row) =>
      [...row.children].map((cell) => cell.textContent)
    )
    assert.deepStrictEqual(rows, [
      ["scout", "3", "1.2k", "30", "$2.00+ 1 unknown", "1"],
      ["smith", "3", "0", "7", "unknown", "3"]
    ])
    assert.include(page.textContent ?? "", "4 turns not in the bars")
    assert.include(page.textContent ?? "", "$0.50+ 3 unknown of $12.00")
    await click(find("button", "csv"))
    assert.deepStrictEqual(kept, [
      "cost-by-agent-2026-11-20-2026-11-22.csv\nagent,turns,input_tokens,output_tokens,cost_usd,unpriced_turns\nscout,3,1200,30,2,1\nsmith,3,0,7,,3\n"
    ])
  })

  it("asks for what is chosen and keeps it in the address", async () => {
    told = series([])
    history.replaceState(null, "", "/cost?by=user&days=90")
    const { page } = await draw(<CostPage />)
    assert.deepStrictEqual(asked.at(-1), ["user", 90])
    assert.include(page.textContent ?? "", "nothing was spent in these days")
    await click(find("radio", "7 days"))
    assert.deepStrictEqual(asked.at(-1), ["user", 7])
    assert.strictEqual(location.search, "?by=user&days=7")
  })
})
