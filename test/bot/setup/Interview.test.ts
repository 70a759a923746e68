/** The questions of a setup in a terminal: what a person presses, and what stands on the screen. */
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { type Cause, Console, Deferred, Effect, Exit, Fiber, Layer, Option, Queue, Redacted, Terminal } from "effect"
import { CliOutput, Command } from "effect/cli"
import { TestClock } from "effect/testing"
import { setup } from "../../../src/bot/commands/Setup.ts"
import { Interactive } from "../../../src/bot/Interactive.ts"
import { type Interview, terminalInterview } from "../../../src/bot/setup/Interview.ts"

const key = (name: string): Terminal.UserInput => ({
  key: { name, ctrl: false, meta: false, shift: false },
  input: name.length === 1 ? Option.some(name) : Option.none()
})

/** The keys that are pressed; after the last one the person leaves. */
const atTerminal = <A, E>(keys: ReadonlyArray<string>, use: (interview: Interview) => Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const shown: Array<string> = []
    const pressed = yield* Queue.unbounded<Terminal.UserInput, Cause.Done>()
    yield* Queue.offerAll(pressed, keys.map(key))
    yield* Queue.end(pressed)
    const terminal = Terminal.make({
      columns: Effect.succeed(40),
      rows: Effect.succeed(40),
      size: Queue.unbounded<Terminal.Size, Cause.Done>(),
      readInput: Effect.succeed(pressed),
      readLine: Effect.succeed(""),
      display: (text) => Effect.sync(() => void shown.push(text))
    })
    const console = Object.assign(Object.create(globalThis.console), {
      log: (text: string) => void shown.push(text)
    })
    const exit = yield* Effect.flatMap(terminalInterview, use).pipe(
      Effect.provideService(Console.Console, console),
      Effect.provide(Layer.provideMerge(Layer.succeed(Terminal.Terminal, terminal), NodeServices.layer)),
      Effect.exit
    )
    return { exit, shown }
  })

const esc = "\u001b"

describe("the interview", () => {
  it.effect("never shows a secret, not even its length", () =>
    Effect.gen(function* () {
      const { exit, shown } = yield* atTerminal([" ", ..."t0psy", " ", "enter"], (interview) =>
        interview.askSecret("the token")
      )
      assert(Exit.isSuccess(exit))
      assert.strictEqual(Redacted.value(exit.value), "t0psy")
      const frames = shown.map((text) => text.replaceAll(new RegExp(`${esc}\\[[0-9;?]*[A-Za-z]`, "g"), ""))
      assert.include(frames.join(""), "the token")
      assert.notMatch(frames.join("\n"), /t0|0p|ps|sy|\*/)
    })
  )

  it.effect("lets nobody choose what cannot be chosen, and shows foreign names as plain text", () =>
    Effect.gen(function* () {
      const options = [
        { title: "#closed", about: "missing Send Messages", value: 1, unusable: true },
        { title: `#ope${esc}[2Jn${esc}]0;title\u0007`, about: "", value: 2 }
      ]
      const { exit, shown } = yield* atTerminal(["enter", "down", "enter"], (interview) =>
        interview.choose("where?", options)
      )
      assert(Exit.isSuccess(exit))
      assert.strictEqual(exit.value, 2)
      assert.notInclude(shown.join(""), `${esc}[2Jn`)
      assert.notInclude(shown.join(""), "title")
      const said = yield* atTerminal([], (interview) => interview.say(`in ${esc}[31mred\nand below`))
      assert.deepStrictEqual(said.shown, ["in red\nand below"])
    })
  )

  it.effect("finds one of many by what is typed", () =>
    Effect.gen(function* () {
      const options = Array.from({ length: 200 }, (_, at) => ({ title: `#room-${at}`, about: "", value: at }))
      const { exit } = yield* atTerminal([..."room-137", "enter"], (interview) => interview.choose("where?", options))
      assert.deepStrictEqual(exit, Exit.succeed(137))
    })
  )

  it.effect("ends like Ctrl-C anywhere else when the person leaves a question", () =>
    Effect.gen(function* () {
      const asks: ReadonlyArray<(interview: Interview) => Effect.Effect<unknown>> = [
        (interview) => interview.askSecret("the token"),
        (interview) => interview.confirm("go on?"),
        (interview) => interview.choose("where?", [{ title: "here", about: "", value: 1 }])
      ]
      for (const ask of asks) {
        const { exit } = yield* atTerminal([], ask)
        assert.isTrue(Exit.hasInterrupts(exit))
      }
    })
  )

  it.effect("shows in one line what it waits for, and wipes that line at the end", () =>
    Effect.gen(function* () {
      const over = yield* Deferred.make<string>()
      const waiting = yield* Effect.forkChild(
        atTerminal([], (interview) =>
          interview.waiting(`waiting for a very long time until ${"something ".repeat(9)}`, Deferred.await(over))
        )
      )
      yield* TestClock.adjust("1 second")
      yield* Deferred.succeed(over, "here it is")
      const { exit, shown } = yield* Fiber.join(waiting)
      assert.deepStrictEqual(exit, Exit.succeed("here it is"))
      const clear = `\r${esc}[2K`
      assert.isAtLeast(shown.length, 8)
      assert.isTrue(shown.every((text) => text.startsWith(clear) && text.length - clear.length < 40))
      assert.strictEqual(shown.at(-1), clear)
    })
  )
})

describe("orchestrator setup in a script", () => {
  it.live("asks nobody, and says what to do instead", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Command.runWith(setup, { version: "0.0.0" })([]).pipe(
          Effect.provideService(Interactive, false),
          Effect.provide(
            Layer.mergeAll(NodeServices.layer, CliOutput.layer(CliOutput.defaultFormatter({ colors: false })))
          )
        )
      )
      assert.match(String(error), /run it in a terminal/)
    })
  )
})
