// @vitest-environment happy-dom
/** Controls are called by their labels, say what is wrong with them, and can be worked with keys alone. */
import { act, useState } from "react"
import { afterEach, assert, describe, it } from "vitest"
import { BarChart, niceTop } from "../../../../../../src/adapters/surface/web/client/ui/BarChart.tsx"
import { Collapsible } from "../../../../../../src/adapters/surface/web/client/ui/Collapsible.tsx"
import { Money } from "../../../../../../src/adapters/surface/web/client/ui/Money.tsx"
import { StateMark } from "../../../../../../src/adapters/surface/web/client/ui/StateMark.tsx"
import { Tabs } from "../../../../../../src/adapters/surface/web/client/ui/Tabs.tsx"
import { TextInput } from "../../../../../../src/adapters/surface/web/client/ui/TextInput.tsx"
import { timeWords } from "../../../../../../src/adapters/surface/web/client/ui/TimeWords.ts"
import { tokenWords } from "../../../../../../src/adapters/surface/web/client/ui/Tokens.tsx"
import { draw, eraseAll, find, press, type } from "../Drawn.tsx"

const Folder = () => {
  const [folder, setFolder] = useState("")
  const error = folder.startsWith("/srv") ? undefined : "choose one below /srv"
  return <TextInput label="folder" hint="where it works" value={folder} onChange={setFolder} error={error} />
}

const Views = () => {
  const [view, setView] = useState<"day" | "agent" | "model">("day")
  return (
    <Tabs
      label="cost"
      value={view}
      onChange={setView}
      tabs={[
        { id: "day", label: "by day" },
        { id: "agent", label: "by agent" },
        { id: "model", label: "by model" }
      ]}
    >
      shown: {view}
    </Tabs>
  )
}

describe("controls", () => {
  afterEach(eraseAll)

  it("tie their hint and what is wrong to the field that they belong to", async () => {
    await draw(<Folder />)
    const field = find("textbox", "folder")
    const described = () =>
      (field.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent)
    assert.deepStrictEqual(described(), ["where it works", "choose one below /srv"])
    assert.strictEqual(field.getAttribute("aria-invalid"), "true")
    await type(field, "/srv/app")
    assert.deepStrictEqual(described(), ["where it works"])
    assert.isFalse(field.hasAttribute("aria-invalid"))
  })

  it("of which one is chosen are one stop, and arrows go round", async () => {
    const { page } = await draw(<Views />)
    const stops = () => [...page.querySelectorAll<HTMLElement>("[role=tab]")].filter((tab) => tab.tabIndex === 0)
    find("tab", "by day").focus()
    await press("ArrowLeft")
    assert.strictEqual(document.activeElement, find("tab", "by model"))
    assert.include(page.querySelector("[role=tabpanel]")?.textContent, "shown: model")
    assert.lengthOf(stops(), 1)
    await press("Home")
    assert.strictEqual(document.activeElement, find("tab", "by day"))
  })

  it("that were opened are open when they come back", async () => {
    const details = (
      <Collapsible id="step 1" summary="ran npm test">
        12 passed
      </Collapsible>
    )
    const first = await draw(details)
    assert.notInclude(first.page.textContent, "12 passed")
    const element = first.page.querySelector("details")
    await act(async () => {
      if (element !== null) element.open = true
      element?.dispatchEvent(new Event("toggle"))
    })
    assert.include(first.page.textContent, "12 passed")
    await first.gone()
    const second = await draw(details)
    assert.include(second.page.textContent, "12 passed")
  })

  it("say states and amounts in words", async () => {
    const { page } = await draw(
      <>
        <StateMark state="failed" /> <Money usd={undefined} /> <Money usd={0.031} /> <Money usd={0} />
      </>
    )
    assert.strictEqual(page.textContent, "✗failed cost unknown $0.03 $0.00")
    const now = 1_000_000_000_000
    const words = [2_000, 42_000, 600_000, 11_100_000, -120_000].map((ago) => timeWords(now - ago, now))
    assert.deepStrictEqual(words, ["just now", "40s ago", "10m ago", "3h 5m ago", "in 2m"])
    assert.deepStrictEqual([840, 1_234, 9_960, 36_400, 999_700].map(tokenWords), ["840", "1.2k", "10k", "36k", "1M"])
  })

  it("that are pictures have their figures in a table", async () => {
    const { page } = await draw(
      <BarChart
        caption="cost by day"
        series={["reviewer", "scribe"]}
        format={(value) => `$${value.toFixed(2)}`}
        bars={[
          { label: "1 Nov", values: { reviewer: 1, scribe: 0.5 } },
          { label: "2 Nov", values: { scribe: 2 } }
        ]}
      />
    )
    const rows = [...page.querySelectorAll("table tr")].map((row) => [...row.children].map((cell) => cell.textContent))
    assert.deepStrictEqual(rows, [
      ["day", "reviewer", "scribe", "all"],
      ["1 Nov", "$1.00", "$0.50", "$1.50"],
      ["2 Nov", "$0.00", "$2.00", "$2.00"]
    ])
    assert.deepStrictEqual([0, 0.03, 1.5, 7, 20, 101].map(niceTop), [1, 0.05, 2, 10, 20, 200])
  })
})
