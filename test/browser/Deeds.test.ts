/**
 * What one does to turns and sessions beside talking: taking a message back, raising a budget, trying again from the board,
 * taking a session away as a file, and reading one whose agent is gone.
 */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { signedIn } from "../support/SignedIn.ts"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on } from "./Dashboard.ts"
import { sessionPath } from "./EveryPage.ts"
import { livelyAgents, untilOver } from "./Life.ts"

const download = async (page: Page, item: string) => {
  await page.getByRole("button", { name: "more for this session" }).click()
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: item }).click()])
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") }
}

describe.skipIf(chromiumPath === undefined)("deeds in the browser", () => {
  it.live(
    "a message is withdrawn, a budget raised, a turn retried, a session exported and read when its agent is gone",
    () =>
      Effect.gen(function* () {
        const dashboard = yield* makeDashboard({ agents: livelyAgents })
        const { service } = yield* signedIn(yield* dashboard.loginLink())
        let begun = 0
        const begin = (agent: string, text: string) =>
          service.BeginSession({ agent, text, message: `begin-${++begun}` })
        const told = yield* begin("scout", "What is in this project?\n!say A **parser** and its tests.\n!cost 0.02")
        const dear = yield* begin(
          "frugal",
          "Read all of it\n!say I begin at the top.\n!cost 0.06\n!say I never get here."
        )
        const failing = yield* begin("scout", "Ask the network\n!fail network")
        for (const turn of [told, dear, failing]) yield* untilOver(service, turn)
        const working = yield* begin("builder", "Build it\n!say I build.\n!hang")
        yield* service.Say({ session: working.session, text: "And tag it", message: "queued" })

        const browser = yield* startChromium
        const { complaints, page } = yield* dashboard.open(browser, { path: sessionPath(working.session) })
        const turn = (text: string) => page.getByRole("article").filter({ hasText: text })

        yield* on(page, async () => {
          await turn("And tag it").getByText("next in line").waitFor()
          await turn("And tag it").getByRole("button", { name: "withdraw" }).click()
          await turn("And tag it").getByText("withdrawn").waitFor()
          assert.strictEqual(await turn("And tag it").getByRole("button", { name: "withdraw" }).count(), 0)
          await turn("Build it").getByText("I build.", { exact: true }).waitFor()
          await page.getByRole("button", { name: "stop", exact: true }).click()
          await turn("Build it")
            .getByText(/^stopped/)
            .waitFor()
        })

        yield* on(page, async () => {
          await page.goto(dashboard.url())
          const wrong = page.getByRole("region", { name: "went wrong" }).getByRole("listitem")
          const overBudget = wrong.filter({ hasText: "Read all of it" })
          await overBudget.getByText("$0.05").first().waitFor()
          await overBudget.getByRole("button", { name: /^raise to \$0\.10/ }).click()
          await overBudget.waitFor({ state: "detached" })
          await wrong
            .filter({ hasText: "Ask the network" })
            .getByRole("button", { name: /^retry/ })
            .click()
          await page.goto(`${dashboard.url()}${sessionPath(dear.session)}`)
          await page.getByText(/raised to \$0\.10 by/).waitFor()
          assert.strictEqual(await page.getByRole("button", { name: /^raise/ }).count(), 0)
          await page.getByRole("button", { name: "copy the answer" }).nth(1).waitFor()
          await page.goto(`${dashboard.url()}${sessionPath(failing.session)}`)
          await turn("Ask the network").nth(1).getByText("rehearsed failure").waitFor()
        })

        yield* on(page, async () => {
          await page.goto(`${dashboard.url()}${sessionPath(told.session)}`)
          await page.getByText("and its tests.").waitFor()
          const markdown = await download(page, "save as Markdown")
          assert.match(markdown.name, /^scout-\d{4}-\d\d-\d\d\.md$/)
          assert.include(markdown.text, "What is in this project?")
          assert.include(markdown.text, "A **parser** and its tests.")
          assert.include(markdown.text, "$0.02")
          const rows = await download(page, "save as NDJSON")
          assert.match(rows.name, /\.ndjson$/)
          const entries = rows.text.trimEnd().split("\n")
          const tags = entries.map((line) => JSON.parse(line).entry._tag)
          assert.strictEqual(tags[0], "Accepted")
          assert.includeMembers(tags, ["Dispatched", "Ended", "Delivered"])
          assert.include(rows.text, "A **parser** and its tests.")
        })

        yield* service.DeleteAgent({ name: "frugal" })
        yield* on(page, async () => {
          await page.goto(`${dashboard.url()}${sessionPath(dear.session)}`)
          await page.getByText("frugal does not exist any more").waitFor()
          await page.getByText("I begin at the top.", { exact: true }).waitFor()
          assert.strictEqual(await page.getByRole("textbox").count(), 0, "nobody answers there")
          assert.strictEqual(await page.getByRole("button", { name: "retry" }).count(), 0)
          assert.include((await download(page, "save as Markdown")).text, "I begin at the top.")
        })
        assert.deepStrictEqual(complaints, [])
      })
  )
})
