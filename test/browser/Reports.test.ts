/**
 * What was spent, what is wrong and who did what, as somebody finds it in the dashboard after things have happened: the
 * pages say the same as the service did, keep what was chosen in the address, and hear of a fault when it is looked for.
 */
import { appendFileSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on } from "./Dashboard.ts"
import { lively, livelyAgents } from "./Life.ts"

describe.skipIf(chromiumPath === undefined)("reports", () => {
  it.live("cost, health and audit tell what happened", () =>
    Effect.gen(function* () {
      const dashboard = yield* makeDashboard({ agents: livelyAgents, config: ["budgets: {fleetDay: 50}"] })
      const { asking, service } = yield* lively(dashboard)
      const board = yield* service.WatchBoard().pipe(
        Stream.runHead,
        Effect.map((head) => head)
      )
      const waiting =
        board._tag === "Some" ? board.value.asking.find(({ session }) => session === asking.session) : undefined
      const ask = waiting?.asks[0]?.ask
      assert.isDefined(ask)
      if (ask === undefined) return
      yield* service.AnswerAsk({ session: asking.session, ask: ask.id, answer: { _tag: "Deny", reason: "not now" } })
      const browser = yield* startChromium
      const { complaints, page } = yield* dashboard.open(browser)

      yield* on(page, async () => {
        await page.goto(`${dashboard.url()}/audit`)
        const denied = page.getByRole("listitem").filter({ hasText: "denied" })
        await denied.getByText("run a command · rm -rf dist .cache").waitFor()
        await page.getByRole("searchbox").fill("PRICE asked")
        await page.waitForURL(/search=PRICE\+asked/)
        const found = page.getByRole("list", { name: "acts" }).getByRole("listitem")
        await found.filter({ hasText: "spawned" }).first().waitFor({ state: "detached" })
        assert.strictEqual(await found.count(), 1)
        await found.getByRole("link", { name: "scout" }).click()
        await page.waitForURL(/\/sessions\//)
      })

      yield* on(page, async () => {
        await page.goto(`${dashboard.url()}/cost`)
        await page
          .getByRole("row", { name: /^frugal/ })
          .getByText("$0.21")
          .waitFor()
        await page.getByText("of $50.00").waitFor()
        await page.getByText("person", { exact: true }).click()
        await page.waitForURL(/by=user/)
        await page.reload()
        const person = page.getByRole("columnheader", { name: "person" })
        await person.waitFor()
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("button", { name: "csv" }).click()
        ])
        const file = readFileSync(await download.path(), "utf8")
        assert.match(file, /^user,turns,input_tokens,output_tokens,cost_usd,unpriced_turns\n[^\n]+,0\.\d+,\d+\n$/)
      })

      yield* on(page, async () => {
        appendFileSync(join(dashboard.home, "orchestrator.yaml"), "\nlane: {capacity: many}\n")
        await page.goto(`${dashboard.url()}/health`)
        await page.getByText(/lane\.capacity: found "many"/).waitFor()
        await page.getByText("expected a number").waitFor()
        await page.getByRole("row", { name: /survives a restart/ }).waitFor()
      })
      assert.deepStrictEqual(complaints, [])
    })
  )
})
