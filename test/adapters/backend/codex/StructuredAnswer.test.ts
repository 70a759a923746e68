/** A schema becomes one that the provider takes, and what meets that one meets the schema. */
import { assert, describe, it } from "@effect/vitest"
import { strictSchema, structuredOutcome } from "../../../../src/adapters/backend/codex/StructuredAnswer.ts"

describe("StructuredAnswer", () => {
  it("closes every object and requires all of it, wherever it stands", () => {
    const person = { type: "object", properties: { name: { type: "string" }, age: { type: "number" } } }
    const strict = { ...person, required: ["name", "age"], additionalProperties: false }
    assert.deepStrictEqual(strictSchema({ ...person, required: ["name"] }), strict)
    assert.deepStrictEqual(
      strictSchema({
        type: "object",
        properties: { people: { type: "array", items: person }, boss: { anyOf: [person, { type: "null" }] } },
        $defs: { person }
      }),
      {
        type: "object",
        properties: { people: { type: "array", items: strict }, boss: { anyOf: [strict, { type: "null" }] } },
        $defs: { person: strict },
        required: ["people", "boss"],
        additionalProperties: false
      }
    )
  })

  it("leaves alone what a stricter part would loosen, and values that only look like schemas", () => {
    const part = { type: "object", properties: { a: { type: "string" } } }
    for (const schema of [
      { not: part },
      { oneOf: [part] },
      { const: part },
      { enum: [part] },
      { type: "string", default: "properties" }
    ]) {
      assert.deepStrictEqual(strictSchema(schema), schema)
    }
  })

  it("takes any JSON for an answer, and nothing else", () => {
    for (const value of [{ a: 1 }, [1], "text", 0, false, null]) {
      assert.deepStrictEqual(structuredOutcome(JSON.stringify(value)), { _tag: "Done", structured: value })
    }
    for (const text of [undefined, "", "Ada.", '{"a":'])
      assert.deepInclude(structuredOutcome(text), { _tag: "Failed", kind: "invalid" })
  })
})
