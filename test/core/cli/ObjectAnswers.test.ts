/** What is asked of a CLI that knows objects only, where something else is wanted. */
import { assert, describe, it } from "@effect/vitest"
import { asObject } from "../../../src/core/cli/ObjectAnswers.ts"

describe("ObjectAnswers", () => {
  it("asks for one field, and leaves definitions where references find them", () => {
    const name = { type: "string" }
    assert.deepStrictEqual(asObject({ type: "array", items: { $ref: "#/$defs/name" }, $defs: { name } }), {
      type: "object",
      properties: { value: { type: "array", items: { $ref: "#/$defs/name" } } },
      required: ["value"],
      additionalProperties: false,
      $defs: { name }
    })
  })
})
