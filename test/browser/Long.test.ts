/**
 * A session of 10,000 turns: it opens at the newest, draws no more than what is near, gives older turns to whoever scrolls
 * up without moving what they read, and leads back to the newest.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { signedIn } from "../support/SignedIn.ts"
import { addTurns } from "./Aged.ts"
import { chromiumPath, startChromium } from "./Chromium.ts"
import { makeDashboard, on } from "./Dashboard.ts"
import { untilOver } from "./Life.ts"

const turns = 10_000
const mostDrawn = 60

const drawn = (page: Page) => page.getByRole("article").count()

/** Scrolls up, and says which turn then is at the top of the view, and how far it is moved by what is loaded after that. */
const scrollUp = (page: Page) =>
  page.getByLabel("transcript").evaluate(async (list) => {
    const look = () => {
      const { top } = list.getBoundingClientRect()
      const turn = [...list.querySelectorAll("article")].find((each) => each.getBoundingClientRect().bottom > top + 1)
      const words = /chapter \d+/.exec(turn?.textContent ?? "")?.[0] ?? "nothing"
      return { words, offset: (turn?.getBoundingClientRect().top ?? 0) - top }
    }
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    list.scrollBy({ top: -1_500 })
    await frame()
    await frame()
    const { offset, words } = look()
    const moved: Array<number> = []
    for (let picture = 0; picture < 20; picture++) {
      await frame()
      const now = look()
      moved.push(now.words === words ? Math.abs(now.offset - offset) : Number.POSITIVE_INFINITY)
    }
    return { words, moved: Math.max(...moved) }
  })

const numberOf = (words: string) => Number(words.slice("chapter ".length))

describe.skipIf(chromiumPath === undefined)("a session of 10,000 turns", () => {
  it.live("opens at the newest, loads older ones without a jump and leads back", () =>
    Effect.gen(function* () {
      const dashboard = yield* makeDashboard()
      const { session } = yield* Effect.scoped(
        Effect.gen(function* () {
          const { service } = yield* signedIn(yield* dashboard.loginLink())
          const begun = yield* service.BeginSession({ agent: "scout", text: "chapter\n!stream 60 words", message: "m" })
          yield* untilOver(service, begun)
          return begun
        })
      )
      yield* dashboard.kill("SIGTERM")
      addTurns(dashboard.home, "chapter", turns)
      yield* dashboard.start

      const browser = yield* startChromium
      const { complaints, page } = yield* dashboard.open(browser, { path: `/sessions/${encodeURIComponent(session)}` })
      yield* on(page, async (page) => {
        await page.getByText(`chapter ${turns}`).first().waitFor()
        assert.isAtMost(await drawn(page), mostDrawn)
        assert.isTrue(await page.getByText(`chapter ${turns}`).first().isVisible())
      })

      yield* on(page, async (page) => {
        let oldest = turns
        for (let step = 0; step < 12; step++) {
          const { moved, words } = await scrollUp(page)
          assert.isBelow(numberOf(words), oldest, "it goes back in time")
          oldest = numberOf(words)
          assert.isAtMost(moved, 4, `${words} stays where it was`)
          assert.isAtMost(await drawn(page), mostDrawn)
        }
        assert.isBelow(oldest, turns - 60, "more than the first page was read")
        await page.getByRole("button", { name: "newest" }).click()
        await page.getByText(`chapter ${turns}`).first().waitFor()
        await page.getByRole("button", { name: "newest" }).waitFor({ state: "hidden" })
        assert.isAtMost(await drawn(page), mostDrawn)
      })
      assert.deepStrictEqual(complaints, [])
    })
  )
})
