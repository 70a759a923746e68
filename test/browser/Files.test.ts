/**
 * Files in a session, both ways, as a person has them: chosen, dropped and pasted, taken back and refused, said with and
 * without words; and what an agent sends, seen and saved.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Locator, Page } from "playwright-core"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on } from "./Dashboard.ts"

/** One red point. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64"
)

interface Held {
  readonly name: string
  readonly type: string
  readonly base64: string
}

const heldText = (name: string, text: string): Held => ({
  name,
  type: "text/plain",
  base64: Buffer.from(text).toString("base64")
})

/** Files that somebody holds over the page and lets go of, or has on the clipboard. */
const give = (page: Page, how: "drop" | "paste", held: ReadonlyArray<Held>) =>
  page.evaluate(
    ([how, held]) => {
      const carried = new DataTransfer()
      for (const { base64, name, type } of held) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
        carried.items.add(new File([bytes], name, { type }))
      }
      const bubbles = { bubbles: true, cancelable: true }
      if (how === "paste") {
        document.activeElement?.dispatchEvent(new ClipboardEvent("paste", { ...bubbles, clipboardData: carried }))
        return
      }
      const target = document.querySelector("article") ?? document.body
      target.dispatchEvent(new DragEvent("dragover", { ...bubbles, dataTransfer: carried }))
      target.dispatchEvent(new DragEvent("drop", { ...bubbles, dataTransfer: carried }))
    },
    [how, held] as const
  )

const isSeen = async (picture: Locator) => {
  await picture.waitFor()
  await picture.scrollIntoViewIfNeeded()
  return picture.evaluate(async (image) => {
    if (!(image instanceof HTMLImageElement)) return false
    await image.decode()
    return image.naturalWidth === 1
  })
}

describe.skipIf(chromiumPath === undefined)("files in the browser", () => {
  it.live("reach the agent however they come, and what it sends is seen and saved", () =>
    Effect.gen(function* () {
      const dashboard = yield* makeDashboard()
      writeFileSync(join(dashboard.workdir, "plot.png"), png)
      writeFileSync(join(dashboard.workdir, "report.html"), "<script>document.title = 'taken'</script>")
      const browser = yield* startChromium
      const { complaints, page } = yield* dashboard.open(browser, { path: "/sessions" })
      const newest = page.getByRole("article").last()
      const refused = page.getByRole("list", { name: "files that were not taken" })
      const chips = page.getByRole("list", { name: "files that go with it" })

      // files alone begin a session
      yield* on(page, async () => {
        await page.getByRole("button", { name: "new session" }).first().click()
        const dialog = page.getByRole("dialog", { name: "new session" })
        await dialog.getByRole("combobox", { name: "agent" }).selectOption("scout")
        assert.isTrue(await dialog.getByRole("button", { name: "begin" }).isDisabled())
        await dialog
          .locator("input[type=file]")
          .setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") })
        await dialog.getByRole("button", { name: "remove notes.txt" }).waitFor()
        await dialog.getByRole("button", { name: "begin" }).click()
        await page.waitForURL(/\/sessions\/./)
        await newest.getByText("With it came notes.txt.").waitFor()
        await newest.getByRole("button", { name: "save notes.txt" }).waitFor()
        await page.getByRole("heading", { level: 1, name: "notes.txt" }).waitFor()
      })

      yield* on(page, async () => {
        const address = page.url()
        await give(page, "drop", [heldText("dropped.txt", "let go of"), heldText("second.txt", "second")])
        await chips.getByText("second.txt").waitFor()
        assert.strictEqual(page.url(), address, "a dropped file never opens in place of the page")
        await page.getByRole("textbox", { name: "message to scout" }).focus()
        await give(page, "paste", [{ name: "image.png", type: "image/png", base64: png.toString("base64") }])
        await chips.getByText("image.png").waitFor()
        await give(page, "drop", [heldText("empty.txt", "")])
        await refused.getByText("empty.txt: it is empty").waitFor()
        await page.locator("form input[type=file]").setInputFiles({
          name: "huge.bin",
          mimeType: "application/octet-stream",
          buffer: Buffer.alloc(10 * 1024 * 1024 + 1)
        })
        await refused.getByText("huge.bin: 10.1 MB, at most 10 MB").waitFor()
        await chips.getByRole("button", { name: "remove second.txt" }).click()
        assert.strictEqual(await chips.getByRole("listitem").count(), 2)

        await chips.getByRole("progressbar").first().waitFor({ state: "detached" })
        // what is there stays with what is written, also through a look elsewhere
        await page.reload()
        await chips.getByText("dropped.txt").waitFor()
        await page.getByRole("textbox", { name: "message to scout" }).fill("look at these")
        await page.getByRole("button", { name: "send", exact: true }).click()
        await newest.getByText("With it came dropped.txt, image.png.").waitFor()
        assert.isTrue(await isSeen(newest.getByRole("img", { name: "image.png" })))
        assert.strictEqual(await chips.count(), 0)
      })

      yield* on(page, async () => {
        const wanted = [
          "!say Here they are.",
          '!call send_file {"path":"plot.png","caption":"the plot"}',
          '!call send_file {"path":"report.html"}',
          "!say That was all."
        ].join("\n")
        await page.getByRole("textbox", { name: "message to scout" }).fill(wanted)
        await page.getByRole("button", { name: "send", exact: true }).click()
        const plot = newest.getByRole("figure", { name: "scout sent plot.png" })
        await plot.getByText("the plot", { exact: true }).waitFor()
        assert.isTrue(await isSeen(plot.getByRole("img", { name: "plot.png" })))
        const report = newest.getByRole("figure", { name: "scout sent report.html" })
        await report.waitFor()
        assert.strictEqual(await report.getByRole("img").count(), 0)
        await newest.getByText("That was all.", { exact: true }).waitFor()
        for (const [figure, name] of [
          [plot, "plot.png"],
          [report, "report.html"]
        ] as const) {
          const [download] = await Promise.all([
            page.waitForEvent("download"),
            figure.getByRole("button", { name: `save ${name}` }).click()
          ])
          assert.strictEqual(download.suggestedFilename(), name)
          const saved = readFileSync(await download.path())
          assert.isTrue(saved.equals(readFileSync(join(dashboard.workdir, name))), name)
        }
        assert.notInclude(await page.title(), "taken")
      })
      assert.deepStrictEqual(complaints, [])
    })
  )
})
