/** The terminal with the service behind it: an answer arrives whole before the program ends, and its commands exist. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Commands } from "../../../../src/core/commands/Commands.ts"
import { commandWords } from "../../../../src/core/commands/CommandWords.ts"
import { Door } from "../../../../src/core/sessions/Door.ts"
import { makeRig } from "../../../support/ConsoleRig.ts"
import { layerTestService, makeTestHome } from "../../../support/TestService.ts"

const piped = { listen: false, tty: false, config: { agent: "scout" } } as const

describe("terminal and service", () => {
  it.live("piped text: the answers to every line are printed, then it ends", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" }, smith: { backend: "rehearsal" } })
      const rig = yield* makeRig(piped)
      yield* Effect.gen(function* () {
        const door = yield* Door
        const receiving = yield* Effect.forkScoped(Effect.scoped(rig.platform.receive(door)), {
          startImmediately: true
        })
        yield* rig.type("!stream 60 words every 1ms\n@smith @scout !say both of you\n")
        yield* rig.end
        yield* Fiber.join(receiving)
      }).pipe(
        Effect.provide(
          layerTestService({
            home,
            platforms: [{ ...rig.platform, receive: () => Effect.never }],
            config: "access:\n  local: [console]\n"
          })
        )
      )
      const { text } = rig.output
      assert.include(text, "60.\n\n*scout", text)
      assert.strictEqual(text.split("both of you").length, 3, text)
      assert.include(text, "smith:\nboth of you")
    }).pipe(Effect.scoped)
  )

  it.live("every command that may be written by place exists, with those options and no others", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
      yield* Effect.gen(function* () {
        const { all } = yield* Commands
        for (const [name, { agent, options: written, places }] of commandWords) {
          const command = all.find((one) => one.name === name)
          assert.isDefined(command, `the core has no command ${name}`)
          const options = command?.options.map((option) => option.name) ?? []
          assert.includeMembers(options, [...places], name)
          if (written !== undefined) assert.sameMembers(options, [...written], name)
          else assert.strictEqual(agent, options.includes("agent"), `${name} is${agent ? " not" : ""} about an agent`)
        }
        const unknown = all.filter(({ name, options }) => options.length > 0 && !commandWords.has(name))
        assert.deepStrictEqual(
          unknown.map(({ name }) => name),
          [],
          "a command of the core is missing in CommandWords"
        )
      }).pipe(Effect.provide(layerTestService({ home, platforms: [] })))
    }).pipe(Effect.scoped)
  )
})
