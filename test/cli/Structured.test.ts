/** Real CLIs that answer by a JSON schema: what the model is held to, and that such an answer is found again. */
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { backendLayer, inputOf, outcomeOf, play, textOf, tokenOf } from "../contract/BackendHarness.ts"
import type { Answer } from "../support/models/Answers.ts"
import { backendStage } from "./BackendStage.ts"
import { bodyOf, type RealCli, realClis, script } from "./RealCli.ts"

const schema = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "number" } },
  required: ["name"]
} as const

const says = (name: object): Readonly<Record<RealCli, Answer>> => ({
  claude: { tools: [{ name: "StructuredOutput", input: name }] },
  codex: { text: JSON.stringify(name) }
})
const ada = says({ name: "Ada" })

layer(backendLayer(`structured-${process.pid}`), { excludeTestServices: true })("answers by a schema", (it) => {
  for (const cli of realClis) {
    it.effect(`${cli}'s is found again after the service died, as it was`, () =>
      Effect.gen(function* () {
        const { backend, open } = yield* backendStage(cli)
        const input = inputOf(`Who? ${script(ada[cli])}`)
        const events = yield* Effect.scoped(
          Effect.flatMap(backend.open({ ...open, schema }), (session) => play(session, input))
        )
        const token = tokenOf(events)
        if (token === undefined) return assert.fail("no token")
        const found = yield* backend.recover({ ...open, schema, token }, input)
        if (found._tag !== "Finished") return assert.fail(found._tag)
        assert.deepStrictEqual(outcomeOf(found.events), { _tag: "Done", structured: { name: "Ada" } })
        assert.strictEqual(textOf(found.events), textOf(events))
      })
    )
  }

  it.effect("claude's model is told what was wrong, and may try again", () =>
    Effect.gen(function* () {
      const { backend, models, open } = yield* backendStage("claude")
      const session = yield* backend.open({ ...open, schema })
      const wrong = says({ nam: "Ada" }).claude
      const events = yield* play(session, inputOf(`Who? ${script(wrong, ada.claude)}`))
      assert.deepStrictEqual(outcomeOf(events), { _tag: "Done", structured: { name: "Ada" } })
      assert.include(bodyOf(models.requests.at(-1)), "must have required property 'name'")
      assert.isFalse(events.some((event) => event._tag === "Activity"))
    })
  )

  it.effect("claude gives up after some tries, and says why", () =>
    Effect.gen(function* () {
      const { backend, open } = yield* backendStage("claude")
      const session = yield* backend.open({ ...open, schema })
      const wrong = says({ nam: "Ada" }).claude
      const outcome = outcomeOf(yield* play(session, inputOf(`Who? ${script(wrong, wrong)}`)))
      if (outcome?._tag !== "Failed") return assert.fail(outcome?._tag)
      assert.strictEqual(outcome.kind, "invalid")
      assert.include(outcome.detail, "must have required property 'name'")
    })
  )

  for (const mode of ["app-server", "exec"] as const) {
    it.effect(`codex's provider is given the strict form of it, by ${mode}, in every turn`, () =>
      Effect.gen(function* () {
        const { backend, models, open } = yield* backendStage("codex", { mode })
        const session = yield* backend.open({ ...open, schema })
        for (const name of ["Ada", "Eva"]) {
          const events = yield* play(session, inputOf(`Who? ${script(says({ name }).codex)}`))
          assert.deepStrictEqual(outcomeOf(events), { _tag: "Done", structured: { name } })
          const body = bodyOf(models.requests.at(-1))
          assert.include(body, '"strict":true')
          assert.include(body, '"additionalProperties":false')
          assert.include(body, '"required":["name","age"]')
        }
      })
    )
  }
})
