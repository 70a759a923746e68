// @vitest-environment happy-dom
/** A chain that is being built says at each step what is wrong with it, and what its task may hold. */
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"

vi.mock("../../../../../../../src/adapters/surface/web/client/live/Wire.ts", () => import("../../live/FakeWire.ts"))

import { Effect } from "effect"
import { act } from "react"
import { connectionOpened } from "../../../../../../../src/adapters/surface/web/client/live/Connection.ts"
import { ChainBuilder } from "../../../../../../../src/adapters/surface/web/client/pages/workers/ChainBuilder.tsx"
import { newStep } from "../../../../../../../src/adapters/surface/web/client/pages/workers/ChainDraft.ts"
import { clearChain, useChain } from "../../../../../../../src/adapters/surface/web/client/pages/workers/ChainStore.ts"
import { ControlError } from "../../../../../../../src/core/control/protocol/ControlError.ts"
import { click, draw, eraseAll, find } from "../../Drawn.tsx"
import { forgetService, service } from "../../live/FakeWire.ts"

beforeEach(() => {
  vi.useFakeTimers()
  forgetService()
  connectionOpened()
})
afterEach(async () => {
  await eraseAll()
  clearChain()
  vi.useRealTimers()
})

describe("the builder of a chain", () => {
  it("says at each step what is wrong with it, and that one is empty only to who tries to run it", async () => {
    useChain.setState({ steps: [{ ...newStep("one, two"), task: "go" }, newStep("sum")] })
    const { page } = await draw(<ChainBuilder onLeave={() => undefined} />)
    const steps = () => [...page.querySelectorAll("ol > li")].map(({ textContent }) => textContent ?? "")
    assert.include(steps()[0], "a letter first")
    assert.include(steps()[1], "may hold {{input}}, {{one, two}}", "as one name")
    assert.notInclude(steps()[1], "say what is to be done")
    await click(find("button", "run the chain"))
    assert.include(steps()[1], "say what is to be done")
  })

  it("does not go on checking what could not be checked", async () => {
    service.CheckChain = () => Effect.fail(new ControlError({ reason: "not-allowed", detail: "ask for leave" }))
    useChain.setState({ steps: [{ ...newStep("one"), task: "go" }] })
    const { page } = await draw(<ChainBuilder onLeave={() => undefined} />)
    assert.include(page.textContent, "checking …")
    await act(() => vi.advanceTimersByTimeAsync(1_000))
    assert.include(page.textContent, "not checked: ask for leave")
  })
})
