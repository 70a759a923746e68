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

  it("leads to each session and marks those that run or ask", async () => {
    const one = line("one", "fix the login test")
    const two = line("two", "<img src=x>")
    const { page } = await draw(
      <SessionList
        sessions={[one, two]}
        running={new Set([one.session])}
        asking={new Set([two.session])}
        empty="nothing"
      />
    )
    const links = [...page.querySelectorAll("a")]
    assert.deepStrictEqual(
      links.map((link) => decodeURIComponent(link.getAttribute("href") ?? "")),
      [`/sessions/${one.session}`, `/sessions/${two.session}`]
    )
    assert.include(links[0]?.textContent, "running")
    assert.notInclude(links[1]?.textContent, "running")
    assert.include(links[1]?.textContent, "<img src=x>asks")
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
      ["src/a.ts2 edits", "src/b.ts1 edit"]
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
