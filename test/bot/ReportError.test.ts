/** How a command ends: words for what is known, a bug for what is not, and the exit code that a script sees. */
import { afterEach, assert, describe, it } from "@effect/vitest"
import { Cause, Exit } from "effect"
import { CliError } from "effect/cli"
import { AlreadySaid, errorText, exitCodes, UsageError } from "../../src/bot/ReportError.ts"
import { NothingYet } from "../../src/bot/Stores.ts"

const codeOf = (exit: Exit.Exit<unknown, unknown>): number | undefined => {
  let code: number | undefined
  exitCodes(exit, (given) => {
    code = given
  })
  return code
}

afterEach(() => void Reflect.deleteProperty(process.env, "ORCHESTRATOR_DEBUG"))

describe("how a command ends", () => {
  it("says what is known in its own words, on every line, without a trace", () => {
    assert.strictEqual(
      errorText(Cause.fail(new UsageError({ detail: "first\nsecond\u001b[2J" }))),
      "orchestrator: first\norchestrator: second"
    )
    assert.strictEqual(
      errorText(Cause.die(new NothingYet())),
      "orchestrator: nothing has happened yet; talk to an agent: orchestrator chat"
    )
    assert.strictEqual(errorText(Cause.fail(new AlreadySaid())), "")
  })

  it("calls what nobody foresaw a bug, and shows the detail to who asks", () => {
    const cause = Cause.die(new TypeError("x is not a function"))
    assert.strictEqual(
      errorText(cause),
      "orchestrator: this is a bug: x is not a function\n" +
        "orchestrator: ORCHESTRATOR_DEBUG=1 shows the detail; please report it with that, where this program was downloaded from"
    )
    process.env.ORCHESTRATOR_DEBUG = "1"
    assert.match(errorText(cause), /please report it.*\n[\s\S]*TypeError: x is not a function\n {4}at /)
  })

  it("ends with 0, 1, 2 or 130", () => {
    const help = (errors: ReadonlyArray<CliError.NonShowHelpErrors>) =>
      new CliError.ShowHelp({ commandPath: ["orchestrator"], errors })
    const unknown = new CliError.UnknownSubcommand({ subcommand: "x", parent: ["orchestrator"], suggestions: [] })
    assert.deepStrictEqual(
      [
        Exit.void,
        Exit.fail(help([])),
        Exit.fail(new AlreadySaid()),
        Exit.die("x"),
        Exit.fail(new UsageError({ detail: "x" })),
        Exit.fail(help([unknown])),
        Exit.interrupt()
      ].map(codeOf),
      [0, 0, 1, 1, 2, 2, 130]
    )
  })
})
