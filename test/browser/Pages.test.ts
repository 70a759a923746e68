/**
 * Every page of the dashboard on a service in which something goes on, at a desk and on a phone, light and dark: it is
 * there, nothing complains, nothing has to be scrolled sideways, whoever uses a keyboard sees where they are, and axe finds
 * nothing wrong with it; nor with what opens on it. With SCREENSHOTS in the environment each page is also written there.
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import type { Page } from "playwright-core"
import { violations } from "./Axe.ts"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { desktop, makeDashboard, on, phone } from "./Dashboard.ts"
import { everyPage, sessionPath } from "./EveryPage.ts"
import { lively, livelyAgents } from "./Life.ts"

const folder = process.env.SCREENSHOTS
if (folder !== undefined) mkdirSync(folder, { recursive: true })

const makeFleet = Effect.gen(function* () {
  const dashboard = yield* makeDashboard({ agents: livelyAgents })
  const life = yield* lively(dashboard)
  yield* life.service.InvitePerson({ name: "ann" })
  yield* life.service.CreateToken({ name: "deploy script", scopes: ["read", "talk"] })
  const browser = yield* startChromium
  const { complaints, page } = yield* dashboard.open(browser)
  return { browser, complaints, dashboard, life, page }
})

/** One service, one browser and the owner's page for all that is looked at here. */
class Fleet extends Context.Service<Fleet, Effect.Success<typeof makeFleet>>()("test/browser/Fleet") {
  static readonly layer = Layer.effect(Fleet, makeFleet)
}

/** What the document is wider than what shows it. */
const sideways = (page: Page) =>
  page.evaluate(() => {
    const shown = document.documentElement.clientWidth
    const over = [...document.querySelectorAll("body, main, main > *")].filter(
      (each) => each.scrollWidth > each.clientWidth + 1
    )
    return document.documentElement.scrollWidth > shown ? ["html"] : over.map((each) => each.tagName)
  })

/** How what has the focus is shown. */
const ring = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document
    if (activeElement === null || activeElement === document.body) return "nothing has the focus"
    const { outlineStyle, outlineWidth } = getComputedStyle(activeElement)
    return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2
      ? "seen"
      : activeElement.outerHTML.slice(0, 200)
  })

const onePoint = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64"
)

/** Of what is shown now, in both themes; on a phone the same colours are on other places only. */
const wrongsOf = async (page: Page, name: string): Promise<ReadonlyArray<string>> => {
  await page.emulateMedia({ colorScheme: "light" })
  const isPhone = page.viewportSize()?.width === phone.width
  const light = await violations(page, isPhone ? "places" : "all")
  if (isPhone) return light.map((each) => `${name}: ${each}`)
  await page.emulateMedia({ colorScheme: "dark" })
  const dark = await violations(page, "colours")
  return [...light.map((each) => `${name}: ${each}`), ...dark.map((each) => `${name}, dark: ${each}`)]
}

const loaded = (page: Page) => page.getByText("loading", { exact: true }).first().waitFor({ state: "detached" })

describe.skipIf(chromiumPath === undefined)("pages", () => {
  layer(Fleet.layer, { timeout: "2 minutes", excludeTestServices: true })((it) => {
    it.effect(
      "are there for everybody, at a desk and on a phone, light and dark",
      () =>
        Effect.gen(function* () {
          const { complaints, dashboard, life, page } = yield* Fleet
          const wrongs: Array<string> = []
          const look = async (name: string, size: string) => {
            const here = `${name} (${size})`
            await loaded(page)
            const headings = await page.getByRole("heading", { level: 1 }).count()
            if (headings !== 1) wrongs.push(`${here}: ${headings} headings of the first level`)
            for (const theme of folder === undefined ? [] : (["light", "dark"] as const)) {
              await page.emulateMedia({ colorScheme: theme })
              await page.screenshot({ path: join(folder ?? "", `${name}-${size}-${theme}.png`) })
            }
            for (const each of await sideways(page)) wrongs.push(`${here}: ${each} is scrolled sideways`)
            wrongs.push(...(await wrongsOf(page, here)))
            await page.keyboard.press("Tab")
            const seen = await ring(page)
            if (seen !== "seen") wrongs.push(`${here}: the focus is not seen: ${seen}`)
            for (const each of complaints.splice(0)) wrongs.push(`${here}: ${each}`)
          }
          for (const { name, path, there } of everyPage(page, life)) {
            yield* on(page, async () => {
              await page.setViewportSize(desktop)
              await page.goto(`${dashboard.url()}${path}`)
              await page.getByRole("heading", { level: 1 }).first().waitFor()
              await there?.waitFor()
              await look(name, "desktop")
              await page.setViewportSize(phone)
              await there?.waitFor()
              await look(name, "phone")
            })
          }
          assert.deepStrictEqual(wrongs, [])
        }),
      180_000
    )

    it.effect(
      "are there for everybody when something is open on them, when an answer is written, and before one is signed in",
      () =>
        Effect.gen(function* () {
          const { browser, complaints, dashboard, life, page } = yield* Fleet
          const { done, job, service } = life
          const wrongs: Array<string> = []
          const { keyboard } = page
          const look = async (name: string, on = page) => void wrongs.push(...(await wrongsOf(on, name)))
          const go = async (path: string) => {
            await page.goto(`${dashboard.url()}${path}`)
            await page.getByRole("heading", { level: 1 }).first().waitFor()
            await loaded(page)
          }
          const press = (name: string | RegExp, within: Page | ReturnType<Page["getByRole"]> = page) =>
            within
              .getByRole("button", { name, exact: typeof name === "string" })
              .first()
              .click()
          /** Looks at a dialog by its title, and leaves it. */
          const dialog = async (name: string | RegExp) => {
            const opened = page.getByRole("dialog", { name })
            await opened.waitFor()
            await loaded(page)
            await look(String(name))
            await keyboard.press("Escape")
            await opened.waitFor({ state: "hidden" })
          }

          yield* on(page, async () => {
            await page.setViewportSize(desktop)
            await go("/")
            await keyboard.press("Control+k")
            await dialog("go to, or do")
            await keyboard.press("?")
            await dialog("keys")
            await press("theme: system")
            await page.getByRole("menu").waitFor()
            await look("the menu of themes")
            await keyboard.press("Escape")
            await press("deny with a reason")
            await page.getByText("something else").first().click()
            await look("answers of one's own")
          })

          yield* on(page, async () => {
            await go(sessionPath(done.session))
            const closed = page.locator("article details:not([open]) > summary")
            await closed.first().waitFor()
            while ((await closed.count()) > 0) await closed.first().click()
            await look("a session with all steps open")
            await press("more for this session")
            await look("the menu of a session")
            await keyboard.press("Escape")
            await page.getByRole("combobox", { name: "model" }).selectOption("another model…")
            await dialog("another model")
            await press(/^\d+ files?$/)
            await dialog(/changed$/)
            await page.setViewportSize(phone)
            await page.locator("form input[type=file]").setInputFiles([
              { name: "point.png", mimeType: "image/png", buffer: onePoint },
              { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") }
            ])
            await page.getByRole("button", { name: "remove notes.txt" }).waitFor()
            await look("files that go with a message")
            await page.getByRole("textbox", { name: "message to scout" }).fill("Look at these")
            await press("send")
            await page.getByRole("article").last().getByRole("img", { name: "point.png" }).waitFor()
            await look("files that were sent")
            await press("how this session is set")
            await dialog("this session")
            await press("more")
            await dialog("orchestrator")
            await page.setViewportSize(desktop)
          })

          yield* on(page, async () => {
            await go("/agents/scout")
            await page.getByRole("textbox", { name: "works in" }).fill("nowhere")
            await page.getByText(/^not right yet/).waitFor()
            await look("what is wrong with an agent")
            await press("choose")
            await dialog("choose a folder")
            await page.getByRole("tab", { name: /^answers in/ }).click()
            await look("where an agent answers")
            await page.getByRole("tab", { name: "file" }).click()
            await look("an agent's file")
            await press("delete")
            await dialog(/scout/)
          })

          yield* on(page, async () => {
            await go("/workers")
            await press("hand out a task")
            await dialog("hand out a task")
            await go(`/workers/${job}`)
            const closed = page.locator("main details:not([open]) > summary")
            while ((await closed.count()) > 0) await closed.first().click()
            await look("a job with all of it open")
          })

          yield* on(page, async () => {
            await go("/people")
            await press("invite a person")
            await page.getByLabel("their name").fill("bea")
            await press("make the link")
            await page.getByText("the link, shown this once").waitFor()
            await dialog("invite a person")
            await press("make a token")
            await page.getByLabel("what it is for").fill("nightly report")
            await press("make it")
            await page.getByText("the token, shown this once").waitFor()
            await dialog("make a token")
            await press("sign out")
            await dialog("sign out of this browser")
          })

          const planned = yield* service.BeginSession({
            agent: "scout",
            text: `Plan the move\n!plan ${"look, change, test; ".repeat(300)}`,
            message: "plan"
          })
          const written = yield* service.BeginSession({
            agent: "scout",
            text: "!stream 4000 words every 20ms",
            message: "stream"
          })
          yield* on(page, async () => {
            await go(sessionPath(planned.session))
            await page.getByRole("button", { name: "Approve" }).waitFor()
            await look("a long plan")
            await go(sessionPath(written.session))
            await page.getByRole("article").locator(".prose").first().waitFor()
            await look("an answer that is written")
          })
          assert.deepStrictEqual(complaints.splice(0), [])

          const stranger = yield* Effect.promise(() => browser.newPage())
          const link = yield* dashboard.loginLink("cleo")
          yield* on(stranger, async () => {
            await stranger.goto(dashboard.url())
            await look("signed out", stranger)
            await stranger.goto(link)
            await look("a link to sign in", stranger)
            await stranger.getByRole("button", { name: "sign in" }).click()
            await stranger.getByRole("heading", { level: 1 }).waitFor()
            await loaded(stranger)
            await look("somebody who may do nothing", stranger)
            await stranger.goto(`${dashboard.url()}/api`)
            await look("what scripts can ask for", stranger)
            await stranger.goto(link)
            await look("a link that was used", stranger)
          })
          assert.deepStrictEqual(wrongs, [])
        }),
      180_000
    )
  })
})
