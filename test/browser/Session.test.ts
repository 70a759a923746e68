/**
 * A session that is begun, answered, stopped and tried again in a browser, and a second person beside it who may talk and
 * nothing else.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on } from "./Dashboard.ts"

const cleanUp = [
  "Clean up after the release",
  "!stream 80 words every 20ms",
  '!ask Bash "rm -rf dist"',
  '!question "Which colour?" Blue Green'
].join("\n")

/** Counts how many different texts the newest turn has shown from now on, and how often words of older turns were drawn. */
const watchGrowth = (page: Page) =>
  page.evaluate(() => {
    const lengths = new Set<number>()
    const look = () => {
      const newest = [...document.querySelectorAll("article")].at(-1)
      if (newest !== undefined) lengths.add(newest.textContent?.length ?? 0)
      document.documentElement.dataset.states = String(lengths.size)
    }
    const drawn = (changes: ReadonlyArray<MutationRecord>) => {
      look()
      const newest = [...document.querySelectorAll("article")].at(-1)
      const older = changes.filter(({ target }) => {
        const words = (target instanceof Element ? target : target.parentElement)?.closest(".prose")
        return words?.isConnected && newest?.contains(words) === false
      })
      document.documentElement.dataset.older = String(
        Number(document.documentElement.dataset.older ?? "0") + older.length
      )
    }
    new MutationObserver(drawn).observe(document.body, { subtree: true, childList: true, characterData: true })
  })

const statesOf = async (page: Page) => Number(await page.evaluate(() => document.documentElement.dataset.states ?? "0"))

const begin = async (page: Page, text: string) => {
  await page
    .getByRole("link", { name: /^sessions/ })
    .first()
    .click()
  await page.getByRole("button", { name: "new session" }).first().click()
  const dialog = page.getByRole("dialog", { name: "new session" })
  await dialog.getByRole("combobox", { name: "agent" }).selectOption("scout")
  await dialog.getByRole("textbox", { name: "what to say first" }).fill(text)
  await dialog.getByRole("button", { name: "begin" }).click()
  await page.waitForURL(/\/sessions\/./)
}

const say = async (page: Page, text: string) => {
  await page.getByRole("textbox", { name: "message to scout" }).fill(text)
  await page.getByRole("button", { name: "send" }).click()
}

describe.skipIf(chromiumPath === undefined)("a session in the browser", () => {
  it.live("is begun, answered, stopped and tried again; who may only talk sees their own alone", () =>
    Effect.gen(function* () {
      const dashboard = yield* makeDashboard({
        config: ["access: {allow: [{platform: web, user: ann, actions: [talk]}]}"]
      })
      const browser = yield* startChromium
      const { complaints, page } = yield* dashboard.open(browser)
      const newest = page.getByRole("article").last()

      yield* on(page, async () => {
        await watchGrowth(page)
        await begin(page, cleanUp)
        const permission = newest.getByRole("group", { name: "scout asks: run a command" })
        await permission.getByText("rm -rf dist").waitFor()
        assert.isAtLeast(await statesOf(page), 3, "the answer grew before one's eyes")
        await permission.getByRole("button", { name: "Allow once" }).click()
        await newest.getByText("Bash was allowed.").waitFor()

        const question = newest.getByRole("group", { name: "scout has a question" })
        await question.getByRole("radio", { name: /^Blue/ }).check()
        await question.getByRole("button", { name: "answer" }).click()
        await newest.getByText("The answer was Blue.").waitFor()
        await newest.getByRole("button", { name: "copy the answer" }).waitFor()
      })

      yield* on(page, async () => {
        await page.evaluate(() => {
          document.documentElement.dataset.older = "0"
        })
        await say(page, "Now wait\n!stream 60 words every 20ms\n!say I wait.\n!hang")
        await newest.getByText("I wait.").waitFor()
        assert.strictEqual(
          await page.evaluate(() => document.documentElement.dataset.older),
          "0",
          "what grows draws nothing of the turns before it"
        )
        await page.getByRole("button", { name: "stop", exact: true }).click()
        await newest.getByText(/^stopped/).waitFor()
        await page.getByRole("button", { name: "stop", exact: true }).waitFor({ state: "hidden" })
      })

      yield* on(page, async () => {
        await say(page, "Try this\n!fail network")
        const trouble = newest.getByRole("group", { name: /failed/i })
        await trouble.getByText("rehearsed failure").waitFor()
        await trouble.getByRole("button", { name: "retry" }).click()
        const tries = page.getByRole("article").filter({ hasText: "Try this" })
        await tries.nth(1).getByRole("button", { name: "retry" }).waitFor()
      })
      const address = page.url()

      const ann = yield* dashboard.open(browser, { as: "ann", path: "/sessions" })
      yield* on(ann.page, async (page) => {
        await page.getByText("no session yet").waitFor()
        await page.goto(address)
        await page
          .getByText(/no such session|there is no/i)
          .first()
          .waitFor()
        assert.strictEqual(await page.getByText("Clean up after the release").count(), 0)
        await page.goto(`${dashboard.url()}/agents`)
        await page.getByText("scout").first().waitFor()
        assert.strictEqual(await page.getByRole("link", { name: /new agent|create/ }).count(), 0)
        await page.goto(`${dashboard.url()}/agents/scout`)
        await page.getByRole("heading", { level: 1, name: "scout" }).waitFor()
        assert.strictEqual(await page.getByRole("button", { name: /save|delete/ }).count(), 0)

        await begin(page, "hello from ann")
        await page.getByRole("article").last().getByText('You said: "hello from ann".').waitFor()
        await page
          .getByRole("link", { name: /^sessions/ })
          .first()
          .click()
        await page.getByRole("link", { name: "hello from ann" }).waitFor()
        assert.strictEqual(await page.getByText("Clean up after the release").count(), 0)
      })
      assert.deepStrictEqual([...complaints, ...ann.complaints], [])
    })
  )
})
