/**
 * Somebody who is invited, in a browser of their own: the link works once, they see and may do what the rules say and no
 * more, wherever they ask for it, and their page closes at the moment in which their sign-in is ended.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { desktop, makeDashboard, on } from "./Dashboard.ts"

/** What she could ask for past her page, with all that it holds. */
const attempts = (page: Page) =>
  page.evaluate(async () => {
    const headers = {
      "content-type": "application/json",
      "x-orchestrator": "1",
      "x-orchestrator-key": localStorage.getItem("sign-in-key") ?? ""
    }
    const agent = JSON.stringify({ keys: { name: "mole", description: "x" }, persona: "x" })
    const call = (path: string, init: RequestInit = {}) => fetch(`/api/v1${path}`, { headers, ...init })
    const sessions = await call("/sessions")
    return {
      "make an agent": (await call("/agents", { method: "POST", body: agent })).status,
      "delete an agent": (await call("/agents/scout", { method: "DELETE" })).status,
      "look at sessions": sessions.status,
      "see those of others": (await sessions.text()).includes("secret")
    }
  })

describe.skipIf(chromiumPath === undefined)("visitors", () => {
  it.live("come in by a link, may do what they are allowed and no more, and are out when they are signed out", () =>
    Effect.gen(function* () {
      const dashboard = yield* makeDashboard({
        config: ["access: {allow: [{platform: web, user: bea, actions: [talk]}]}"]
      })
      const browser = yield* startChromium
      const owner = yield* dashboard.open(browser, { path: "/sessions?new=1" })
      const context = yield* Effect.acquireRelease(
        Effect.promise(() => browser.newContext({ viewport: desktop, reducedMotion: "reduce" })),
        (made) => Effect.promise(() => made.close())
      )
      const bea = yield* Effect.promise(() => context.newPage())
      bea.setDefaultTimeout(20_000)

      const link = yield* on(owner.page, async (page) => {
        await page.getByRole("textbox", { name: "what to say first" }).fill("the secret plan")
        await page.getByRole("button", { name: "begin" }).click()
        await page.getByText('You said: "the secret plan".').waitFor()
        await page.goto(`${dashboard.url()}/people`)
        await page.getByRole("button", { name: "invite a person" }).click()
        const dialog = page.getByRole("dialog", { name: "invite a person" })
        await dialog.getByLabel("their name").fill("bea")
        await dialog.getByRole("button", { name: "make the link" }).click()
        await dialog.getByText("bea may").waitFor()
        const made = await dialog.getByText(/^http/).textContent()
        await dialog.getByRole("button", { name: "done" }).click()
        return made ?? ""
      })

      yield* on(bea, async (page) => {
        await page.goto(link)
        await page.getByRole("button", { name: "sign in" }).click()
        await page.getByRole("heading", { level: 1, name: "now" }).waitFor()
        await page.getByRole("link", { name: "bea" }).waitFor()
        await page.getByText("member").waitFor()
        await page.goto(`${dashboard.url()}/sessions`)
        await page.getByText("no session yet").waitFor()
        await page.goto(`${dashboard.url()}/people`)
        await page.getByRole("heading", { level: 2, name: "what you may do" }).waitFor()
        await page.getByText("talk to agents, look at what comes of it, and stop own turns").waitFor()
        for (const button of ["invite a person", "make a token", "end"]) {
          assert.strictEqual(await page.getByRole("button", { name: button, exact: true }).count(), 0, button)
        }
        assert.deepStrictEqual(await attempts(page), {
          "make an agent": 403,
          "delete an agent": 403,
          "look at sessions": 200,
          "see those of others": false
        })
      })

      yield* on(bea, async (page) => {
        await page.goto(`${dashboard.url()}/sessions?new=1`)
        await page.getByRole("textbox", { name: "what to say first" }).fill('Clean up\n!ask Bash "rm -rf dist"')
        await page.getByRole("button", { name: "begin" }).click()
        const ask = page.getByRole("group", { name: /^scout asks/ })
        await ask.getByText("somebody who may approve has to answer this").waitFor()
        assert.strictEqual(await ask.getByRole("button", { name: /allow|deny/i }).count(), 0)
        assert.strictEqual(await page.getByRole("combobox", { name: "what the agent may do" }).count(), 0)
      })

      yield* on(owner.page, async (page) => {
        await page.goto(`${dashboard.url()}/people`)
        const row = page.getByRole("row", { name: /^bea/ })
        await row.getByRole("button", { name: "end" }).click()
        await page.getByRole("button", { name: "end it" }).click()
        await row.waitFor({ state: "detached" })
      })
      yield* on(bea, async (page) => {
        await page.getByRole("heading", { name: "sign in to the orchestrator" }).waitFor()
        assert.strictEqual(await page.getByText("Clean up").count(), 0)
        await page.goto(link)
        await page.getByRole("button", { name: "sign in" }).click()
        await page.getByRole("heading", { name: "that link does not work" }).waitFor()
      })
      assert.deepStrictEqual(owner.complaints, [])
    })
  )
})
