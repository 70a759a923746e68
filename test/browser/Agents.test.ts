/**
 * An agent from nothing: a mistake is named where it was made, its folder is chosen below the roots and nowhere else, it
 * is bound to a channel in which it answers, its persona is changed, and in the end it is deleted.
 */
import { mkdirSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Locator } from "playwright-core"
import { makeFakeDiscord } from "../support/discord/FakeDiscord.ts"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on } from "./Dashboard.ts"

/** What is said about a field to somebody who cannot see it. */
const aboutField = (field: Locator) =>
  field.evaluate((element) =>
    (element.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "")
      .join(" ")
  )

describe.skipIf(chromiumPath === undefined)("agents in the browser", () => {
  it.live("are made, mended, bound, changed and deleted", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const hall = discord.channel("hall")
      const ann = discord.person("ann")
      const dashboard = yield* makeDashboard({
        config: ["platforms: {discord: {}}", `access: {owners: [{platform: discord, user: "${ann.id}"}]}`],
        environment: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl }
      })
      mkdirSync(join(dashboard.workdir, "inside", "deeper"), { recursive: true })
      symlinkSync(dashboard.home, join(dashboard.workdir, "outside"))
      yield* discord.until("somebody who listens", () => discord.gateway.connected() > 0)
      const browser = yield* startChromium
      const { complaints, page } = yield* dashboard.open(browser, { path: "/agents" })

      yield* on(page, async (page) => {
        await page.getByRole("link", { name: "new agent" }).click()
        const name = page.getByRole("textbox", { name: "name", exact: true })
        await name.fill("Painter!")
        await page.getByRole("textbox", { name: "description" }).fill("paints what was built")
        await page.getByRole("textbox", { name: "persona" }).fill("You paint, and you say in which colour.")
        await page.getByText("not right yet: name").waitFor()
        assert.strictEqual(await name.getAttribute("aria-invalid"), "true")
        assert.match(await aboutField(name), /a-z|letters/)
        await name.fill("painter")
        await page.getByText("ready to be stored").waitFor()
      })

      yield* on(page, async (page) => {
        await page.getByRole("button", { name: "choose" }).click()
        const picker = page.getByRole("dialog", { name: "choose a folder" })
        const choose = picker.getByRole("button", { name: "work in this folder" })
        await picker.getByRole("button", { name: /^work/ }).first().waitFor()
        assert.isTrue(await choose.isDisabled(), "above the roots nothing can be chosen")
        await picker.getByRole("listitem").getByRole("button").first().click()
        await picker.getByText(dashboard.workdir, { exact: true }).waitFor()
        assert.strictEqual(await picker.getByRole("button", { name: "the folder above" }).count(), 0)
        assert.strictEqual(await picker.getByRole("button", { name: "outside" }).count(), 0, "a way out is not shown")
        await picker.getByRole("button", { name: "inside" }).click()
        await picker.getByRole("button", { name: "deeper" }).waitFor()
        await choose.click()
        const folder = page.getByRole("textbox", { name: "works in" })
        assert.strictEqual(await folder.inputValue(), join(dashboard.workdir, "inside"))
        await folder.fill(dashboard.home)
        await page.getByText("not right yet: workdir").waitFor()
        assert.notStrictEqual(await aboutField(folder), "")
        await folder.fill(join(dashboard.workdir, "inside"))
        await page.getByText("ready to be stored").waitFor()
        await page.getByRole("button", { name: "make the agent" }).click()
        await page.getByRole("heading", { level: 1, name: "painter" }).waitFor()
      })

      yield* on(page, async (page) => {
        await page.getByRole("tab", { name: /^answers in/ }).click()
        await page.getByRole("textbox", { name: "channel" }).fill("HALL workshop")
        const place = page.getByRole("group", { name: "discord · workshop" }).getByRole("radio", { name: "#hall" })
        await place.check()
        await page.getByText("every message").click()
        await page.getByRole("button", { name: "bind it there" }).click()
        await page.getByRole("listitem").getByText("#hall · workshop").waitFor()
        await page.getByRole("button", { name: "copy the id of #hall · workshop" }).waitFor()
      })
      ann.says(hall, "!say blue, I would say")
      yield* discord.until("its answer", () => discord.transcript().includes("blue, I would say"))
      yield* on(page, async (page) => {
        await page.goto(new URL("/sessions?search=%23hall", page.url()).href)
        const row = page.getByRole("row", { name: /blue, I would say/ })
        await row.getByText(/^#hall/).waitFor()
        await row
          .getByTitle(new RegExp(`^discord ${hall.id}-`))
          .getByText(/^#hall/)
          .waitFor()
        await page.goto(new URL("/agents/painter", page.url()).href)
      })

      yield* on(page, async (page) => {
        await page.getByRole("tab", { name: "settings" }).click()
        await page.getByRole("textbox", { name: "persona" }).fill("You paint, in green alone.")
        await page.getByRole("button", { name: "save", exact: true }).click()
        await page.getByText("painter is changed").first().waitFor()
        await page.getByRole("tab", { name: "file" }).click()
        const file = page.getByRole("textbox", { name: "the whole file" })
        assert.include(await file.inputValue(), "You paint, in green alone.")

        await page.getByRole("button", { name: "delete", exact: true }).click()
        await page.getByRole("button", { name: "delete the agent" }).click()
        await page.getByRole("heading", { level: 1, name: "agents" }).waitFor()
        await page.getByRole("link", { name: /scout/ }).first().waitFor()
        await page
          .getByRole("link", { name: /painter/ })
          .first()
          .waitFor({ state: "detached" })
      })
      assert.deepStrictEqual(complaints, [])
    })
  )
})
