/**
 * Every captured conversation with a real CLI, through its backend into the real renderer: what the chat shows, just
 * before each turn ended and after, is one reviewed snapshot for each CLI.
 */
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import type { AgentEvent } from "../../src/core/model/AgentEvent.ts"
import { captureNames, playCapture } from "../adapters/backend/claude/Capture.ts"
import { appCaptures, execCaptures, playAppServer, playExec } from "../adapters/backend/codex/Captures.ts"
import { screensOf } from "../support/Screen.ts"

const longest = 1200
const cut = (screen: string): string =>
  screen.length > longest ? `${screen.slice(0, longest)}... (${screen.length} characters)` : screen

const page = (name: string, turns: ReadonlyArray<ReadonlyArray<AgentEvent>>): string =>
  turns
    .map((events, index) => {
      const { live, settled } = screensOf(events)
      const title = turns.length === 1 ? name : `${name}, turn ${index + 1}`
      return `######## ${title}\n${cut(live)}\n======== then\n${cut(settled)}\n`
    })
    .join("\n")

describe("what the chat shows of every capture", () => {
  it.effect("of claude", () =>
    Effect.gen(function* () {
      const pages = yield* Effect.forEach(captureNames, (name) =>
        Effect.map(playCapture(name), ({ turns }) =>
          page(
            name,
            turns.map(({ events }) => events)
          )
        )
      )
      yield* Effect.promise(() => expect(pages.join("\n")).toMatchFileSnapshot("./ClaudeScreens.snapshot.txt"))
    })
  )

  it("of codex", async () => {
    const app = appCaptures.map((name) =>
      page(
        name,
        playAppServer(name).map(({ events }) => events)
      )
    )
    const exec = execCaptures.map((name) => page(name, [playExec(name).events]))
    await expect([...app, ...exec].join("\n")).toMatchFileSnapshot("./CodexScreens.snapshot.txt")
  })
})
