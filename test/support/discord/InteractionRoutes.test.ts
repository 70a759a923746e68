/** Interactions and commands: what Discord refuses is refused here too. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeFakeDiscord } from "./FakeDiscord.ts"
import { ask, connectClient } from "./RealClient.ts"

const many = <A>(count: number, make: (index: number) => A) => Array.from({ length: count }, (_, index) => make(index))

describe("interactions over the loopback API", () => {
  it.live("an interaction is acknowledged once, in time, and its token wears out", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const ann = discord.person("ann")
      yield* connectClient(discord)
      const commands = `/applications/${discord.application.id}/commands`
      yield* ask(discord, "PUT", commands, [{ name: "stop", description: "stops" }])
      const begin = () => {
        const act = ann.command(general, "stop")
        const { id, token } = act.interaction
        const callback = (type: number, data?: object) =>
          ask(discord, "POST", `/interactions/${id}/${token}/callback?with_response=true`, { type, data })
        const hook = `/webhooks/${discord.application.id}/${token}`
        return { act, callback, hook }
      }
      const first = begin()
      assert.strictEqual((yield* ask(discord, "POST", first.hook, { content: "early" })).code, 10015)
      assert.strictEqual((yield* first.callback(6)).code, 50035)
      assert.strictEqual(
        (yield* first.callback(9, { title: "x".repeat(46), custom_id: "a", components: [] })).code,
        50035
      )
      const deferred = yield* first.callback(5, { flags: 64 })
      assert.deepInclude(Reflect.get(deferred, "interaction"), {
        response_message_loading: true,
        response_message_ephemeral: true
      })
      assert.strictEqual((yield* first.callback(5)).code, 40060)
      assert.include(discord.transcript(general), "(ann used /stop) (only ann sees this): (is thinking…)")
      yield* ask(discord, "PATCH", `${first.hook}/messages/%40original`, { content: "stopped" })
      yield* ask(discord, "POST", first.hook, { content: "for all" })
      assert.deepStrictEqual(
        first.act.answers().map(({ ephemeral, text }) => [text, ephemeral]),
        [
          ["stopped", true],
          ["for all", false]
        ]
      )
      const [hidden] = first.act.answers()
      assert.strictEqual(
        (yield* ask(discord, "GET", `/channels/${general.id}/messages/${hidden?.message.id}`)).code,
        10008
      )
      discord.settings.tokenMillis = 0
      assert.strictEqual((yield* ask(discord, "POST", first.hook, { content: "late" })).code, 50027)
      discord.settings.ackMillis = 0
      const late = begin()
      yield* late.act.failed
      assert.strictEqual((yield* late.callback(5)).code, 10062)
      assert.include(discord.transcript(general), "/stop: the application did not respond")
    })
  )

  it.live("commands that Discord would refuse are refused", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const option = (name: string, more = {}) => ({ type: 3, name, description: "x", ...more })
      const command = (more: object) => ({ name: "ask", description: "x", ...more })
      const cases: ReadonlyArray<readonly [string, object]> = [
        ["upper case", command({ name: "Ask" })],
        ["a space", command({ name: "ask me" })],
        ["no description", { name: "ask" }],
        ["101 characters", command({ description: "x".repeat(101) })],
        ["26 options", command({ options: many(26, (index) => option(`o${index}`)) })],
        ["required after optional", command({ options: [option("a"), option("b", { required: true })] })],
        ["the same option twice", command({ options: [option("a"), option("a")] })],
        [
          "a subcommand beside an option",
          command({ options: [option("a"), { type: 1, name: "b", description: "x" }] })
        ],
        [
          "choices and suggestions",
          command({ options: [option("a", { autocomplete: true, choices: [{ name: "a", value: "a" }] })] })
        ],
        ["a menu with a description", { name: "Ask", type: 3, description: "x" }]
      ]
      const path = `/applications/${discord.application.id}/commands`
      for (const [what, body] of cases) assert.strictEqual((yield* ask(discord, "PUT", path, [body])).code, 50035, what)
      assert.strictEqual(
        (yield* ask(
          discord,
          "PUT",
          path,
          many(101, (index) => command({ name: `c${index}` }))
        )).code,
        30032
      )
      assert.strictEqual(
        (yield* ask(
          discord,
          "PUT",
          path,
          many(100, (index) => command({ name: `c${index}` }))
        )).status,
        200
      )
    })
  )
})
