/** Every page of the dashboard, on a service that was brought to life: its name, its address, and what is there when it is. */
import type { Effect } from "effect"
import type { Locator, Page } from "playwright-core"
import type { bringToLife } from "./Life.ts"

export interface PageOfAll {
  readonly name: string
  readonly path: string
  /** Beside its heading. */
  readonly there?: Locator
}

export const sessionPath = (id: string) => `/sessions/${encodeURIComponent(id)}`

export const everyPage = (
  page: Page,
  life: Effect.Success<ReturnType<typeof bringToLife>>
): ReadonlyArray<PageOfAll> => {
  const { asking, chain, done, failed, job, overBudget, question, running } = life
  const there = page.getByRole("article").first()
  return [
    { name: "now", path: "/" },
    { name: "sessions", path: "/sessions" },
    { name: "sessions-new", path: "/sessions?new=1", there: page.getByRole("dialog", { name: "new session" }) },
    { name: "session-done", path: sessionPath(done.session), there },
    { name: "session-asking", path: sessionPath(asking.session), there },
    { name: "session-question", path: sessionPath(question.session), there },
    { name: "session-failed", path: sessionPath(failed.session), there },
    { name: "session-over-budget", path: sessionPath(overBudget.session), there },
    { name: "session-running", path: sessionPath(running.session), there },
    { name: "agents", path: "/agents" },
    { name: "agent", path: "/agents/scout" },
    { name: "agent-new", path: "/agents/new" },
    { name: "workers", path: "/workers" },
    { name: "workers-chain", path: "/workers?new=chain" },
    { name: "job", path: `/workers/${job}` },
    { name: "job-chain", path: `/workers/${chain}` },
    { name: "cost", path: "/cost" },
    { name: "health", path: "/health" },
    { name: "audit", path: "/audit" },
    { name: "people", path: "/people" },
    { name: "welcome", path: "/welcome" },
    { name: "nowhere", path: "/nowhere" }
  ]
}
