/** The dashboard without a mouse: where one goes, what one does, how it looks. And, on a phone, by its bar at the bottom. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on, phone } from "./Dashboard.ts"

const isAt = (page: Page, title: string) => page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor()

const palette = async (page: Page, words: string) => {
  await page.keyboard.press("Control+k")
  await page.getByRole("combobox", { name: "go to, or do" }).waitFor()
  await page.keyboard.type(words)
  await page.keyboard.press("Enter")
  await page.getByRole("dialog", { name: "go to, or do" }).waitFor({ state: "hidden" })
}

const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)

describe.skipIf(chromiumPath === undefined)("the keyboard", () => {
  it.live("leads everywhere, begins, says and stops", () =>
    Effect.gen(function* () {
      const dashboard = yield* makeDashboard()
      const browser = yield* startChromium
      const { complaints, page } = yield* dashboard.open(browser, { path: "/health" })
      const { keyboard } = page

      yield* on(page, async (page) => {
        await isAt(page, "health")
        await keyboard.press("Tab")
        assert.strictEqual(await page.evaluate(() => document.activeElement?.textContent), "to the content")
        await keyboard.press("g")
        await keyboard.press("a")
        await isAt(page, "agents")
        await palette(page, "money")
        await isAt(page, "cost")
        await keyboard.press("?")
        await page.getByRole("dialog", { name: "keys" }).waitFor()
        await keyboard.press("Escape")
        await page.getByRole("dialog", { name: "keys" }).waitFor({ state: "hidden" })
      })

      yield* on(page, async (page) => {
        await page.emulateMedia({ colorScheme: "light" })
        const light = await background(page)
        await page.getByRole("button", { name: "theme: system" }).focus()
        await keyboard.press("Enter")
        await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "menuitem")
        await keyboard.press("ArrowDown")
        await keyboard.press("Enter")
        await page.getByRole("button", { name: "theme: dark" }).waitFor()
        assert.notStrictEqual(await background(page), light)
        await page.reload()
        await isAt(page, "cost")
        assert.notStrictEqual(await background(page), light, "it is remembered")
      })

      yield* on(page, async (page) => {
        await keyboard.press("g")
        await keyboard.press("s")
        await isAt(page, "sessions")
        await palette(page, "new session")
        await page.getByRole("dialog", { name: "new session" }).waitFor()
        await keyboard.type("hello by key")
        await keyboard.press("Control+Enter")
        const newest = page.getByRole("article").last()
        await newest.getByText('You said: "hello by key".').waitFor()
        await page.getByRole("textbox", { name: /^message to/ }).focus()
        await keyboard.type("!say I begin.")
        await keyboard.press("Shift+Enter")
        await keyboard.type("!hang")
        await keyboard.press("Enter")
        await newest.getByText("I begin.", { exact: true }).waitFor()
        await keyboard.press("Escape")
        await keyboard.press("Escape")
        await newest.getByText(/^stopped/).waitFor()
      })

      yield* on(page, async (page) => {
        await page.setViewportSize(phone)
        await page
          .getByRole("navigation", { name: "dashboard, in short" })
          .getByRole("link", { name: "agents" })
          .click()
        await isAt(page, "agents")
        await page.getByRole("button", { name: "more" }).click()
        await page.getByRole("dialog").getByRole("link", { name: "audit" }).click()
        await isAt(page, "audit")
      })
      assert.deepStrictEqual(complaints, [])
    })
  )
})
