// @vitest-environment happy-dom
/** A transcript that streams draws what grows and nothing else, and a long one draws what is in sight and nothing else. */
import { act, memo, Profiler, type ReactNode } from "react"
import { afterEach, assert, beforeEach, describe, it } from "vitest"
import { Transcript } from "../../../../../../src/adapters/surface/web/client/transcript/Transcript.tsx"
import { TranscriptContext } from "../../../../../../src/adapters/surface/web/client/transcript/TranscriptContext.ts"
import {
  arrive,
  type TranscriptStore,
  transcriptStore
} from "../../../../../../src/adapters/surface/web/client/transcript/TranscriptStore.ts"
import { TurnView } from "../../../../../../src/adapters/surface/web/client/transcript/TurnView.tsx"
import type { TurnId } from "../../../../../../src/core/model/Ids.ts"
import { click, draw, eraseAll, find, isThere } from "../Drawn.tsx"
import { measureSixTurns, SixInSight, settled } from "./SixInSight.tsx"
import { activity, live, rows, Told, turnNamed } from "./Told.ts"

const drawn = async (store: TranscriptStore, children: ReactNode) => {
  const { page } = await draw(
    <SixInSight>
      <TranscriptContext value={store}>{children}</TranscriptContext>
    </SixInSight>
  )
  await settled()
  return page
}

/** How often each was drawn; `list` counts for every turn that the list handed out. */
class Counted {
  readonly drawn = new Map<string, number>()

  count(name: string): void {
    this.drawn.set(name, (this.drawn.get(name) ?? 0) + 1)
  }

  private readonly Turn = memo(({ id }: { readonly id: TurnId }) => (
    <Profiler id={id} onRender={() => this.count(id)}>
      <TurnView id={id} />
    </Profiler>
  ))

  readonly turn = (id: TurnId) => {
    this.count("list")
    return <this.Turn id={id} />
  }

  readonly Shell = ({ children }: { readonly children: ReactNode }) => {
    this.count("shell")
    return <main>{children}</main>
  }
}

const nothing = (): void => undefined

describe("Transcript", () => {
  let unmeasure = nothing
  beforeEach(() => {
    unmeasure = measureSixTurns()
  })
  afterEach(async () => {
    await eraseAll()
    unmeasure()
  })

  it("draws the message that grows once for each event, and nothing else", async () => {
    const told = new Told()
    told.whole("one", "the first answer")
    told.whole("two", "the second answer")
    told.accepted("three")
    told.dispatched("three")
    const store = transcriptStore()
    arrive(store, [told.arrival(30)])
    const counted = new Counted()
    const page = await drawn(
      store,
      <counted.Shell>
        <Transcript drawTurn={counted.turn} onOlder={nothing} />
      </counted.Shell>
    )
    assert.include(page.textContent, "the first answer")
    counted.drawn.clear()

    let said = ""
    for (let event = 0; event < 50; event++) {
      const word = `word${event} `
      await act(async () => arrive(store, [live("three", said.length, word)]))
      said += word
    }

    assert.include(page.textContent, said.trim())
    const { list = 0, ...others } = Object.fromEntries(counted.drawn)
    assert.deepStrictEqual(others, { [turnNamed("three")]: 50 })
    // what the list does by itself once it has come to rest: one round of its three turns
    assert.isAtMost(list, 3)
  })

  it("draws all that arrives between two pictures at once", async () => {
    const told = new Told()
    told.accepted("one")
    told.dispatched("one")
    const store = transcriptStore()
    arrive(store, [told.arrival(30)])
    const counted = new Counted()
    const page = await drawn(store, <Transcript drawTurn={counted.turn} onOlder={nothing} />)
    counted.drawn.clear()
    const words = Array.from({ length: 50 }, (_, index) => live("one", index * 4, `w${10 + index} `))
    await act(async () => arrive(store, [...words, rows(told.happened("one", activity("a")))]))
    assert.include(page.textContent, "w10 w11")
    assert.include(page.textContent, "step a")
    const { list = 0, ...others } = Object.fromEntries(counted.drawn)
    assert.deepStrictEqual(others, { [turnNamed("one")]: 1 })
    assert.isAtMost(list, 1)
  })

  it("mounts what is in sight of ten thousand turns, and takes older ones in before the others", async () => {
    const told = new Told()
    for (let turn = 0; turn < 10_000; turn++) told.whole(`t${turn}`, `answer ${turn}`)
    const store = transcriptStore()
    arrive(store, [told.arrival(30)])
    const counted = new Counted()
    const page = await drawn(store, <Transcript drawTurn={counted.turn} onOlder={nothing} />)
    const mounted = () => page.querySelectorAll("article").length
    assert.isAtLeast(mounted(), 6)
    assert.isAtMost(mounted(), 30)
    assert.include(page.textContent, "answer 9999")

    while (store.getState().known.more) {
      const first = store.getState().known.turns[0]?.first
      await act(async () => arrive(store, [told.arrival(100, first)]))
      if (store.getState().order.length > 1_000) break
    }
    assert.isAtMost(mounted(), 30)
    const { before, order, places } = store.getState()
    assert.strictEqual(before, order.length - 30)
    assert.strictEqual(order.at(-1), turnNamed("t9999"))
    assert.strictEqual(places.get(turnNamed("t9970")), before)
  })

  it("is asked for older turns by a button, too, where they do not come by themselves", async () => {
    const told = new Told()
    for (const name of ["one", "two", "three"]) told.whole(name, "an answer")
    const store = transcriptStore()
    arrive(store, [told.arrival(1)])
    let asked = 0
    const older = () => {
      asked++
    }
    const page = await drawn(store, <Transcript drawTurn={(id) => <TurnView id={id} />} onOlder={older} />)
    const before = asked
    await click(find("button", "older turns"))
    assert.strictEqual(asked, before + 1)
    await act(async () => store.setState({ loadingOlder: true }))
    assert.include(page.textContent, "loading older turns…")
    await act(async () => store.setState({ loadingOlder: false }))
    assert.isTrue(isThere("button", "older turns"), "they could not be loaded: it can be tried again")
  })
})
