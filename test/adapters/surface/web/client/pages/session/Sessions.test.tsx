// @vitest-environment happy-dom
/** What surrounds the transcript: which sessions are listed and how the address says so, the files, Escape twice. */
import { afterEach, assert, describe, it } from "vitest"
import { useEscapeTwice } from "../../../../../../../src/adapters/surface/web/client/pages/session/EscapeTwice.ts"
import { FilesChanged } from "../../../../../../../src/adapters/surface/web/client/pages/session/FilesChanged.tsx"
import {
  filtersOf,
  queryWith
} from "../../../../../../../src/adapters/surface/web/client/pages/session/SessionFilters.ts"
import { SessionList } from "../../../../../../../src/adapters/surface/web/client/pages/session/SessionList.tsx"
import { TranscriptContext } from "../../../../../../../src/adapters/surface/web/client/transcript/TranscriptContext.ts"
import {
  arrive,
  transcriptStore
} from "../../../../../../../src/adapters/surface/web/client/transcript/TranscriptStore.ts"
import type { SessionLine } from "../../../../../../../src/core/control/protocol/SessionRpcs.ts"
import { AgentName, ConversationId, PlatformName, SessionId } from "../../../../../../../src/core/model/Ids.ts"
import { draw, eraseAll, find, press } from "../../Drawn.tsx"
import { activity, Told } from "../../transcript/Told.ts"

const line = (name: string, title: string): SessionLine => ({
  session: SessionId.make(`default/scout/web:${name}`),
  agent: AgentName.make("scout"),
  conversation: { platform: PlatformName.make("web"), id: ConversationId.make(name), within: [], kind: "direct" },
  title,
  by: "ann",
  turns: 3,
  firstAt: 1_000,
  lastAt: 2_000
})

describe("the sessions list", () => {
  afterEach(eraseAll)

  it("leads to each session and marks those that run, ask or failed", async () => {
    const one = line("one", "fix the login test")
    const two = line("two", "<img src=x>")
    const three = line("three", "move the fixtures")
    const { page } = await draw(
      <SessionList
        sessions={[one, two, three]}
        running={new Set([one.session])}
        asking={new Set([two.session])}
        failed={new Set([three.session])}
        empty="nothing"
      />
    )
    const links = [...page.querySelectorAll("a")]
    assert.deepStrictEqual(
      links.map((link) => decodeURIComponent(link.getAttribute("href") ?? "")),
      [one, two, three].map(({ session }) => `/sessions/${session}`)
    )
    assert.include(links[0]?.textContent, "running")
    assert.notInclude(links[1]?.textContent, "running")
    assert.include(links[1]?.textContent, "<img src=x>asks")
    assert.deepStrictEqual(
      links.map((link) => link.textContent?.includes("failed")),
      [false, false, true]
    )
  })

  it("says where each was begun: by the name that people know, else by the platform; which one stands in the title", async () => {
    const named = { ...line("one", "fix the login test"), place: "#general › <b>fix</b>" }
    const { page } = await draw(
      <SessionList
        sessions={[named, line("two", "hello")]}
        running={new Set()}
        failed={new Set()}
        asking={new Set()}
        empty="nothing"
      />
    )
    const rows = [...page.querySelectorAll("tbody tr")].map((row) => row.textContent ?? "")
    assert.include(rows[0], "#general › <b>fix</b>")
    assert.strictEqual(page.querySelector('[title="web one"]')?.textContent, named.place)
    assert.include(rows[1], "web")
  })

  it("keeps in the address what it was looked for, and nothing that was not", () => {
    const query = queryWith(new URLSearchParams("new=1"), { search: "a/b & c", agent: "scout" })
    assert.deepStrictEqual(filtersOf(new URLSearchParams(query.toString())), {
      search: "a/b & c",
      agent: "scout",
      platform: ""
    })
    assert.strictEqual(queryWith(query, { search: "", agent: "" }).toString(), "new=1")
  })
})

describe("the files that a session changed", () => {
  afterEach(eraseAll)

  it("are those of its edits that were made, each once, with every change", async () => {
    const told = new Told()
    told.accepted("one")
    told.dispatched("one")
    const edit = { kind: "edit", detail: "@@ -1 +1 @@\n-a\n+b" } as const
    told.happened("one", activity("a", { ...edit, title: "src/a.ts", files: ["src/a.ts"] }))
    told.happened("one", activity("b", { ...edit, title: "2 files", files: ["src/a.ts", "src/b.ts"] }))
    told.happened("one", activity("c", { ...edit, title: "src/c.ts", phase: "failed" }))
    told.happened("one", activity("d", { title: "cat src/d.ts" }))
    const store = transcriptStore()
    arrive(store, [told.arrival(30)])
    await draw(
      <TranscriptContext value={store}>
        <FilesChanged onClose={() => undefined} />
      </TranscriptContext>
    )
    const dialog = find("dialog", "2 files changed")
    assert.deepStrictEqual(
      [...dialog.querySelectorAll("summary")].map((summary) => summary.textContent),
      ["src/a.ts+22 lines added−22 lines removed2 edits", "src/b.ts+11 line added−11 line removed1 edit"]
    )
  })
})

const Stoppable = ({ active, stop }: { readonly active: boolean; readonly stop: () => void }) => {
  useEscapeTwice(active, stop)
  return <p>it runs</p>
}

describe("Escape", () => {
  afterEach(eraseAll)

  it("stops what runs when it is pressed twice in a row, and never when once", async () => {
    let stops = 0
    const stop = () => {
      stops++
    }
    const { again } = await draw(<Stoppable active stop={stop} />)
    await press("Escape")
    await press("a")
    await press("Escape")
    assert.strictEqual(stops, 0)
    await press("Escape")
    assert.strictEqual(stops, 1)
    await press("Escape")
    assert.strictEqual(stops, 1)
    await again(<Stoppable active={false} stop={stop} />)
    await press("Escape")
    await press("Escape")
    assert.strictEqual(stops, 1)
  })
})
