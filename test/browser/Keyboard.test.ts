/**
 * The dashboard without a mouse, and without seeing it: where one goes, what one does, how it looks; where the focus is
 * when something opens and when it is gone; what is said when something happens. And, on a phone, by its bar at the bottom.
 */
import { assert, describe, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import type { Page, WebSocketRoute } from "playwright-core"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on, phone } from "./Dashboard.ts"
import { heard, listen, untilHeard } from "./Hearing.ts"

const makeDesk = Effect.gen(function* () {
  const dashboard = yield* makeDashboard()
  const browser = yield* startChromium
  return { ...dashboard, open: (path: string) => dashboard.open(browser, { path }) }
})

class Desk extends Context.Service<Desk, Effect.Success<typeof makeDesk>>()("test/browser/Desk") {
  static readonly layer = Layer.effect(Desk, makeDesk)
}

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
  layer(Desk.layer, { timeout: "2 minutes", excludeTestServices: true })((it) => {
    it.effect("leads everywhere, begins, says and stops", () =>
      Effect.gen(function* () {
        const desk = yield* Desk
        const { complaints, page } = yield* desk.open("/health")
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

    it.effect("goes into what opens, stays there, and is where it was when that is gone", () =>
      Effect.gen(function* () {
        const desk = yield* Desk
        const { complaints, page } = yield* desk.open("/people")
        const { keyboard } = page
        const invite = page.getByRole("button", { name: "invite a person" })
        const dialog = page.getByRole("dialog", { name: "invite a person" })
        const hasFocus = (locator: ReturnType<Page["getByRole"]>) =>
          locator.evaluate((element) => element === document.activeElement)
        yield* on(page, async () => {
          await invite.focus()
          await keyboard.press("Enter")
          await dialog.waitFor()
          assert.isTrue(await hasFocus(dialog.getByLabel("their name")), "one writes at once")
          for (let times = 0; times < 8; times++) {
            await keyboard.press("Tab")
            const outside = await page.evaluate(() => {
              const { activeElement, body } = document
              return activeElement !== body && activeElement?.closest("dialog") === null
            })
            assert.isFalse(outside, "the page behind it is out of reach")
          }
          await keyboard.press("Escape")
          await dialog.waitFor({ state: "hidden" })
          assert.isTrue(await hasFocus(invite))
          await keyboard.press("Control+k")
          await page.getByRole("combobox", { name: "go to, or do" }).waitFor()
          await keyboard.type("invite")
          await keyboard.press("Enter")
          await dialog.waitFor()
          await keyboard.press("Escape")
          await dialog.waitFor({ state: "hidden" })
          assert.isTrue(await hasFocus(invite), "also by way of the palette")
          await invite.press("Enter")
          await dialog.waitFor()
          await invite.evaluate((button: HTMLButtonElement) => {
            button.disabled = true
          })
          await keyboard.press("Escape")
          await dialog.waitFor({ state: "hidden" })
          assert.isTrue(await hasFocus(page.getByRole("main")), "a button that is off cannot have it back")
        })

        yield* on(page, async () => {
          const button = page.getByRole("button", { name: "theme: system" })
          const items = page.getByRole("menuitem")
          await button.focus()
          const opens = async (key: string, item: string) => {
            await keyboard.press(key)
            await page.waitForFunction((name) => document.activeElement?.textContent === name, item)
            assert.strictEqual(await button.getAttribute("aria-expanded"), "true")
          }
          await opens("ArrowDown", "light")
          await keyboard.press("End")
          assert.isTrue(await hasFocus(items.last()))
          await keyboard.press("ArrowDown")
          assert.isTrue(await hasFocus(items.first()), "round and round")
          await keyboard.press("d")
          assert.isTrue(await hasFocus(items.nth(1)), "by its first letter")
          await keyboard.press("Escape")
          await page.waitForFunction(() => document.querySelector(":popover-open") === null)
          assert.isTrue(await hasFocus(button))
          await opens("ArrowUp", "as the system")
          await keyboard.press("Tab")
          await page.waitForFunction(() => document.querySelector(":popover-open") === null)
          assert.strictEqual(await items.count(), 0)
        })
        assert.deepStrictEqual(complaints, [])
      })
    )

    it.effect("is told what happens, and not every word of it; nothing moves for whoever wants that", () =>
      Effect.gen(function* () {
        const desk = yield* Desk
        const { page } = yield* desk.open("/health")
        const sockets: Array<{ readonly here: WebSocketRoute; readonly there: WebSocketRoute }> = []
        yield* on(page, async () => {
          await page.routeWebSocket(/\/rpc$/, (here) => {
            sockets.push({ here, there: here.connectToServer() })
          })
          await page.goto(`${desk.url()}/sessions?new=1`)
          await page
            .getByRole("textbox", { name: "what to say first" })
            .fill('Count\n!stream 80 words every 10ms\n!ask Bash "rm -rf dist"\n!stream 80 words every 10ms')
          await listen(page)
          await page.getByRole("button", { name: "begin" }).click()
          const allow = page.getByRole("button", { name: "Allow once" })
          await allow.waitFor()
          assert.strictEqual(await page.evaluate(() => document.getAnimations().length), 0)
          await page.emulateMedia({ reducedMotion: "no-preference" })
          await page.waitForFunction(() => document.getAnimations().length > 0)
          await untilHeard(page, "scout asks: run a command")
          await allow.click()
          await untilHeard(page, "scout has answered")
          const inPassing = ["loading", "answered"]
          const lines = (await heard(page)).filter((line) => !inPassing.includes(line))
          assert.deepStrictEqual(lines, ["scout asks: run a command", "scout has answered"])
        })
        yield* on(page, async () => {
          const last = sockets.at(-1)
          await Promise.all([last?.here.close({ code: 4000 }), last?.there.close({ code: 4000 })])
          await untilHeard(page, "the connection is lost")
          await untilHeard(page, "connected again")
        })
      })
    )
  })
})
