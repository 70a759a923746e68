// @vitest-environment happy-dom
/** What was known stays while it cannot be told, is asked for again by itself, and once for all who look. */
import { Deferred, Effect } from "effect"
import { act } from "react"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"

vi.mock("../../../../../../src/adapters/surface/web/client/live/Wire.ts", () => import("./FakeWire.ts"))

import { answers, type Looked, refresh } from "../../../../../../src/adapters/surface/web/client/live/Answers.ts"
import {
  connectionClosed,
  connectionOpened
} from "../../../../../../src/adapters/surface/web/client/live/Connection.ts"
import type { CallError } from "../../../../../../src/adapters/surface/web/client/live/Refusal.ts"
import { ControlError } from "../../../../../../src/core/control/protocol/ControlError.ts"
import { draw, eraseAll } from "../Drawn.tsx"

const refuses = (reason: ControlError["reason"]) => Effect.fail(new ControlError({ reason, detail: `it is ${reason}` }))

let names = 0

interface ShownProps {
  readonly use: (of: string) => Looked<string>
  readonly of?: string
}

const Shown = ({ of = "a", use }: ShownProps) => {
  const { refusal, value } = use(of)
  return (
    <p>
      {value ?? "nothing"}
      {refusal === undefined ? "" : ` (${refusal.detail})`}
    </p>
  )
}

/** A kind of answer, and what it is each time that it is asked for. */
const kind = (...told: ReadonlyArray<Effect.Effect<string, CallError>>) => {
  const asked: Array<string> = []
  const name = `kind${++names}`
  const use = answers(name, (_, key: string) => {
    asked.push(key)
    return told[Math.min(asked.length, told.length) - 1] ?? Effect.never
  })
  return { asked, name, use }
}

const later = (millis: number) => act(() => vi.advanceTimersByTimeAsync(millis))
const broken = async (meanwhile = () => {}) => {
  await act(async () => connectionClosed())
  meanwhile()
  await act(async () => connectionOpened())
}

beforeEach(() => {
  vi.useFakeTimers()
  connectionOpened()
})
afterEach(async () => {
  await eraseAll()
  vi.useRealTimers()
})

describe("answers", () => {
  it("are asked for once, however many look, and once again when the connection is back", async () => {
    const { asked, use } = kind(Effect.succeed("first"), Effect.succeed("second"))
    const many = Array.from({ length: 60 }, (_, index) => <Shown key={String(index)} use={use} />)
    const { page } = await draw(many)
    await later(1)
    assert.deepStrictEqual([asked.length, page.textContent], [1, "first".repeat(60)])
    await broken()
    await later(1)
    assert.deepStrictEqual([asked.length, page.textContent], [2, "second".repeat(60)])
  })

  it("keep what was known while the service cannot say, and ask again until it can", async () => {
    const { asked, use } = kind(
      Effect.succeed("known"),
      refuses("unavailable"),
      refuses("unavailable"),
      Effect.succeed("newer")
    )
    const { page } = await draw(<Shown use={use} />)
    await later(1)
    await broken()
    await later(1)
    assert.strictEqual(page.textContent, "known (it is unavailable)")
    await later(7000)
    assert.deepStrictEqual([asked.length, page.textContent], [4, "newer"])
  })

  it("do not keep what may not be seen any more, and do not ask again", async () => {
    const { asked, use } = kind(Effect.succeed("secret"), refuses("not-allowed"))
    const { page } = await draw(<Shown use={use} />)
    await later(1)
    await broken()
    await later(10_000)
    assert.deepStrictEqual([asked.length, page.textContent], [2, "nothing (it is not-allowed)"])
  })

  it("are asked for no more when nobody looks", async () => {
    const { asked, name, use } = kind(refuses("unavailable"))
    const { gone } = await draw(<Shown use={use} />)
    await later(1)
    await gone()
    refresh(name)
    await broken()
    await later(10_000)
    assert.strictEqual(asked.length, 1)
  })

  it("to an earlier question are dropped", async () => {
    const slow = Deferred.makeUnsafe<string>()
    const { name, use } = kind(Deferred.await(slow), Effect.succeed("after the change"))
    const { page } = await draw(<Shown use={use} />)
    await act(async () => refresh(name))
    await later(1)
    await act(async () => Deferred.doneUnsafe(slow, Effect.succeed("before the change")))
    await later(1)
    assert.strictEqual(page.textContent, "after the change")
  })

  it("of a week of looking here and there are not all kept", async () => {
    const { asked, use } = kind(Effect.succeed("told"), Effect.succeed("told"), Effect.never)
    const { again, page } = await draw(<Shown use={use} of="first" />)
    await later(1)
    for (let index = 0; index < 40; index++) {
      await again(<Shown use={use} of={String(index)} />)
      await later(1)
    }
    await again(<Shown use={use} of="first" />)
    assert.deepStrictEqual([asked.length, page.textContent], [42, "nothing"])
  })
})
