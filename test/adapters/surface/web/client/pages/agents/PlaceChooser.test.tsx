// @vitest-environment happy-dom
/** Binding an agent: what is offered, and that taking somebody's place is said before it is done. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { afterEach } from "vitest"
import { PlaceChooser } from "../../../../../../../src/adapters/surface/web/client/pages/agents/PlaceChooser.tsx"
import { AgentLine, Place } from "../../../../../../../src/core/control/protocol/AgentRpcs.ts"
import { click, draw, eraseAll, find, isThere, type as typed } from "../../Drawn.tsx"

afterEach(eraseAll)

const places = Schema.decodeSync(Schema.Array(Place))([
  { platform: "plaza" },
  { platform: "plaza", conversation: "general" },
  { platform: "forum" }
])
const [binding] = Schema.decodeSync(AgentLine.fields.bindings)([
  { platform: "plaza", conversation: "general", agent: "smith", trigger: "all" }
])
const bindings = binding === undefined ? [] : [{ binding, configured: false }]

const chooser = <PlaceChooser agent="scout" bindings={bindings} places={places} onBound={() => undefined} />

describe("PlaceChooser", () => {
  it("offers the platforms that run and the channels that are known, and says whose place is taken", async () => {
    const { page } = await draw(chooser)
    assert.deepStrictEqual(
      [...page.querySelectorAll("select option")].map((each) => each.textContent),
      ["plaza", "forum"]
    )
    assert.deepStrictEqual(
      [...page.querySelectorAll("datalist option")].map((each) => each.getAttribute("value")),
      ["general"]
    )
    assert.isTrue(find("button", "bind it there").matches(":disabled"), "a place is missing")
    await typed(find("textbox", "channel"), "general")
    assert.include(page.textContent ?? "", "smith answers there now; this one takes its place")
    await click(find("radio", "everywhere there"))
    assert.isFalse(isThere("textbox", "channel"))
    assert.notInclude(page.textContent ?? "", "takes its place")
    assert.isFalse(find("button", "bind it there").matches(":disabled"))
  })

  it("says how to get a platform where none runs", async () => {
    const { page } = await draw(<PlaceChooser agent="scout" bindings={[]} places={[]} onBound={() => undefined} />)
    assert.include(page.textContent ?? "", "orchestrator setup")
  })
})
