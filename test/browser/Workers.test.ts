/**
 * Tasks handed out in the browser: one for each thing on a list, with what came of it; a chain of cards; a worker that is
 * cancelled and tried again.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on } from "./Dashboard.ts"

const handOut = async (page: Page, task: string, each: ReadonlyArray<string>) => {
  await page.getByRole("button", { name: "hand out a task" }).first().click()
  const dialog = page.getByRole("dialog", { name: "hand out a task" })
  await dialog.getByRole("textbox", { name: "task", exact: true }).fill(task)
  await dialog.getByRole("textbox", { name: "one worker for each of" }).fill(each.join("\n"))
  await dialog.getByText(`${each.length} workers`).waitFor()
  await dialog.getByRole("button", { name: "hand it out" }).click()
  await page.waitForURL(/\/workers\/./)
}

describe.skipIf(chromiumPath === undefined)("workers in the browser", () => {
  it.live("are handed a list, chained as cards, cancelled and tried again", () =>
    Effect.gen(function* () {
      const dashboard = yield* makeDashboard()
      const browser = yield* startChromium
      const { complaints, page } = yield* dashboard.open(browser, { path: "/workers" })

      yield* on(page, async (page) => {
        await handOut(page, "Look at {{item}}\n!say The {{item}} is sound.", ["core", "bot", "store"])
        for (const part of ["core", "bot", "store"]) {
          const worker = page.getByRole("listitem").filter({ hasText: `The ${part} is sound.` })
          await worker.getByText("answer", { exact: false }).first().click()
          await worker.getByRole("button", { name: "copy the answer" }).waitFor()
        }
      })

      yield* on(page, async (page) => {
        await page.goto(`${dashboard.url()}/workers`)
        await page.getByRole("button", { name: "build a chain" }).first().click()
        await page.getByRole("heading", { level: 1, name: "a chain of steps" }).waitFor()
        await page.getByRole("button", { name: "another step" }).click()
        const steps = page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 2 }) })
        const [first, second] = [steps.nth(0), steps.nth(1)]
        await first.getByRole("textbox", { name: "name", exact: true }).fill("measure")
        await first.getByRole("textbox", { name: "task", exact: true }).fill("Measure {{input}}\n!say seven")
        await second.getByRole("textbox", { name: "name", exact: true }).fill("judge")
        await second.getByRole("textbox", { name: "task", exact: true }).fill("Judge {{weight}}")
        await page.getByText("not right yet: judge").waitFor()
        await second.getByRole("alert").waitFor()
        await second
          .getByRole("textbox", { name: "task", exact: true })
          .fill("Judge it\n!say It is {{measure}}, which is enough.")
        await page.getByText("ready to run").waitFor()
        await page.getByRole("textbox", { name: "input" }).fill("the start")
        await page.getByRole("textbox", { name: "title" }).fill("how fast it is")
        await page.getByRole("button", { name: "run the chain" }).click()
        await page.getByRole("heading", { level: 1, name: "how fast it is" }).waitFor()
        await page.getByRole("heading", { level: 2, name: "what came of it" }).waitFor()
        await page.getByText("It is seven, which is enough.").first().waitFor()
      })

      yield* on(page, async (page) => {
        await page.goto(`${dashboard.url()}/workers`)
        await handOut(page, "{{item}}", ["!say I am quick.", "!hang"])
        const slow = page.getByRole("listitem").filter({ hasText: "!hang" })
        await slow.getByRole("button", { name: "cancel" }).click()
        const again = page.getByRole("listitem").getByRole("button", { name: "retry" })
        await again.click()
        await page.getByText(/attempt 2/).waitFor()
        // of the job, not of one of its workers
        await page.getByRole("banner").or(page.locator("header")).getByRole("button", { name: "cancel" }).click()
        await page.getByRole("button", { name: "end the job" }).click()
        await page.getByText("1 of 2 cancelled").waitFor()
      })
      assert.deepStrictEqual(complaints, [])
    })
  )
})
