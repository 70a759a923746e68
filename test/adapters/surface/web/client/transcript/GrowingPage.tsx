/**
 * A page on which a turn grows event by event and an answer letter by letter, each drawn before the next. Says how high it
 * is; what looks at it is a browser.
 */
import "../../../../../../src/adapters/surface/web/client/ui/Design.css"
import { flushSync } from "react-dom"
import { createRoot } from "react-dom/client"
import {
  type Surroundings,
  SurroundingsContext
} from "../../../../../../src/adapters/surface/web/client/transcript/Surroundings.ts"
import { TranscriptContext } from "../../../../../../src/adapters/surface/web/client/transcript/TranscriptContext.ts"
import {
  arrive,
  transcriptStore
} from "../../../../../../src/adapters/surface/web/client/transcript/TranscriptStore.ts"
import { TurnView } from "../../../../../../src/adapters/surface/web/client/transcript/TurnView.tsx"
import { Markdown } from "../../../../../../src/adapters/surface/web/client/ui/Markdown.tsx"
import type { TranscriptRow } from "../../../../../../src/core/control/protocol/SessionRpcs.ts"
import type { Verbosity } from "../../../../../../src/core/model/Agent.ts"
import { growingTexts } from "./GrowingTexts.ts"
import { type ActivityOf, activity, rows, Told, turnNamed } from "./Told.ts"

const nowhere = async () => undefined
const surrounded = (verbosity: Verbosity): Surroundings => ({
  agent: "scout",
  permissions: "ask",
  verbosity,
  may: new Set(["read", "talk", "approve"]),
  acts: { answer: nowhere, retry: nowhere, raise: nowhere, withdraw: nowhere }
})

const long =
  "a title that goes on and on until it does not fit into a line, however wide the screen is on which it is read"

/** Everything that a turn may do while it works, in an order in which much is folded. */
const happening = (told: Told): ReadonlyArray<readonly [string, () => TranscriptRow]> => {
  const step = (id: string, more: Partial<ActivityOf> = {}) =>
    (["started", more.phase ?? "done"] as const).map(
      (phase) => [`${id} is ${phase}`, () => told.happened("one", activity(id, { ...more, phase }))] as const
    )
  const review = (id: string) => {
    const [begins, ends] = step(id, { kind: "agent", title: "review", detail: "it is fine" })
    const inside = [1, 2, 3].flatMap((each) => step(`${id}-${each}`, { parent: id }))
    return begins === undefined || ends === undefined ? [] : [begins, ...inside, ends]
  }
  const output = { detail: "12 passed" }
  return [
    ["thinking", () => told.happened("one", { _tag: "Thinking", delta: "" })],
    ...step("a"),
    ...step("b", output),
    ...step("c", { kind: "edit", title: "src/a.ts", detail: "@@ -1 +1 @@\n-old\n+new" }),
    ...step("d", { title: long }),
    ...step("e", { ...output, phase: "failed" }),
    ...step("f"),
    ...step("g", output),
    ...step("h"),
    ["text", () => told.text("one", "Now the rest.", "first")],
    ...review("i"),
    ...step("j"),
    ...step("k"),
    ...review("l"),
    ...step("m", output),
    ...step("n"),
    ["a plan", () => told.happened("one", { _tag: "Plan", items: [{ text: long, status: "active" }] })],
    ["a plan that is done", () => told.happened("one", { _tag: "Plan", items: [{ text: long, status: "done" }] })],
    ["a budget", () => told.put("one", { _tag: "Neared", budget: "turn", spentUsd: 1, limitUsd: 1.1 })],
    ["thinking", () => told.happened("one", { _tag: "Thinking", delta: "" })],
    ...step("o"),
    ["text", () => told.text("one", "That is all.", "last")],
    ["the end", () => told.ended("one")]
  ]
}

const place = document.createElement("main")
document.body.append(place)

/** What each time was less high than before, and by how many pixels. */
const shrinking = () => {
  const root = createRoot(place)
  const found: Array<string> = []
  let before = 0
  return {
    root,
    look: (after: string) => {
      const { height } = place.getBoundingClientRect()
      // a pixel more or less is another font
      if (height < before - 1) found.push(`${Math.round(before - height)} after ${after}`)
      before = height
    },
    done: () => {
      root.unmount()
      return found
    }
  }
}

const growTurn = (verbosity: Verbosity): ReadonlyArray<string> => {
  const { done, look, root } = shrinking()
  const told = new Told()
  const store = transcriptStore()
  told.accepted("one")
  told.dispatched("one")
  arrive(store, [told.arrival(30)])
  flushSync(() =>
    root.render(
      <SurroundingsContext value={surrounded(verbosity)}>
        <TranscriptContext value={store}>
          <TurnView id={turnNamed("one")} />
        </TranscriptContext>
      </SurroundingsContext>
    )
  )
  look("nothing")
  for (const [what, row] of happening(told)) {
    flushSync(() => arrive(store, [rows(row())]))
    look(`${what}, shown ${verbosity}`)
  }
  return done()
}

const growText = (text: string): ReadonlyArray<string> => {
  const { done, look, root } = shrinking()
  for (let length = 1; length <= text.length; length++) {
    flushSync(() => root.render(<Markdown text={text.slice(0, length)} growing />))
    look(JSON.stringify(text.slice(Math.max(0, length - 20), length)))
  }
  flushSync(() => root.render(<Markdown text={text} />))
  look("the last letter")
  return done()
}

const grow = (width: number): ReadonlyArray<string> => {
  place.style.width = `${width}px`
  const turns = (["answer", "essentials", "everything"] as const).flatMap(growTurn)
  return [...turns, ...Object.values(growingTexts).flatMap(growText)]
}

Object.assign(window, { grow })
