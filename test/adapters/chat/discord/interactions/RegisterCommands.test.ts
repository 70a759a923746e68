import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { registerCommands } from "../../../../../src/adapters/chat/discord/interactions/RegisterCommands.ts"
import { slashCommands } from "../../../../../src/adapters/chat/discord/interactions/SlashCommands.ts"
import type { CommandShape } from "../../../../../src/core/model/Vocabulary.ts"
import { faults } from "../ScriptedApi.ts"
import { limited, makeTokenApi, unreachable } from "../TokenApi.ts"

const vocabulary: ReadonlyArray<CommandShape> = [
  { name: "stop", help: "stops", options: [{ name: "agent", help: "which", required: false, suggests: true }] },
  { name: "ask", help: "asks", options: [{ name: "text", help: "what", required: true }] }
]

/** The same commands as Discord gives them back: in its own order, with what it adds and without what says nothing. */
const givenBack = (shapes: ReadonlyArray<CommandShape>) =>
  slashCommands(shapes)
    .map((command, index) => ({
      id: `80${index}`,
      application_id: "app",
      version: "1",
      default_member_permissions: null,
      nsfw: false,
      dm_permission: true,
      name_localizations: null,
      ...command,
      contexts: [1, 0],
      description: "description" in command ? command.description : ""
    }))
    .reverse()

const entryPoint = { id: "99", type: 4, name: "launch", description: "", handler: 2, contexts: [0, 1] }

const registered = (known: unknown) =>
  Effect.gen(function* () {
    const script = makeTokenApi(() => known)
    yield* registerCommands({ api: script.api, application: "app", vocabulary })
    return script
  })

describe("registering the commands", () => {
  it.effect("nothing is written when Discord knows them already", () =>
    Effect.gen(function* () {
      const { lines } = yield* registered([...givenBack(vocabulary), entryPoint])
      assert.deepEqual(lines(), ["GET /applications/app/commands"])
    })
  )

  it.effect("whatever a person would see differently is written, and what is not ours is kept", () =>
    Effect.gen(function* () {
      const [stop, ask] = vocabulary
      const others: ReadonlyArray<ReadonlyArray<CommandShape>> = [
        [],
        [stop ?? assert.fail()],
        [{ ...(stop ?? assert.fail()), help: "stops it" }, ask ?? assert.fail()],
        [{ ...(stop ?? assert.fail()), options: [] }, ask ?? assert.fail()]
      ]
      for (const other of others) {
        const script = yield* registered([...givenBack(other), entryPoint])
        assert.deepEqual(script.lines(), ["GET /applications/app/commands", "PUT /applications/app/commands"])
        assert.deepEqual(script.requests[1]?.body, [...slashCommands(vocabulary), entryPoint])
      }
    })
  )

  it.effect("limits are waited for, and a Discord that refuses or is away stops nothing", () =>
    Effect.gen(function* () {
      const script = makeTokenApi()
      const trials: Array<unknown> = [limited(60_000), unreachable, undefined, limited(3_600_000)]
      script.respond(({ method }) => {
        const next = trials.shift()
        return next === undefined ? (method === "GET" ? [] : {}) : next
      })
      const run = yield* Effect.forkChild(registerCommands({ api: script.api, application: "app", vocabulary }))
      yield* TestClock.adjust("2 hours")
      yield* Fiber.join(run)
      assert.deepEqual(
        script.requests.map(({ method }) => method),
        ["GET", "GET", "GET", "PUT", "PUT"]
      )

      script.respond(() => faults.forbidden(50001))
      yield* registerCommands({ api: script.api, application: "app", vocabulary })
      script.respond(() => unreachable)
      const away = yield* Effect.forkChild(registerCommands({ api: script.api, application: "app", vocabulary }))
      yield* TestClock.adjust("10 minutes")
      yield* Fiber.join(away)
    })
  )
})
