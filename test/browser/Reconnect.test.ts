/**
 * An answer that streams while the connection is cut again and again and the service itself is killed and started: the
 * page says that it is cut off, never shows a word twice or out of its place, and has every one in the end, without having
 * been loaded anew.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Page, WebSocketRoute } from "playwright-core"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on } from "./Dashboard.ts"

const many = 300
const byLine = 25

/** Numbered words, with a breath after every line. */
const script = [
  "Count to 300",
  ...Array.from({ length: many / byLine }, (_, line) => {
    const words = Array.from({ length: byLine }, (_, at) => `n${line * byLine + at + 1}`)
    return `!say ${words.join(" ")}\n!wait 400ms`
  })
].join("\n")

/** Looks at every change of the page: words that are not in their place, and whether it was said to be cut off. */
const watchWords = (page: Page) =>
  page.evaluate(() => {
    const { dataset } = document.documentElement
    dataset.loaded = "once"
    const look = () => {
      if (document.body.textContent?.includes("reconnecting…")) dataset.cutOff = "said"
      const numbers = [...(document.querySelector("article")?.querySelectorAll(".prose") ?? [])]
        .flatMap((part) => part.textContent?.match(/n\d+/g) ?? [])
        .map((word) => Number(word.slice(1)))
      const wrong = numbers.findIndex((number, index) => number !== index + 1)
      // the newest word may be half of it
      if (wrong !== -1 && wrong < numbers.length - 1)
        dataset.wrong = numbers.slice(Math.max(0, wrong - 3), wrong + 4).join(" ")
      dataset.shown = String(numbers.length)
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  })

const shows = (page: Page, words: number) =>
  page.waitForFunction((least) => Number(document.documentElement.dataset.shown ?? "0") >= least, words, {
    timeout: 60_000
  })

describe.skipIf(chromiumPath === undefined)("a page whose connection breaks", () => {
  it.live("has every word once and in order in the end", () =>
    Effect.gen(function* () {
      const dashboard = yield* makeDashboard()
      const browser = yield* startChromium
      const { page } = yield* dashboard.open(browser)
      const sockets: Array<{ readonly here: WebSocketRoute; readonly there: WebSocketRoute }> = []
      yield* on(page, async (page) => {
        await page.routeWebSocket(/\/rpc$/, (here) => {
          sockets.push({ here, there: here.connectToServer() })
        })
        await page.goto(`${dashboard.url()}/sessions?new=1`)
        await watchWords(page)
        const dialog = page.getByRole("dialog", { name: "new session" })
        await dialog.getByRole("textbox", { name: "what to say first" }).fill(script)
        await dialog.getByRole("button", { name: "begin" }).click()
        await page.getByRole("article").waitFor()
      })
      const cut = (words: number) =>
        on(page, async (page) => {
          await shows(page, words)
          const before = sockets.length
          const last = sockets.at(-1)
          await Promise.all([last?.here.close({ code: 4000 }), last?.there.close({ code: 4000 })])
          await page.getByText("reconnecting…").first().waitFor()
          await page.getByText("connected", { exact: true }).waitFor()
          assert.isAbove(sockets.length, before)
        })
      for (const words of [10, 40, 70]) yield* cut(words)
      yield* on(page, (page) => shows(page, 100))
      yield* dashboard.kill("SIGKILL")
      yield* on(page, (page) => page.getByText("reconnecting…").first().waitFor())
      yield* dashboard.start
      yield* on(page, (page) => page.getByText("connected", { exact: true }).waitFor())
      for (const words of [150, 200]) yield* cut(words)

      const seen = yield* on(page, async (page) => {
        await page.getByRole("button", { name: "copy the answer" }).waitFor({ timeout: 60_000 })
        return page.evaluate(() => ({ ...document.documentElement.dataset }))
      })
      assert.strictEqual(seen.loaded, "once", "it was never loaded anew")
      assert.strictEqual(seen.cutOff, "said")
      assert.isUndefined(seen.wrong, "at no moment a word was doubled or out of its place")
      assert.strictEqual(seen.shown, String(many))
    })
  )
})
