/**
 * The way in, in a real browser: an agent that is talked to, and Discord and Slack connected step by step to an answer in
 * their channel, while the service begins anew in the middle of it; then somebody who is invited.
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { appManifest } from "../../src/adapters/chat/slack/setup/AppManifest.ts"
import { makeFakeDiscord } from "../support/discord/FakeDiscord.ts"
import { makeFakeSlack } from "../support/slack/FakeSlack.ts"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on, phone } from "./Dashboard.ts"

/** Two lives of a service, a browser, and Discord. */
const patience = 240_000

/** A folder for pictures of every page, where somebody wants to look at them. */
const pictures = process.env.DASHBOARD_PICTURES

const code = /[2-9A-Z]{4}-[2-9A-Z]{4}/

/** Steps with names; a failed one tells what the page says instead. */
const stepsOn = (page: Page) => (name: string, act: () => Promise<unknown>) =>
  Effect.promise(() =>
    act().catch(async (error: unknown) => {
      throw new Error(`${name}: ${String(error)}\n\n${await page.locator("main").textContent()}`)
    })
  )

const picture = async (page: Page, name: string) => {
  if (pictures === undefined) return
  mkdirSync(pictures, { recursive: true })
  const before = page.viewportSize()
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.screenshot({ path: join(pictures, `${name}-${scheme}.png`) })
  }
  await page.setViewportSize(phone)
  await page.screenshot({ path: join(pictures, `${name}-phone.png`) })
  await page.emulateMedia({ colorScheme: "light" })
  if (before !== null) await page.setViewportSize(before)
}

describe.skipIf(chromiumPath === undefined)("the first steps in a browser", () => {
  it.live(
    "connect Discord, to an answer in its channel",
    () =>
      Effect.gen(function* () {
        const discord = yield* makeFakeDiscord()
        const hall = discord.channel("hall")
        const ann = discord.person("ann")
        const service = yield* makeDashboard({ environment: { DISCORD_API_URL: discord.apiUrl } })
        const browser = yield* startChromium
        const { page } = yield* service.open(browser, { path: "/welcome" })
        const step = stepsOn(page)

        yield* step("the steps", () => page.getByRole("heading", { name: "where people talk" }).waitFor())
        yield* step("a picture", () => picture(page, "welcome"))
        yield* step("connect", () => page.getByRole("button", { name: "connect Discord" }).click())
        yield* step("a wrong token", async () => {
          await page.getByLabel("paste the token").fill("no.such.token")
          await page.getByRole("button", { name: "send" }).click()
          await page.getByText("given, and not shown").waitFor()
        })
        yield* step("the token", async () => {
          await picture(page, "welcome-token")
          await page.getByLabel("paste the token").fill(discord.token)
          await page.getByRole("button", { name: "send" }).click()
        })
        yield* step("the channel", () => page.getByRole("button", { name: "#hall" }).click())
        yield* step("who answers, in the next life", () => page.getByRole("button", { name: /^scout/ }).click())
        yield* step("which messages", () => page.getByRole("button", { name: /^messages that mention/ }).click())
        yield* step("the code", async () => {
          await page.getByText("waiting for the code").waitFor()
          await picture(page, "welcome-code")
        })
        const shown = yield* Effect.promise(() => page.locator("main").textContent())
        yield* discord.until("somebody who listens", () => discord.gateway.connected() > 0)
        yield* Effect.sync(() => void ann.dm(code.exec(shown ?? "")?.[0] ?? "no code"))
        yield* step("the owner", () => page.getByText("waiting for the first answer").waitFor())
        yield* Effect.sync(() => void ann.says(hall, `${discord.mention} !say hello ann`))
        yield* step("the answer", () => page.getByText("everything is set up").waitFor())
        assert.include(discord.transcript(hall), "hello ann")
        yield* step("connected", async () => {
          await page.locator("#content").getByText("connected", { exact: true }).waitFor()
          await picture(page, "welcome-done")
        })
        assert.notInclude(yield* Effect.promise(() => page.content()), discord.token)

        yield* step("an invitation", async () => {
          await page.goto(new URL("/people", page.url()).href)
          await page.getByRole("button", { name: "invite a person" }).click()
          await page.getByLabel("their name").fill("bea")
          await page.getByRole("button", { name: "make the link" }).click()
          await page.getByText("the link, shown this once").waitFor()
          await picture(page, "people-invited")
          await page.getByRole("button", { name: "done" }).click()
        })
        yield* step("a token", async () => {
          await page.getByRole("button", { name: "make a token" }).click()
          await page.getByLabel("what it is for").fill("nightly report")
          await page.getByRole("button", { name: "make it" }).click()
          await page.getByText("the token, shown this once").waitFor()
          await page.getByRole("button", { name: "done" }).click()
          await page.getByRole("button", { name: "revoke" }).waitFor()
          await picture(page, "people")
        })
      }),
    patience
  )

  it.live(
    "connect Slack, to an answer in its channel",
    () =>
      Effect.gen(function* () {
        const slack = yield* makeFakeSlack({ manifest: appManifest() })
        const hall = slack.channel("hall", { invited: false })
        const ann = slack.person("ann")
        const service = yield* makeDashboard({ environment: { SLACK_API_URL: slack.apiUrl } })
        const browser = yield* startChromium
        const { page } = yield* service.open(browser, { path: "/welcome" })
        const step = stepsOn(page)
        const send = async (label: RegExp, token: string) => {
          await page.getByLabel(label).fill(token)
          await page.getByRole("button", { name: "send" }).click()
        }

        yield* step("connect", () => page.getByRole("button", { name: "connect Slack" }).click())
        yield* step("how an app is made", async () => {
          const link = page.locator("#content").getByRole("link", { name: /manifest_json/ })
          assert.match((await link.getAttribute("href")) ?? "", /^https:\/\/api\.slack\.com\/apps\?new_app=1/)
        })
        yield* step("the other token, then the right one", async () => {
          await send(/^paste the app-level token/, slack.botToken)
          await page.getByText(/^✗ /).waitFor()
          await send(/^paste the app-level token/, slack.appToken)
        })
        yield* step("the bot's token", () => send(/^paste the bot token/, slack.botToken))
        yield* step("the channel, which it joins", () => page.getByRole("button", { name: "#hall" }).click())
        yield* step("who answers, in the next life", () => page.getByRole("button", { name: /^scout/ }).click())
        yield* step("which messages", () => page.getByRole("button", { name: /^messages that mention/ }).click())
        yield* step("the code", () => page.getByText("waiting for the code").waitFor())
        const shown = yield* Effect.promise(() => page.locator("main").textContent())
        yield* slack.until("somebody who listens", () => slack.sockets.connected() > 0)
        yield* Effect.sync(() => void ann.dm(code.exec(shown ?? "")?.[0] ?? "no code"))
        yield* step("the owner", () => page.getByText("waiting for the first answer").waitFor())
        yield* Effect.sync(() => void ann.says(hall, `${slack.mention} !say hello ann`))
        yield* step("the answer", () => page.getByText("everything is set up").waitFor())
        assert.include(slack.transcript(hall), "hello ann")
        const whole = yield* Effect.promise(() => page.content())
        for (const token of [slack.appToken, slack.botToken]) assert.notInclude(whole, token)
      }),
    patience
  )

  it.live(
    "come first where nothing was ever done, can be skipped for good, make an agent and talk to it, and do not come back",
    () =>
      Effect.gen(function* () {
        const service = yield* makeDashboard({ bare: true })
        const browser = yield* startChromium
        const skipping = yield* service.open(browser)
        yield* on(skipping.page, async (page) => {
          await page.getByRole("button", { name: "skip" }).click()
          await page.getByRole("heading", { name: "now", exact: true }).waitFor()
          await page.reload()
          await page.getByRole("heading", { name: "now", exact: true }).waitFor()
        })
        const { page } = yield* service.open(browser)
        yield* on(page, async () => {
          await page.getByRole("heading", { name: "first steps" }).waitFor()
          await page.getByText("describe one").click()
          await page.getByLabel("its name").fill("Not A Name")
          await page.getByLabel("who it is and what it does").fill("You look after this repository.")
          await page.getByLabel("what you say to it first").fill("!say hello from the garden")
          await page.getByRole("button", { name: "create it and talk" }).click()
          await page.getByRole("alert").first().waitFor()
          await page.getByLabel("its name").fill("gardener")
          await page.getByRole("button", { name: "create it and talk" }).click()
          await page.waitForURL(/\/sessions\/.*gardener/)
          await page.getByText("hello from the garden").last().waitFor()
          await page.goto(new URL("/", page.url()).href)
          await page.getByRole("heading", { name: "now", exact: true }).waitFor()
        })
      }),
    patience
  )
})
