/**
 * What somebody typed and did not send: it is there again after another page and a reload, it is not overwritten by what
 * others do meanwhile, and nobody's work is overwritten by it without knowing.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { signedIn } from "../support/SignedIn.ts"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on } from "./Dashboard.ts"

describe.skipIf(chromiumPath === undefined)("what is typed and not sent", () => {
  it.live(
    "survives pages, reloads, and what others do meanwhile",
    () =>
      Effect.gen(function* () {
        const dashboard = yield* makeDashboard()
        const { service } = yield* signedIn(yield* dashboard.loginLink())
        const file = join(dashboard.home, "agents", "scout.md")
        const browser = yield* startChromium
        const { complaints, page } = yield* dashboard.open(browser, { path: "/agents/scout" })
        const goes = async (to: string) => page.getByRole("link", { name: to }).first().click()

        yield* on(page, async (page) => {
          const description = page.getByRole("textbox", { name: "description" })
          await description.fill("looks around")
          await goes("agents")
          await page.getByText("not saved yet").waitFor()
          await page
            .getByRole("link", { name: /^scout/ })
            .first()
            .click()
          assert.strictEqual(await description.inputValue(), "looks around")

          writeFileSync(file, readFileSync(file, "utf8").replace("You answer.", "You answer in verse."))
          await page.getByRole("button", { name: "save", exact: true }).click()
          await page.getByText("its file was changed meanwhile").waitFor()
          await page.getByRole("button", { name: "keep mine" }).click()
          assert.strictEqual(await page.getByRole("textbox", { name: "persona" }).inputValue(), "You answer in verse.")
          await page.getByRole("button", { name: "save", exact: true }).click()
          await page.getByText("scout is changed").waitFor()
        })
        const stored = readFileSync(file, "utf8")
        assert.include(stored, "looks around")
        assert.include(stored, "You answer in verse.", "theirs is there as well")

        const { session } = yield* service.BeginSession({
          agent: "scout",
          text: 'Clean up\n!ask Bash "rm -rf dist"\n!say It is done.',
          message: "m"
        })
        const reason = page.getByRole("textbox", { name: "what it should know" })
        yield* on(page, async (page) => {
          await page.goto(dashboard.url())
          await page.getByRole("button", { name: "deny with a reason" }).click()
          await reason.fill("use make clean")
          await page.reload()
          await reason.waitFor()
          assert.strictEqual(await reason.inputValue(), "use make clean")
          await page.goto(`${dashboard.url()}/sessions/${encodeURIComponent(session)}`)
          await reason.waitFor()
          assert.strictEqual(await reason.inputValue(), "use make clean", "the same ask, where it came up")
          await goes("now")
          await reason.waitFor()
        })

        const other = yield* dashboard.open(browser)
        yield* on(other.page, (page) => page.getByRole("button", { name: "Allow once" }).click())
        yield* on(page, async (page) => {
          await page.getByText(/already answered: .*allowed by .*what you had written was not sent/).waitFor()
          await page.goto(`${dashboard.url()}/sessions/${encodeURIComponent(session)}`)
          await page.getByText("somebody was first: what you had written was not sent").waitFor()
          await page.getByText("use make clean").waitFor()
          await page.getByRole("button", { name: "forget it" }).click()
          await page.getByText("use make clean").waitFor({ state: "detached" })
        })
        assert.deepStrictEqual([...complaints, ...other.complaints], [])
      }),
    180_000
  )
})
