import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "fast-check"
import { AgentName } from "../../../src/core/model/Ids.ts"
import { refusalOf } from "../../../src/core/together/Bounds.ts"

const limits = { hops: 3, perTurn: 2, perMinute: 4 }
const name = (text: string) => AgentName.make(text)
const asking = (change: Partial<Parameters<typeof refusalOf>[0]>) =>
  refusalOf(
    {
      asker: name("scout"),
      agent: name("smith"),
      asked: [],
      askedInTurn: 0,
      askedInMinute: 0,
      waitsForAsker: false,
      ...change
    },
    limits
  )

describe("the bounds of asking", () => {
  it("lets an agent ask another one, up to each bound", () => {
    assert.isUndefined(asking({}))
    assert.isUndefined(asking({ asked: [name("a"), name("b")], askedInTurn: 1, askedInMinute: 3 }))
  })

  it("refuses with the bound that it met, and what to do", () => {
    assert.strictEqual(asking({ agent: name("scout") }), "an agent cannot ask itself")
    assert.strictEqual(
      asking({ asked: [name("smith")] }),
      "that would go round in a circle (smith → scout → smith); go on with what is known"
    )
    assert.match(asking({ asked: [name("a"), name("b"), name("c")] }) ?? "", /^3 agents in a row is the limit/)
    assert.match(asking({ waitsForAsker: true }) ?? "", /^smith is waiting for an answer itself/)
    assert.match(asking({ askedInTurn: 2 }) ?? "", /^one turn may ask 2 times/)
    assert.match(asking({ askedInMinute: 4 }) ?? "", /4 times a minute here/)
  })

  it("whatever agents do, a row of them ends and holds nobody twice", () => {
    const names = ["a", "b", "c", "d", "e"].map(name)
    FastCheck.assert(
      FastCheck.property(FastCheck.array(FastCheck.constantFrom(...names), { minLength: 1 }), (wanted) => {
        let row = [name("scout")]
        for (const agent of wanted) {
          const asker = row.at(-1) ?? name("scout")
          if (asking({ asker, agent, asked: row.slice(0, -1) }) === undefined) row = [...row, agent]
        }
        assert.isAtMost(row.length, limits.hops + 1)
        assert.strictEqual(new Set(row).size, row.length)
      })
    )
  })
})
