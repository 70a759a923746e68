/**
 * Every page of the dashboard on a service in which something goes on, at a desk and on a phone, light and dark: it is
 * there, nothing complains, nothing has to be scrolled sideways, everything that can be pressed says what it is, and
 * whoever uses a keyboard sees where they are. With SCREENSHOTS in the environment each is also written there.
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Locator, Page } from "playwright-core"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { desktop, makeDashboard, on, phone } from "./Dashboard.ts"
import { lively, livelyAgents } from "./Life.ts"

const folder = process.env.SCREENSHOTS
if (folder !== undefined) mkdirSync(folder, { recursive: true })

/** What can be pressed, filled in or followed and has no name. */
const nameless = (page: Page) =>
  page.evaluate(() => {
    const textOf = (id: string) => document.getElementById(id)?.textContent ?? ""
    const nameOf = (element: Element): string =>
      [
        element.getAttribute("aria-label") ?? "",
        (element.getAttribute("aria-labelledby") ?? "").split(" ").map(textOf).join(" "),
        element instanceof HTMLInputElement ||
        element instanceof HTMLTextAreaElement ||
        element instanceof HTMLSelectElement
          ? [...(element.labels ?? [])].map((label) => label.textContent).join(" ")
          : (element.textContent ?? "")
      ].join(" ")
    const pressed =
      "a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=menuitem], [role=radio]"
    return [...document.querySelectorAll(pressed)]
      .filter((element) => element.checkVisibility() && nameOf(element).trim() === "")
      .map((element) => element.outerHTML.slice(0, 200))
  })

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

describe.skipIf(chromiumPath === undefined)("pages", () => {
  it.live("are there, at a desk and on a phone, light and dark", () =>
    Effect.gen(function* () {
      const dashboard = yield* makeDashboard({ agents: livelyAgents })
      const { asking, chain, done, failed, job, running, service } = yield* lively(dashboard)
      yield* service.InvitePerson({ name: "ann" })
      yield* service.CreateToken({ name: "deploy script", scopes: ["read", "talk"] })
      const browser = yield* startChromium
      const { complaints, page } = yield* dashboard.open(browser)
      const article = page.getByRole("article").first()
      const session = (id: string) => `/sessions/${encodeURIComponent(id)}`
      /** The last: what is there once the page shows what it is about. */
      const pages: ReadonlyArray<readonly [name: string, path: string, there?: Locator]> = [
        ["now", "/"],
        ["sessions", "/sessions"],
        ["sessions-new", "/sessions?new=1", page.getByRole("dialog", { name: "new session" })],
        ["session-done", session(done.session), article],
        ["session-asking", session(asking.session), article],
        ["session-failed", session(failed.session), article],
        ["session-running", session(running.session), article],
        ["agents", "/agents"],
        ["agent", "/agents/scout"],
        ["agent-new", "/agents/new"],
        ["workers", "/workers"],
        ["workers-chain", "/workers?new=chain"],
        ["job", `/workers/${job}`],
        ["job-chain", `/workers/${chain}`],
        ["cost", "/cost"],
        ["health", "/health"],
        ["audit", "/audit"],
        ["people", "/people"],
        ["welcome", "/welcome"],
        ["nowhere", "/nowhere"]
      ]
      const wrongs: Array<string> = []
      const look = async (name: string, size: string) => {
        const here = `${name} (${size})`
        await page.getByText("loading", { exact: true }).first().waitFor({ state: "detached" })
        const headings = await page.getByRole("heading", { level: 1 }).count()
        if (headings !== 1) wrongs.push(`${here}: ${headings} headings of the first level`)
        for (const theme of folder === undefined ? [] : (["light", "dark"] as const)) {
          await page.emulateMedia({ colorScheme: theme })
          await page.screenshot({ path: join(folder ?? "", `${name}-${size}-${theme}.png`) })
        }
        for (const each of await sideways(page)) wrongs.push(`${here}: ${each} is scrolled sideways`)
        for (const each of await nameless(page)) wrongs.push(`${here}: has no name: ${each}`)
        await page.keyboard.press("Tab")
        const seen = await ring(page)
        if (seen !== "seen") wrongs.push(`${here}: the focus is not seen: ${seen}`)
        for (const each of complaints.splice(0)) wrongs.push(`${here}: ${each}`)
      }
      for (const [name, path, there] of pages) {
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
    })
  )
})
