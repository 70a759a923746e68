/**
 * The whole of it on the real claude, which talks to a model server on loopback: asked in the browser, allowed in the
 * browser, answered there, stopped there.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { areInstalled } from "../cli/Clis.ts"
import { bodyOf, cliEnvironment, config, persona, script } from "../cli/RealCli.ts"
import { ModelServer } from "../support/models/ModelServer.ts"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on } from "./Dashboard.ts"

const here = areInstalled()
if (!here) console.log("the real claude is not driven: install it for the tests with node test/cli/install.ts")

const report = [
  "## What I found",
  "",
  "The file is **made**.",
  "",
  "| file | size |",
  "| --- | ---: |",
  "| yes.txt | 0 |",
  "",
  "```ts",
  "export const made = true",
  "```"
].join("\n")

const command = { command: "touch yes.txt && echo made", description: "make it" }
const color = {
  question: "Which color?",
  header: "Color",
  options: [
    { label: "Red", description: "like fire" },
    { label: "Blue", description: "like water" }
  ],
  multiSelect: false
}

const say = async (page: Page, text: string) => {
  await page.getByRole("textbox", { name: "message to scout" }).fill(text)
  await page.getByRole("button", { name: "send" }).click()
}

describe.skipIf(chromiumPath === undefined || !here)("the real claude in the browser", () => {
  it.live("asks, is allowed, answers in Markdown, hears an answer, and is stopped", () =>
    Effect.gen(function* () {
      const models = yield* ModelServer.start()
      const dashboard = yield* makeDashboard({
        agents: { scout: { keys: "backend: claude\n", persona } },
        config: [config.trimEnd()],
        environment: yield* cliEnvironment(models.url)
      })
      const browser = yield* startChromium
      const { complaints, page } = yield* dashboard.open(browser, { path: "/agents/scout" })
      const newest = page.getByRole("article").last()

      yield* on(page, async (page) => {
        await page.getByText("claude").first().waitFor()
        await page.goto(`${dashboard.url()}/sessions?new=1`)
        const dialog = page.getByRole("dialog", { name: "new session" })
        const text = `Make it. ${script({ text: "Let me see.", tools: [{ name: "Bash", input: command }] }, { text: report, deltas: 20, delay: 20 })}`
        await dialog.getByRole("textbox", { name: "what to say first" }).fill(text)
        await dialog.getByRole("button", { name: "begin" }).click()
        const permission = newest.getByRole("group", { name: /^scout asks/ })
        await permission.getByText("touch yes.txt && echo made").waitFor({ timeout: 40_000 })
        await permission.getByRole("button", { name: "Allow once" }).click()
        await newest.getByRole("heading", { name: "What I found" }).waitFor()
        await newest.getByRole("cell", { name: "yes.txt" }).waitFor()
        await newest.getByText("export const made = true", { exact: true }).waitFor()
        await newest.getByRole("button", { name: "copy the answer" }).waitFor()
      })
      assert.isTrue(existsSync(join(dashboard.workdir, "yes.txt")))

      yield* on(page, async (page) => {
        await say(
          page,
          `Paint it. ${script({ tools: [{ name: "AskUserQuestion", input: { questions: [color] } }] }, { text: "Painted." })}`
        )
        const question = newest.getByRole("group", { name: "scout has a question" })
        await question.getByRole("radio", { name: /^Blue/ }).check()
        await question.getByRole("button", { name: "answer" }).click()
        await newest.getByText("Painted.").waitFor()
      })
      assert.include(bodyOf(models.requests.filter(({ main }) => main).at(-1)), "Blue")

      yield* on(page, async (page) => {
        await say(page, `Talk on. ${script({ text: "On and on it goes", deltas: 4, stallAfter: 3 })}`)
        await newest
          .getByText(/On and on/)
          .last()
          .waitFor()
        await page.getByRole("button", { name: "stop", exact: true }).click()
        await newest.getByText(/^stopped/).waitFor()
      })
      assert.deepStrictEqual(complaints, [])
    })
  )
})
