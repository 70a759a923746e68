/**
 * What works only grows: nothing that somebody reads is pulled away from under their eyes by a step that ends, a fence that
 * closes or a list that begins. Measured in a browser after every event and every letter.
 */
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { build } from "vite"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { desktop, on, phone } from "./Dashboard.ts"

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The page with what it needs, as one script and one style. */
const built = Effect.promise(async () => {
  const made = await build({
    configFile: at("../../src/adapters/surface/web/client/vite.config.ts"),
    logLevel: "warn",
    build: {
      write: false,
      rolldownOptions: {
        input: at("../adapters/surface/web/client/transcript/GrowingPage.tsx"),
        output: { format: "es", codeSplitting: false }
      }
    }
  })
  const files = [made].flat().flatMap((each) => ("output" in each ? each.output : []))
  const script = files.find((file) => file.type === "chunk")?.code ?? ""
  const style = files.find((file) => file.type === "asset" && file.fileName.endsWith(".css"))
  return { script, style: style?.type === "asset" ? String(style.source) : "" }
})

describe.skipIf(chromiumPath === undefined)("what works", () => {
  it.live("only grows, on a wide screen and on a phone", () =>
    Effect.gen(function* () {
      const { script, style } = yield* built
      const browser = yield* startChromium
      for (const touch of [false, true]) {
        const page = yield* Effect.promise(() =>
          browser.newPage({ viewport: touch ? phone : desktop, hasTouch: touch, isMobile: touch })
        )
        const shrunk = yield* on(page, async (page) => {
          await page.setContent("<!doctype html><body></body>")
          await page.addStyleTag({ content: style })
          await page.addScriptTag({ content: script, type: "module" })
          await page.waitForFunction(() => "grow" in window)
          return page.evaluate(
            (width) => ("grow" in window && typeof window.grow === "function" ? window.grow(width) : "it cannot"),
            touch ? phone.width - 24 : 760
          )
        })
        assert.deepStrictEqual(shrunk, [], touch ? "on a phone" : "on a wide screen")
      }
    })
  )
})
