// @vitest-environment happy-dom
/** Following goes on through everything that passes, ends with what does not, and never without a word. */
import { Effect, Stream } from "effect"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"

vi.mock("../../../../../../src/adapters/surface/web/client/live/Wire.ts", () => import("./FakeWire.ts"))

import {
  connectionClosed,
  connectionOpened
} from "../../../../../../src/adapters/surface/web/client/live/Connection.ts"
import { type Following, follow } from "../../../../../../src/adapters/surface/web/client/live/Follow.ts"
import type { CallError } from "../../../../../../src/adapters/surface/web/client/live/Refusal.ts"
import { ControlError } from "../../../../../../src/core/control/protocol/ControlError.ts"

const refuses = (reason: ControlError["reason"]) => Stream.fail(new ControlError({ reason, detail: `it is ${reason}` }))

/** Follows one watch after the other, the last one again and again. */
const followed = (...watches: ReadonlyArray<Stream.Stream<number, CallError>>) => {
  const heard: Array<number> = []
  const refused: Array<string> = []
  let asked = 0
  const following: Following<number> = {
    watch: () => watches[Math.min(asked++, watches.length - 1)] ?? Stream.never,
    hear: (items) => heard.push(...items),
    refused: ({ detail }) => refused.push(detail)
  }
  const letGo = follow(following)
  return { asked: () => asked, heard, letGo, refused }
}

/** Everything that is due by then. */
const later = (millis: number) => vi.advanceTimersByTimeAsync(millis)

beforeEach(() => {
  vi.useFakeTimers()
  connectionOpened()
})
afterEach(() => {
  vi.useRealTimers()
})

describe("following", () => {
  it("goes on where the service could not, was interrupted, or has ended", async () => {
    const { asked, heard, letGo, refused } = followed(
      Stream.concat(Stream.make(1), refuses("unavailable")),
      Stream.concat(Stream.make(2), Stream.fromEffect(Effect.interrupt)),
      Stream.make(3),
      Stream.concat(Stream.make(4), Stream.never)
    )
    await later(5000)
    assert.deepStrictEqual({ asked: asked(), heard, refused }, { asked: 4, heard: [1, 2, 3, 4], refused: [] })
    letGo()
  })

  it("waits for the connection", async () => {
    connectionClosed()
    const { asked, heard, letGo } = followed(Stream.concat(Stream.make(1), Stream.never))
    await later(5000)
    assert.strictEqual(asked(), 0)
    connectionOpened()
    await later(500)
    assert.deepStrictEqual(heard, [1])
    letGo()
  })

  it("ends with what is not allowed, and says so", async () => {
    const { asked, refused } = followed(refuses("not-allowed"))
    await later(5000)
    assert.deepStrictEqual({ asked: asked(), refused }, { asked: 1, refused: ["it is not-allowed"] })
  })

  it("ends with what this page cannot understand, with what came before it, and says so", async () => {
    const { asked, heard, refused } = followed(Stream.concat(Stream.make(1), Stream.die(new Error("no such tag"))))
    await later(5000)
    assert.deepStrictEqual({ asked: asked(), heard }, { asked: 1, heard: [1] })
    assert.match(refused.join(), /older than the service.*load it anew/)
  })

  it("hands nothing over to who has let go", async () => {
    const { heard, letGo } = followed(Stream.concat(Stream.make(1), Stream.never))
    letGo()
    await later(5000)
    assert.deepStrictEqual(heard, [])
  })
})
