// @vitest-environment happy-dom
/** The audit page reads on without repeating or leaving out a line, and what people wrote in it is text. */
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import {
  connectionClosed,
  connectionOpened
} from "../../../../../../../src/adapters/surface/web/client/live/Connection.ts"
import AuditPage from "../../../../../../../src/adapters/surface/web/client/pages/audit/AuditPage.tsx"
import { nothingRead, readOn } from "../../../../../../../src/adapters/surface/web/client/pages/audit/AuditPages.ts"
import type { AuditLine } from "../../../../../../../src/core/control/protocol/ReportRpcs.ts"
import { SessionId, UserId } from "../../../../../../../src/core/model/Ids.ts"
import { click, draw, eraseAll, find, isThere } from "../../Drawn.tsx"

const line = (seq: number, given: Partial<AuditLine> = {}): AuditLine => ({
  seq,
  at: seq,
  by: "Ann",
  platform: "web",
  action: "changed",
  subject: `agent ${seq}`,
  detail: "",
  ...given
})

interface Asked {
  readonly before?: number
  readonly limit: number
  readonly search?: string
}

let log: ReadonlyArray<AuditLine> = []
const asked: Array<Asked> = []

/** As the service answers: the latest first. */
const read = (question: Asked) => {
  asked.push(question)
  const found = log.filter(({ seq }) => seq < (question.before ?? Number.POSITIVE_INFINITY))
  return found.slice(0, question.limit)
}

vi.mock("../../../../../../../src/adapters/surface/web/client/live/Ask.ts", () => ({
  ask: async (call: (service: { ReadAudit: typeof read }) => unknown) => ({
    ok: true,
    value: call({ ReadAudit: read })
  })
}))
vi.mock("../../../../../../../src/adapters/surface/web/client/live/Self.ts", () => ({ useMay: () => true }))

beforeEach(() => {
  connectionOpened()
  asked.length = 0
  history.replaceState(null, "", "/audit")
})
afterEach(eraseAll)

const shown = (page: HTMLElement) => [...page.querySelectorAll("ul > li")].map(({ textContent }) => textContent ?? "")

describe("audit page", () => {
  it("reads on to the beginning, while new lines come in at the other end", async () => {
    log = Array.from({ length: 80 }, (_, index) => line(80 - index))
    const { page } = await draw(<AuditPage />)
    assert.strictEqual(shown(page).length, 60)
    log = [line(82), line(81), ...log]
    await click(find("button", "older"))
    const seen = shown(page).map((text) => Number(/agent (\d+)/.exec(text)?.[1]))
    assert.deepStrictEqual(
      seen,
      Array.from({ length: 80 }, (_, index) => 80 - index)
    )
    assert.isFalse(isThere("button", "older"), "that is all")
    await click(find("button", "look for what is new"))
    assert.include(shown(page)[0] ?? "", "agent 82")
  })

  it("shows what people wrote as text, and leads to the session", async () => {
    const session = SessionId.make("default/scout/web:a/b")
    log = [line(1, { by: "<b>Bo</b>", subject: "<img src=x>", detail: "[x](javascript:1)", session })]
    const { page } = await draw(<AuditPage />)
    assert.lengthOf(page.querySelectorAll("li b, li img"), 0)
    assert.include(shown(page)[0] ?? "", "<img src=x>")
    assert.strictEqual(page.querySelector("li a")?.getAttribute("href"), `/sessions/${encodeURIComponent(session)}`)
  })

  it("tells two people of one name apart, and leaves ids away where a name says who", async () => {
    const [one, two] = [UserId.make("id-1"), UserId.make("id-2")]
    log = [
      line(4, { by: "Ann", user: one }),
      line(3, { by: "Ann", user: two }),
      line(2, { by: "Ann", platform: "chat", user: two }),
      line(1, { by: "Bob", user: UserId.make("id-3") }),
      line(0, { by: "Bob" })
    ]
    const { page } = await draw(<AuditPage />)
    const who = [...page.querySelectorAll("li p[title]")]
    assert.deepStrictEqual(
      who.map(({ textContent }) => textContent),
      ["Ann id-1 · web", "Ann id-2 · web", "Ann · chat", "Bob · web", "Bob · web"]
    )
    assert.strictEqual(who[3]?.getAttribute("title"), "Bob (id-3) on web")
  })

  it("asks for what stands in the address, and says when there is nothing", async () => {
    log = []
    history.replaceState(null, "", "/audit?search=smith&action=deleted")
    const { page } = await draw(<AuditPage />)
    assert.deepInclude<object>(asked[0] ?? {}, { search: "smith", action: "deleted" })
    assert.include(page.textContent ?? "", "nobody did such a thing")
  })

  it("keeps what was read when the connection comes back, with what is new before it", async () => {
    log = Array.from({ length: 80 }, (_, index) => line(80 - index))
    const { page } = await draw(<AuditPage />)
    await click(find("button", "older"))
    log = [line(81), ...log]
    await act(async () => connectionClosed())
    await act(async () => connectionOpened())
    assert.strictEqual(shown(page).length, 81)
    assert.include(shown(page)[0] ?? "", "agent 81")
    assert.include(shown(page).at(-1) ?? "", "agent 1")
    log = [...Array.from({ length: 70 }, (_, index) => line(160 - index)), ...log]
    await click(find("button", "look for what is new"))
    assert.strictEqual(shown(page).length, 60, "more than a page is new: no gap looks like the whole")
    assert.isTrue(isThere("button", "older"))
  })

  it("drops lines of a page that it has already", () => {
    const first = readOn(nothingRead, { _tag: "Read", anew: true, page: [line(3), line(2)] })
    const twice = readOn(first, { _tag: "Read", anew: false, page: [line(2), line(1)] })
    assert.deepStrictEqual(
      twice.lines.map(({ seq }) => seq),
      [3, 2, 1]
    )
  })
})
