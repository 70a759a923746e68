// @vitest-environment happy-dom
/** A setup that this page follows: what could not be ended does not look ended, and what was refused is said where it was. */
import { Effect, Stream } from "effect"
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"

vi.mock("../../../../../../../src/adapters/surface/web/client/live/Wire.ts", () => import("../../live/FakeWire.ts"))

import { connectionOpened } from "../../../../../../../src/adapters/surface/web/client/live/Connection.ts"
import { GuidedSetup } from "../../../../../../../src/adapters/surface/web/client/pages/welcome/GuidedSetup.tsx"
import {
  leaveGuided,
  resumeGuided,
  useGuidedTalk
} from "../../../../../../../src/adapters/surface/web/client/pages/welcome/GuidedTalk.ts"
import { SetupSteps } from "../../../../../../../src/adapters/surface/web/client/pages/welcome/SetupSteps.tsx"
import { ControlError } from "../../../../../../../src/core/control/protocol/ControlError.ts"
import type { SetupStep } from "../../../../../../../src/core/control/protocol/SetupRpcs.ts"
import { click, draw, eraseAll, find, type } from "../../Drawn.tsx"
import { forgetService, service } from "../../live/FakeWire.ts"

const refused = (detail: string) => Effect.fail(new ControlError({ reason: "conflict", detail }))
const asks = (question: number, text: string): SetupStep => ({ _tag: "SecretWanted", question, text })

const answered = () => act(() => vi.advanceTimersByTimeAsync(10))

beforeEach(() => {
  vi.useFakeTimers()
  forgetService()
  connectionOpened()
  useGuidedTalk.setState({ platform: "chat", steps: [asks(0, "the token")] }, true)
})
afterEach(async () => {
  leaveGuided()
  await eraseAll()
  vi.useRealTimers()
})

describe("a guided setup", () => {
  it("that cannot be ended says why, and says it no more when it is asked anew", async () => {
    service.CancelSetup = () => refused("somebody else set it up")
    await draw(<GuidedSetup title="Chat" />)
    await click(find("button", "end this setup"))
    await click(find("button", "end it"))
    await answered()
    assert.include(find("dialog", "end the setup of Chat").textContent, "somebody else set it up")
    await click(find("button", "cancel"))
    await click(find("button", "end this setup"))
    assert.notInclude(find("dialog", "end the setup of Chat").textContent, "somebody else set it up")
  })

  it("says what was wrong with a reply at the question that it was for, and at no other", async () => {
    service.ReplySetup = () => refused("that is no token")
    const { page } = await draw(<GuidedSetup title="Chat" />)
    const field = page.querySelector<HTMLElement>("input[type=password]")
    if (field === null) throw new Error("no field")
    await type(field, "x")
    await click(find("button", "send"))
    await answered()
    assert.include(page.textContent, "that is no token")
    await act(async () =>
      useGuidedTalk.setState({
        steps: [asks(0, "the token"), { _tag: "Answered", question: 0, text: "" }, asks(1, "the secret")]
      })
    )
    assert.include(page.textContent, "the secret")
    assert.notInclude(page.textContent, "that is no token")
  })

  it("that is followed again shows what goes on, not why it could not be followed before", async () => {
    service.FollowSetup = () => Stream.never
    useGuidedTalk.setState({ refusal: { reason: "conflict", detail: "one is under way", fields: {} } })
    const { page } = await draw(<GuidedSetup title="Chat" />)
    assert.include(page.textContent, "one is under way")
    await act(async () => resumeGuided("chat"))
    assert.notInclude(page.textContent, "one is under way")
    assert.include(page.textContent, "the token")
  })
})

const before: ReadonlyArray<SetupStep> = [{ _tag: "Said", text: "hello" }]
const Page = ({ asked }: { readonly asked: boolean }) => (
  <>
    <input type="text" aria-label="what you say to it first" />
    <SetupSteps
      steps={asked ? [...before, asks(0, "the token")] : before}
      busy={false}
      error={undefined}
      onReply={() => undefined}
    />
  </>
)

describe("a question of a setup", () => {
  it("does not take the focus from who types elsewhere, where a secret would be typed into it", async () => {
    const { again } = await draw(<Page asked={false} />)
    const elsewhere = find("textbox", "what you say to it first")
    elsewhere.focus()
    await again(<Page asked />)
    assert.strictEqual(document.activeElement, elsewhere)
  })

  it("takes it where nothing else has it", async () => {
    const { again, page } = await draw(<Page asked={false} />)
    await again(<Page asked />)
    assert.strictEqual(document.activeElement, page.querySelector("input[type=password]"))
  })
})
