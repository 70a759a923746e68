import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { Startup } from "../../../src/bot/Startup.ts"
import { keepSecret } from "../../../src/bot/setup/KeepSecret.ts"
import { makeTestMachine, type TestMachine } from "./TestStartup.ts"

const keep = (machine: TestMachine, value: string) =>
  Effect.provide(keepSecret("PARLOUR_TOKEN", Redacted.make(value)), machine.layer())

describe("keeping a secret", () => {
  it.live("makes a file for its owner alone, and leaves nothing else behind", () =>
    Effect.gen(function* () {
      const machine = yield* makeTestMachine
      const file = join(machine.home, ".env")
      assert.strictEqual(yield* keep(machine, "abc.def"), file)
      assert.strictEqual(readFileSync(file, "utf8"), "PARLOUR_TOKEN=abc.def\n")
      assert.strictEqual(statSync(file).mode & 0o777, 0o600)
      assert.deepStrictEqual(readdirSync(machine.home), [".env"])
    })
  )

  it.live("replaces its own line and keeps every other one, behind a link too", () =>
    Effect.gen(function* () {
      const machine = yield* makeTestMachine
      const real = join(machine.home, "elsewhere", "secrets")
      machine.write(real, "# mine\nOTHER='a b'\nexport PARLOUR_TOKEN=old\n\nPARLOUR_TOKEN_2=x\nPARLOUR_TOKEN=older\n")
      symlinkSync(real, join(machine.home, ".env"))
      yield* keep(machine, "new")
      assert.strictEqual(readFileSync(real, "utf8"), "# mine\nOTHER='a b'\nPARLOUR_TOKEN=new\n\nPARLOUR_TOKEN_2=x\n")
      assert.isTrue(lstatSync(join(machine.home, ".env")).isSymbolicLink())
      assert.strictEqual(statSync(real).mode & 0o777, 0o600)
    })
  )

  it.live("reads back what it wrote, whatever is in it, or says that it cannot", () =>
    Effect.gen(function* () {
      const machine = yield* makeTestMachine
      for (const value of ["a#b", "it's", 'say "hi"', "$HOME", "back\\slash", "x=y==", "`tick`", `'"\``]) {
        yield* keep(machine, value)
        const { environment } = yield* Effect.provide(Startup, machine.layer())
        assert.strictEqual(environment.PARLOUR_TOKEN, value)
      }
      const error = yield* Effect.flip(keep(machine, "two\nlines"))
      assert.strictEqual(error.message, "PARLOUR_TOKEN: this value cannot be written into a .env file; copy it again")
    })
  )

  it.live("says what else would be used before it", () =>
    Effect.gen(function* () {
      const machine = yield* makeTestMachine
      machine.write(join(machine.start, "config", "orchestrator.yaml"), "finish: auto\n")
      const other = join(machine.start, "config", ".env")
      machine.write(other, "PARLOUR_TOKEN=first\n")
      const error = yield* Effect.flip(keep(machine, "second"))
      assert.strictEqual(
        error.message,
        `PARLOUR_TOKEN: it is kept in ${join(machine.home, ".env")}, and another value in ${other} counts before it; take that one away, then run again: orchestrator setup`
      )
    })
  )
})
