// @vitest-environment happy-dom
/** How long ago something was is said by the clock of the service, which timed it, and not by that of who looks. */
import { Effect } from "effect"
import { act } from "react"
import { afterEach, assert, describe, it, vi } from "vitest"

vi.mock("../../../../../../src/adapters/surface/web/client/live/Wire.ts", () => import("../live/FakeWire.ts"))

import { connectionOpened } from "../../../../../../src/adapters/surface/web/client/live/Connection.ts"
import { useSelf } from "../../../../../../src/adapters/surface/web/client/live/Self.ts"
import { Elapsed } from "../../../../../../src/adapters/surface/web/client/ui/Elapsed.tsx"
import { RelativeTime } from "../../../../../../src/adapters/surface/web/client/ui/RelativeTime.tsx"
import { setServiceClock } from "../../../../../../src/adapters/surface/web/client/ui/Ticking.ts"
import { draw, eraseAll } from "../Drawn.tsx"
import { service } from "../live/FakeWire.ts"

const minute = 60_000

const Page = ({ at }: { readonly at: number }) => {
  useSelf()
  return (
    <>
      <Elapsed since={at} />, <RelativeTime at={at} />
    </>
  )
}

afterEach(async () => {
  await eraseAll()
  setServiceClock(Date.now())
  vi.useRealTimers()
})

describe("a clock that is not the service's", () => {
  for (const [words, off] of [
    ["ahead", -3 * minute],
    ["behind", 3 * minute]
  ] as const) {
    it(`makes nothing older or newer than it is: ${words}`, async () => {
      vi.useFakeTimers({ now: 1_795_000_000_000 })
      connectionOpened()
      const there = () => Date.now() + off
      service.WhoAmI = () => Effect.succeed({ may: [], now: there() })
      const { page } = await draw(<Page at={there() - 20_000} />)
      await act(() => vi.advanceTimersByTimeAsync(100))
      assert.strictEqual(page.textContent, "20s, 20s ago")
      await act(() => vi.advanceTimersByTimeAsync(20_000))
      assert.strictEqual(page.textContent, "40s, 40s ago")
    })
  }
})
