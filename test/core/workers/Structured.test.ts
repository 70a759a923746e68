/** A JSON schema and what it says of values: the words for what is wrong, and the same verdicts as a known judge gives. */
import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import * as SchemaRepresentation from "effect/SchemaRepresentation"
import * as fc from "fast-check"
import type { JsonSchema } from "../../../src/core/model/Worker.ts"
import { checkSchema, unmet } from "../../../src/core/workers/Structured.ts"

const review: JsonSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  required: ["verdict", "findings"],
  additionalProperties: false,
  properties: {
    verdict: { enum: ["good", "bad"] },
    findings: { type: "array", maxItems: 3, items: { $ref: "#/$defs/finding" } },
    "x-anything": true
  },
  $defs: {
    finding: {
      type: "object",
      properties: {
        file: { type: "string", minLength: 1, pattern: "^[\\w./-]+$" },
        line: { type: ["integer", "null"], minimum: 1 },
        within: { $ref: "#/$defs/finding" }
      },
      required: ["file"]
    }
  }
}

describe("a schema", () => {
  it("is a schema, or the place is named where it is not", () => {
    assert.isUndefined(checkSchema(review))
    const wrong: ReadonlyArray<readonly [JsonSchema, string]> = [
      [
        { type: "objct" },
        "type: expected one of null, boolean, integer, number, string, array, object, or a list of them"
      ],
      [{ properties: { name: { type: 5 } } }, "properties.name.type: expected one of"],
      [{ properties: { "a b\n": "text" } }, 'properties."a b\\n": expected a schema: an object, true or false'],
      [{ items: { required: "name" } }, "items.required: expected a list of names"],
      [{ anyOf: [] }, "anyOf: expected a list of schemas"],
      [{ anyOf: [{}, { pattern: "(" }] }, "anyOf.1.pattern: expected a regular expression"],
      [{ items: { $ref: "#/$defs/gone" } }, "items.$ref: expected the place of a schema in this one"],
      [{ items: { $ref: "https://example.com/other" } }, "items.$ref: expected the place of a schema in this one"],
      [{ minimum: "1" }, "minimum: expected a number"],
      [{ description: "long".repeat(20_000) }, "it has 80018 characters, at most 60000"]
    ]
    for (const [schema, words] of wrong) assert.include(checkSchema(schema), words)
    const deep = Array.from({ length: 500 }).reduce<JsonSchema>((inner) => ({ not: inner }), {})
    assert.include(checkSchema(deep), "nested deeper")
  })

  it("may hold keywords that nobody knows", () => {
    assert.isUndefined(checkSchema({ "x-owner": "us", format: "email", $comment: "hm", examples: [1] }))
  })
})

describe("a value that does not meet its schema", () => {
  const finding = { file: "src/a.ts", line: 4 }
  const cases: ReadonlyArray<readonly [value: Schema.Json, words: string | undefined]> = [
    [{ verdict: "good", findings: [], "x-anything": { at: "all" } }, undefined],
    [
      {
        verdict: "bad",
        findings: [
          { ...finding, within: { file: "b" } },
          { file: "c", line: null }
        ]
      },
      undefined
    ],
    ["good", "expected an object, found a text"],
    [{ verdict: "good" }, "findings is missing"],
    [{ verdict: "fine", findings: [] }, 'verdict: expected one of "good","bad"'],
    [{ verdict: "good", findings: [], more: 1 }, "more: is not known to the schema"],
    [{ verdict: "bad", findings: [finding, finding, finding, finding] }, "findings: expected at most 3 items, found 4"],
    [
      { verdict: "bad", findings: [finding, { ...finding, line: 1.5 }] },
      "findings.1.line: expected a whole number or null, found a number"
    ],
    [{ verdict: "bad", findings: [{ ...finding, line: 0 }] }, "findings.0.line: expected at least 1, found 0"],
    [{ verdict: "bad", findings: [{ file: "" }] }, "findings.0.file: expected at least 1 characters, found 0"],
    [{ verdict: "bad", findings: [{ file: "a b" }] }, 'findings.0.file: does not match "^[\\\\w./-]+$"'],
    [
      { verdict: "bad", findings: [{ file: "a", within: { file: 1 } }] },
      "findings.0.within.file: expected a text, found a number"
    ]
  ]
  for (const [value, words] of cases) {
    it(words ?? `is none: ${JSON.stringify(value)}`, () => assert.strictEqual(unmet(review, value), words))
  }

  it("is told by the keywords of choice, too", () => {
    const choice: JsonSchema = { oneOf: [{ type: "string" }, { type: "number" }, { minimum: 5 }] }
    assert.strictEqual(unmet(choice, "a"), "meets 2 of the choices, expected one")
    assert.strictEqual(unmet(choice, 7), "meets 2 of the choices, expected one")
    assert.isUndefined(unmet(choice, 1))
    assert.strictEqual(unmet({ not: { type: "null" } }, null), "is what it may not be")
    assert.strictEqual(unmet({ allOf: [{ minimum: 1 }, { maximum: 3 }] }, 4), "expected at most 3, found 4")
    assert.strictEqual(unmet({ prefixItems: [{ const: 1 }], items: false }, [1, 2]), "1: nothing may stand here")
    const tags: JsonSchema = { patternProperties: { "^x-": { type: "string" } }, additionalProperties: false }
    assert.strictEqual(unmet(tags, { "x-a": 1 }), "x-a: expected a text, found a number")
    assert.strictEqual(unmet(tags, { y: 1 }), "y: is not known to the schema")
    const own: JsonSchema = { properties: { constructor: { type: "string" } }, required: ["toString"] }
    assert.strictEqual(unmet(own, {}), "toString is missing")
  })

  it("is not looked for without end", () => {
    const loop: JsonSchema = { $ref: "#" }
    assert.strictEqual(unmet(loop, 1), "it is too much to check; use a simpler schema")
    const doubling: JsonSchema = {
      $defs: Object.fromEntries(
        Array.from({ length: 40 }, (_, n) => [
          `d${n}`,
          { anyOf: [{ $ref: `#/$defs/d${n + 1}` }, { $ref: `#/$defs/d${n + 1}` }] }
        ])
      ),
      $ref: "#/$defs/d0"
    }
    assert.isString(checkSchema(doubling))
    assert.strictEqual(
      unmet({ ...doubling, $defs: { ...Object(doubling.$defs), d40: false } }, 1),
      "it is too much to check; use a simpler schema"
    )
    for (const pattern of ["^(a+)+$", "^(a|a)*$", "(.*)*x", "a*a*a*a*a*a*a*a*x", "^(?=(a+)+$)", "(a|a)".repeat(40)]) {
      assert.isUndefined(unmet({ pattern }, "a".repeat(5_000)), pattern)
    }
    assert.strictEqual(unmet({ pattern: "^[a-z]+-\\d{2,4}$" }, "abc-1"), 'does not match "^[a-z]+-\\\\d{2,4}$"')
  })

  it("is the same one that another judge finds", () => {
    const name = fc.constantFrom("a", "b", "c")
    const scalar = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom("", "x", "yy")
    )
    const { value } = fc.letrec<{ value: Schema.Json }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        scalar,
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true })
      )
    }))
    const bound = fc.integer({ min: 0, max: 3 })
    const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
      schema: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.record({ type: fc.constantFrom("null", "boolean", "integer", "number", "string", "array", "object") }),
        fc.record({ type: fc.constant("string"), minLength: bound, maxLength: bound }, { requiredKeys: ["type"] }),
        fc.record(
          { type: fc.constant("integer"), minimum: bound, exclusiveMaximum: bound },
          { requiredKeys: ["type"] }
        ),
        fc.record({ enum: fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }) }),
        fc.record(
          { type: fc.constant("array"), items: tie("schema"), minItems: bound },
          { requiredKeys: ["type", "items"] }
        ),
        fc.record({
          type: fc.constant("object"),
          properties: fc.dictionary(name, tie("schema"), { maxKeys: 3, noNullPrototype: true }),
          required: fc.uniqueArray(name, { maxLength: 2 })
        }),
        fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) })
      )
    }))
    let met = 0
    fc.assert(
      fc.property(schema, value, (schema, value) => {
        assert.isUndefined(checkSchema(schema))
        const judge = SchemaRepresentation.fromJsonSchemaDocument({
          dialect: "draft-2020-12",
          schema,
          definitions: {}
        })
        const expected = Schema.is(judge)(value)
        if (expected) met++
        assert.strictEqual(unmet(schema, value) === undefined, expected)
      }),
      { numRuns: 2_000 }
    )
    assert.isAbove(met, 100)
  })
})
