/**
 * The way in, in a real browser: an agent that is talked to, and Discord connected step by step to an answer in its
 * channel, while the service begins anew in the middle of it; then somebody who is invited.
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { makeFakeDiscord } from "../support/discord/FakeDiscord.ts"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, phone } from "./Dashboard.ts"

/** Two lives of a service, a browser, and Discord. */
const patience = 240_000

/** A folder for pictures of every page, where somebody wants to look at them. */
const pictures = process.env.DASHBOARD_PICTURES

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
        const step = (name: string, act: () => Promise<unknown>) =>
          Effect.promise(() =>
            act().catch(async (error: unknown) => {
              throw new Error(`${name}: ${String(error)}\n\n${await page.locator("main").textContent()}`)
            })
          )

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
        const code = yield* Effect.promise(() => page.locator("main").textContent())
        yield* discord.until("somebody who listens", () => discord.gateway.connected() > 0)
        yield* Effect.sync(() => void ann.dm(/[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(code ?? "")?.[0] ?? "no code"))
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
    "come first where nothing was ever done, make an agent and talk to it, and do not come back",
    () =>
      Effect.gen(function* () {
        const service = yield* makeDashboard({ bare: true })
        const browser = yield* startChromium
        const { page } = yield* service.open(browser)
        yield* Effect.promise(async () => {
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

  it.live(
    "can be skipped for good",
    () =>
      Effect.gen(function* () {
        const service = yield* makeDashboard({ bare: true })
        const browser = yield* startChromium
        const { page } = yield* service.open(browser)
        yield* Effect.promise(async () => {
          await page.getByRole("button", { name: "skip" }).click()
          await page.getByRole("heading", { name: "now", exact: true }).waitFor()
          await page.reload()
          await page.getByRole("heading", { name: "now", exact: true }).waitFor()
        })
      }),
    patience
  )
})
