// @vitest-environment happy-dom
/** The list of sessions: what it offers is offered once, and where it ends it says so. */
import { Effect } from "effect"
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"

vi.mock("../../../../../../../src/adapters/surface/web/client/live/Wire.ts", () => import("../../live/FakeWire.ts"))

import { usePalette } from "../../../../../../../src/adapters/surface/web/client/app/PaletteActions.ts"
import { connectionOpened } from "../../../../../../../src/adapters/surface/web/client/live/Connection.ts"
import SessionsPage from "../../../../../../../src/adapters/surface/web/client/pages/session/SessionsPage.tsx"
import { click, draw, eraseAll, find, isThere } from "../../Drawn.tsx"
import { forgetService, service } from "../../live/FakeWire.ts"

const answered = () => act(() => vi.advanceTimersByTimeAsync(20))

const line = (name: string) => ({
  session: `default/scout/web:${name}`,
  agent: "scout",
  conversation: { platform: "web", id: name, within: [], kind: "direct" },
  title: name,
  by: "ann",
  turns: 1,
  firstAt: 0,
  lastAt: 0
})

beforeEach(() => {
  vi.useFakeTimers()
  forgetService()
  service.WhoAmI = () => Effect.succeed({ may: ["read", "talk"], now: Date.now() })
  history.replaceState(null, "", "/sessions")
  connectionOpened()
})
afterEach(async () => {
  await eraseAll()
  vi.useRealTimers()
})

describe("the sessions", () => {
  it("offer to begin one, and the palette hears of it once", async () => {
    service.ListSessions = () => Effect.succeed({ sessions: [] })
    await draw(<SessionsPage />)
    await answered()
    const { offered } = usePalette.getState()
    assert.deepStrictEqual(
      [...offered.values()].flat().map(({ label }) => label),
      ["new session"]
    )
    await act(async () => history.pushState(null, "", "/sessions?search=zzz"))
    await answered()
    assert.strictEqual(usePalette.getState().offered, offered)
    await act(async () => [...offered.values()].flat()[0]?.run())
    assert.strictEqual(location.search, "?search=zzz&new=1")
  })

  it("say where they end, and how older ones are found", async () => {
    const lines = Array.from({ length: 500 }, (_, index) => line(`s${index}`))
    service.ListSessions = ({ limit }: { readonly limit: number }) =>
      Effect.succeed({ sessions: lines.slice(0, limit) })
    const { page } = await draw(<SessionsPage />)
    await answered()
    assert.notInclude(page.textContent, "search to find older ones")
    await click(find("button", "show more"))
    await answered()
    assert.include(page.textContent, "these are the latest 500: search to find older ones")
    assert.isFalse(isThere("button", "show more"))
  })
})
