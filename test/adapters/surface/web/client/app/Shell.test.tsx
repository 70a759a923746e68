// @vitest-environment happy-dom
/** What surrounds every page: one sees where one is and whether it is live, keys lead everywhere, and a broken page breaks alone. */
import { Effect, Queue, Stream } from "effect"
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"

vi.mock("../../../../../../src/adapters/surface/web/client/live/Wire.ts", () => import("../live/FakeWire.ts"))

import { Broken } from "../../../../../../src/adapters/surface/web/client/app/Broken.tsx"
import { setLetterKeys } from "../../../../../../src/adapters/surface/web/client/app/LetterKeys.ts"
import { Palette } from "../../../../../../src/adapters/surface/web/client/app/Palette.tsx"
import {
  offerActions,
  openPalette,
  usePalette
} from "../../../../../../src/adapters/surface/web/client/app/PaletteActions.ts"
import { Shell } from "../../../../../../src/adapters/surface/web/client/app/Shell.tsx"
import { setTheme } from "../../../../../../src/adapters/surface/web/client/app/Theme.ts"
import { useConnection } from "../../../../../../src/adapters/surface/web/client/live/Connection.ts"
import { TextInput } from "../../../../../../src/adapters/surface/web/client/ui/TextInput.tsx"
import { click, draw, eraseAll, find, isThere, press } from "../Drawn.tsx"
import { service } from "../live/FakeWire.ts"

const boards = Effect.runSync(Queue.unbounded<unknown>())
service.WatchBoard = () => Stream.fromQueue(boards)

const shell = (
  <Shell current="now" place="/">
    <h1>now</h1>
    <TextInput label="message" value="" onChange={() => {}} />
  </Shell>
)

const Breaks = () => {
  throw new Error("no such field")
}

describe("the shell", () => {
  beforeEach(() => history.replaceState(null, "", "/"))
  afterEach(async () => {
    vi.restoreAllMocks()
    await eraseAll()
    openPalette(false)
    setTheme("system")
  })

  it("says where one is, what waits, and whether it is live, without moving anything", async () => {
    const { page } = await draw(shell)
    const rooms = () => page.querySelectorAll("aside *").length
    const before = rooms()
    await act(async () => useConnection.setState({ state: "lost" }))
    assert.include(page.querySelector("aside")?.textContent, "reconnecting…")
    await act(async () => useConnection.setState({ state: "open" }))
    assert.include(page.querySelector("aside")?.textContent, "connected")
    assert.strictEqual(rooms(), before)
    const turn = { asks: [] }
    await act(async () => Queue.offerUnsafe(boards, { asking: [turn], failed: [turn], running: [], queued: [] }))
    await act(() => vi.waitUntil(() => page.querySelector('[aria-current="page"]')?.textContent !== "now"))
    const [here] = [...page.querySelectorAll('[aria-current="page"]')]
    assert.strictEqual(here?.textContent, "now2 waiting for you")
  })

  it("is left by two keys, but never while one writes", async () => {
    await draw(shell)
    find("textbox", "message").focus()
    await press("g")
    await press("c")
    assert.strictEqual(location.pathname, "/")
    find("link", "agents").focus()
    await press("g")
    await press("c")
    assert.strictEqual(location.pathname, "/cost")
    await press("?")
    assert.include(find("dialog", "keys").textContent, "workers")
    await press("g")
    await press("a")
    assert.strictEqual(location.pathname, "/cost")
  })

  it("leaves letters alone to who does not want them as keys, and still leads everywhere", async () => {
    await draw(shell)
    find("link", "agents").focus()
    await press("?")
    await click(find("checkbox", "letters alone are keys"))
    await click(find("button", "close"))
    find("link", "agents").focus()
    await press("g")
    await press("c")
    await press("?")
    assert.strictEqual(location.pathname, "/")
    assert.isFalse(isThere("dialog", "keys"))
    await press("k", { ctrlKey: true })
    assert.isTrue(usePalette.getState().open)
    assert.strictEqual(localStorage.getItem("letter-keys"), "off")
    await act(async () => setLetterKeys(true))
  })

  it("remembers the theme that was chosen", async () => {
    await draw(shell)
    await act(async () => setTheme("dark"))
    assert.strictEqual(document.documentElement.dataset.theme, "dark")
    assert.strictEqual(localStorage.getItem("theme"), "dark")
    assert.isTrue(isThere("button", "theme: dark"))
    await act(async () => setTheme("system"))
    assert.isUndefined(document.documentElement.dataset.theme)
    assert.isNull(localStorage.getItem("theme"))
  })

  it("opens a palette with what the page offers for as long as it is shown", async () => {
    await draw(shell)
    await press("k", { ctrlKey: true })
    assert.isTrue(usePalette.getState().open)
    const done: Array<string> = []
    const withdraw = await act(async () =>
      offerActions([{ id: "stop", label: "stop this session", run: () => done.push("stopped") }])
    )
    await draw(<Palette />)
    const offered = () => [...document.querySelectorAll<HTMLElement>("[cmdk-item]")]
    const stop = offered().find((item) => item.textContent === "stop this session")
    assert.isDefined(stop)
    if (stop !== undefined) await click(stop)
    assert.deepStrictEqual(done, ["stopped"])
    assert.isFalse(usePalette.getState().open)
    await act(async () => withdraw())
    assert.notInclude(
      offered().map((item) => item.textContent),
      "stop this session"
    )
    assert.include(
      offered().map((item) => item.textContent),
      "cost"
    )
  })

  it("stands, and says so, when the palette is gone with an older version of the service", async () => {
    vi.doMock("../../../../../../src/adapters/surface/web/client/app/Palette.tsx", () => {
      throw new TypeError("Failed to fetch dynamically imported module")
    })
    vi.resetModules()
    const old = "../../../../../../src/adapters/surface/web/client/app"
    const { Shell: Older } = await import(`${old}/Shell.tsx`)
    const { page } = await draw(
      <Older current="now" place="/">
        <TextInput label="message" value="half a sentence" onChange={() => {}} />
      </Older>
    )
    await press("k", { ctrlKey: true })
    await act(() => vi.waitUntil(() => page.textContent?.includes("load the page anew")))
    assert.strictEqual((find("textbox", "message") as HTMLInputElement).value, "half a sentence")
    vi.doUnmock("../../../../../../src/adapters/surface/web/client/app/Palette.tsx")
  })

  it("stands when a page breaks, and another page is another try", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {})
    const { again, page } = await draw(
      <Broken place="/cost">
        <Breaks />
      </Broken>
    )
    assert.include(page.querySelector('[role="alert"]')?.textContent, "no such field")
    assert.isTrue(isThere("button", "reload"))
    await again(
      <Broken place="/health">
        <p>all is well</p>
      </Broken>
    )
    assert.strictEqual(page.textContent, "all is well")
  })
})
