// @vitest-environment happy-dom
/** Binding an agent: places are found by what people call them, and taking somebody's place is said before it is done. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { afterEach } from "vitest"
import { PlaceChooser } from "../../../../../../../src/adapters/surface/web/client/pages/agents/PlaceChooser.tsx"
import { AgentLine, Place } from "../../../../../../../src/core/control/protocol/AgentRpcs.ts"
import { click, draw, eraseAll, find, isThere, type as typed } from "../../Drawn.tsx"

afterEach(eraseAll)

const channel = (conversation: string, title: string, within: ReadonlyArray<string>) => ({
  platform: "plaza",
  conversation,
  title,
  kind: "channel",
  within
})
const places = Schema.decodeUnknownSync(Schema.Array(Place))([
  { platform: "plaza" },
  { platform: "forum" },
  { platform: "plaza", conversation: "900", title: "Acme", kind: "workspace", within: [] },
  { platform: "plaza", conversation: "901", title: "Team", kind: "category", within: ["Acme"] },
  channel("1001", "#general", ["Team", "Acme"]),
  channel("1002", "#<img src=x>", ["Acme"]),
  channel("2001", "#general", ["Bureau"]),
  { platform: "forum", conversation: "attic" }
])
const [binding] = Schema.decodeUnknownSync(AgentLine.fields.bindings)([
  { ...channel("1001", "#general", ["Team", "Acme"]), agent: "smith", trigger: "all" }
])
const bindings = binding === undefined ? [] : [{ binding, configured: false }]

const chooser = <PlaceChooser agent="scout" bindings={bindings} places={places} onBound={() => undefined} />

/** `group: place, place`, as they stand there. */
const shown = (page: HTMLElement) =>
  [...page.querySelectorAll("[role=group]")].map((group) => {
    const label = document.getElementById(group.getAttribute("aria-labelledby") ?? "")?.textContent ?? ""
    return `${label}: ${[...group.querySelectorAll("label")].map((each) => each.textContent).join(", ")}`
  })
const bind = () => find("button", "bind it there")

describe("PlaceChooser", () => {
  it("offers every place by its name, by platform and workspace, with who answers there; ids are in the titles", async () => {
    const { page } = await draw(chooser)
    assert.deepStrictEqual(shown(page), [
      "plaza: all of plaza",
      "forum: all of forum, forum · attic",
      "plaza · Acme: all of Acme, all of Team, #generalTeamsmith answers there, #<img src=x>",
      "plaza · Bureau: #general"
    ])
    assert.isNull(page.querySelector("img"))
    assert.strictEqual(page.querySelector('[title="plaza 2001"]')?.textContent, "#general")
    assert.isTrue(bind().matches(":disabled"), "a place is missing")
    await click(find("radio", "#generalTeamsmith answers there"))
    assert.include(page.textContent ?? "", "smith answers there now; this one takes its place")
    await click(find("radio", "#general"))
    assert.notInclude(page.textContent ?? "", "takes its place")
    assert.isFalse(bind().matches(":disabled"))
    await click(find("radio", "all of forum"))
    assert.isFalse(bind().matches(":disabled"))
  })

  it("finds by name, workspace, platform and id, and lets nothing be bound that is out of sight", async () => {
    const { page } = await draw(chooser)
    const search = find("textbox", "channel")
    await click(find("radio", "#general"))
    for (const [text, found] of [
      ["general bureau", ["plaza · Bureau: #general"]],
      ["TEAM", ["plaza · Acme: all of Team, #generalTeamsmith answers there"]],
      ["1002", ["plaza · Acme: #<img src=x>"]],
      ["attic", ["forum: forum · attic"]],
      ["no such place", []]
    ] as const) {
      await typed(search, text)
      assert.deepStrictEqual(shown(page), [...found])
    }
    assert.include(page.textContent ?? "", "no place is called that")
    assert.isTrue(bind().matches(":disabled"), "what was chosen is not shown any more")
  })

  it("takes any id, on each platform that runs", async () => {
    const { page } = await draw(chooser)
    await typed(find("textbox", "channel"), "C0424242")
    assert.deepStrictEqual(shown(page), ["by id: plaza · C0424242, forum · C0424242"])
    await click(find("radio", "forum · C0424242"))
    assert.isFalse(bind().matches(":disabled"))
  })

  it("shows of very many the first, and says how many more there are", async () => {
    const many = Schema.decodeUnknownSync(Schema.Array(Place))(
      Array.from({ length: 200 }, (_, index) => channel(`c${index}`, `#room-${index}`, ["Acme"]))
    )
    const { page } = await draw(<PlaceChooser agent="scout" bindings={[]} places={many} onBound={() => undefined} />)
    assert.strictEqual(page.querySelectorAll("input[type=radio]").length, 60 + 2)
    assert.include(page.textContent ?? "", "140 more places: type to find one")
    await typed(find("textbox", "channel"), "room-199")
    assert.isTrue(isThere("radio", "#room-199"))
  })

  it("says how to get a platform where none runs", async () => {
    const { page } = await draw(<PlaceChooser agent="scout" bindings={[]} places={[]} onBound={() => undefined} />)
    assert.include(page.textContent ?? "", "orchestrator setup")
  })
})
