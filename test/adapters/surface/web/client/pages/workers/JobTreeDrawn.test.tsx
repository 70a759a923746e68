// @vitest-environment happy-dom
/** A job is told as a whole whenever one of its workers goes on: that one is drawn anew, and no other. */
import { Effect, Queue, Schema, Stream } from "effect"
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"

const drawn = vi.hoisted((): Array<string> => [])

vi.mock("../../../../../../../src/adapters/surface/web/client/live/Wire.ts", () => import("../../live/FakeWire.ts"))
vi.mock("../../../../../../../src/adapters/surface/web/client/pages/workers/WorkerResult.tsx", () => ({
  WorkerResult: ({ worker }: { readonly worker: { readonly id: string } }) => {
    drawn.push(worker.id)
    return null
  }
}))

import { connectionOpened } from "../../../../../../../src/adapters/surface/web/client/live/Connection.ts"
import JobPage from "../../../../../../../src/adapters/surface/web/client/pages/workers/JobPage.tsx"
import { JobsSeen } from "../../../../../../../src/core/control/protocol/WorkerRpcs.ts"
import { draw, eraseAll } from "../../Drawn.tsx"
import { forgetService, service } from "../../live/FakeWire.ts"

const origin = {
  conversation: { platform: "web", id: "job:ann:1", within: [], kind: "direct" },
  person: { id: "ann", name: "ann", roles: [] },
  asked: []
}

const worker = (id: string, last: string) => ({
  worker: {
    id,
    job: "j-aaaa",
    title: `look at ${id}`,
    task: {
      text: `look at ${id}`,
      agent: "worker",
      terms: {},
      budgetUsd: 1,
      timeoutMillis: 60_000,
      priority: "normal",
      fresh: false
    },
    origin,
    after: [],
    askedAt: 0,
    attempt: 1,
    startedAt: 10
  },
  session: `default/worker/workers:${id}`,
  turn: `workers:${id}:task:worker`,
  last,
  asks: []
})

/** As it comes over the wire: everything in it is made anew. */
const job = (last: string, cut: boolean) => ({
  job: { id: "j-aaaa", title: "reviews", origin, askedAt: 0 },
  workers: [worker("w-aaaa", "reading"), worker("w-bbbb", last), worker("w-cccc", "writing")],
  over: false,
  ...(cut ? { cut } : {})
})
const seen = Schema.decodeUnknownSync(JobsSeen)

const answered = () => act(() => vi.advanceTimersByTimeAsync(100))

beforeEach(() => {
  vi.useFakeTimers()
  forgetService()
  connectionOpened()
})
afterEach(async () => {
  await eraseAll()
  // following goes on for a while when nobody looks any more
  await vi.advanceTimersByTimeAsync(60_000)
  vi.useRealTimers()
})

describe("a job of several workers", () => {
  for (const cut of [false, true]) {
    it(`draws the one that goes on${cut ? ", also where its long texts are read apart" : ""}`, async () => {
      const told = Effect.runSync(Queue.unbounded<JobsSeen>())
      service.WatchJobs = () => Stream.fromQueue(told)
      const whole = seen({ _tag: "Changed", job: job("step 0", false) })
      service.ReadJob = () => Effect.succeed(whole._tag === "All" ? undefined : whole.job)
      Queue.offerUnsafe(told, seen({ _tag: "All", jobs: [job("step 0", cut)], more: false }))
      const { page } = await draw(<JobPage job="j-aaaa" />)
      await answered()
      assert.sameMembers([...new Set(drawn)], ["w-aaaa", "w-bbbb", "w-cccc"])
      drawn.length = 0
      for (let step = 1; step <= 10; step++) {
        Queue.offerUnsafe(told, seen({ _tag: "Changed", job: job(`step ${step}`, cut) }))
        await answered()
      }
      assert.include(page.textContent, "step 10")
      assert.deepStrictEqual(drawn, Array(10).fill("w-bbbb"))
    })
  }
})
