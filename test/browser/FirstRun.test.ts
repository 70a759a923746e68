/**
 * The first minutes: nothing is there, and the page leads to an agent that answers, and then to one that answers in
 * Discord, against one on loopback.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeFakeDiscord } from "../support/discord/FakeDiscord.ts"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on } from "./Dashboard.ts"

describe.skipIf(chromiumPath === undefined)("the first run", () => {
  it.live("leads from nothing to an agent that answers here, and then in Discord", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const hall = discord.channel("hall")
      const ann = discord.person("ann")
      const dashboard = yield* makeDashboard({
        bare: true,
        agents: {},
        environment: { DISCORD_API_URL: discord.apiUrl }
      })
      const browser = yield* startChromium
      const { page } = yield* dashboard.open(browser)

      yield* on(page, async (page) => {
        await page.getByRole("heading", { level: 1, name: "first steps" }).waitFor()
        await page.getByText("describe one").click()
        await page.getByRole("textbox", { name: "its name" }).fill("gardener")
        await page
          .getByRole("textbox", { name: "who it is and what it does" })
          .fill("You tend the garden of this code.")
        await page.getByRole("textbox", { name: "what you say to it first" }).fill("what grows here?")
        await page.getByRole("button", { name: "create it and talk" }).click()
        await page.waitForURL(/\/sessions\/./)
        await page
          .getByRole("article")
          .getByText(/gardener runs on the scripted CLI/)
          .waitFor()
      })

      const talk = page.getByRole("log", { name: "the setup so far" })
      yield* on(page, async (page) => {
        await page.goto(`${dashboard.url()}/welcome`)
        await page.getByRole("button", { name: "connect Discord" }).click()
        const token = page.getByLabel(/^paste the token/)
        await token.fill("no.such.token")
        await page.getByRole("button", { name: "send" }).click()
        await page
          .getByText(/token/i)
          .filter({ hasText: /not|refused|wrong/ })
          .first()
          .waitFor()
        await page.getByLabel(/^paste the token/).fill(discord.token)
        await page.getByRole("button", { name: "send" }).click()
        await page.getByRole("button", { name: /^#hall/ }).click()
        // it was switched on, and the service began anew meanwhile
        await page.getByRole("button", { name: /^gardener/ }).click({ timeout: 60_000 })
        await page.getByRole("button", { name: /^messages that mention the bot/ }).click()
        await talk.getByText("waiting for the code").waitFor()
      })
      const code = yield* on(page, async () => /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec((await talk.textContent()) ?? "")?.[0])
      yield* discord.until("somebody who listens", () => discord.gateway.connected() > 0)
      ann.dm(code ?? "no code")
      yield* on(page, () => talk.getByText("waiting for the first answer").waitFor({ timeout: 60_000 }))
      ann.says(hall, `${discord.mention} !say roses, mostly`)
      yield* on(page, async (page) => {
        await page.getByText("everything is set up").waitFor({ timeout: 60_000 })
        await page.getByText("connected", { exact: true }).first().waitFor()
      })
      assert.include(discord.transcript(hall), "roses, mostly")
    })
  )
})
