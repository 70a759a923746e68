import { existsSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { ToolUse } from "../support/models/Answers.ts"
import { bodyOf, onStage, type RealCli, realClis, script, times } from "./RealCli.ts"

/** The model wants to make a file, which has to be asked for. */
const touch: Readonly<Record<RealCli, (file: string) => ToolUse>> = {
  claude: (file) => ({ name: "Bash", input: { command: `touch ${file} && echo made`, description: "make it" } }),
  codex: (file) => ({
    name: "exec_command",
    input: { cmd: `touch ${file} && echo made`, sandbox_permissions: "require_escalated", justification: "make it" }
  })
}
const question = {
  question: "Which color?",
  header: "Color",
  options: [
    { label: "Red", description: "like fire" },
    { label: "Blue", description: "like water" }
  ]
}
const asksQuestion: Readonly<Record<RealCli, ToolUse>> = {
  claude: { name: "AskUserQuestion", input: { questions: [{ ...question, multiSelect: false }] } },
  codex: { name: "request_user_input", input: { questions: [{ ...question, id: "color" }] } }
}
const uses = (tool: ToolUse, next: string): string =>
  script({ text: "Let me see.", deltas: 2, tools: [tool] }, { text: next })

describe.each(realClis)("what the real %s may do", (cli) => {
  it.live("what is allowed is done, what is denied is not, and the model hears of both", () =>
    onStage(cli, ({ asked, service }) =>
      Effect.gen(function* () {
        yield* service.says("m1", `Make it. ${uses(touch[cli]("yes.txt"), "It is made.")}`)
        assert.include(yield* service.sees("scout asks"), "touch yes.txt && echo made")
        yield* service.presses("allow-once")
        assert.strictEqual(yield* service.settled("m1"), "done")
        assert.isTrue(existsSync(join(service.workdir, "yes.txt")))
        assert.include(service.screen(), "allowed by")

        yield* service.says("m2", `Make another. ${uses(touch[cli]("no.txt"), "As you wish.")}`)
        yield* service.presses("deny")
        assert.strictEqual(yield* service.settled("m2"), "done")
        assert.isFalse(existsSync(join(service.workdir, "no.txt")))
        assert.match(service.screen(), /It is made\.[\s\S]*As you wish\.[\s\S]*denied by/)
        assert.strictEqual(asked().length, 4)
      })
    )
  )

  it.live("a question is answered with a button, and the answer reaches the model", () =>
    onStage(cli, ({ asked, service }) =>
      Effect.gen(function* () {
        yield* service.says("m1", `Paint it. ${uses(asksQuestion[cli], "Painted.")}`)
        yield* service.sees("Which color?")
        yield* service.chooses("Blue")
        assert.strictEqual(yield* service.settled("m1"), "done")
        assert.include(service.screen(), "Painted.")
        const [before = "", after = ""] = asked().map(bodyOf)
        assert.strictEqual(asked().length, 2)
        const more = (label: string) => times(after, label) - times(before, label)
        assert.isAbove(more("Blue"), more("Red"), "what was chosen came back, beside the question itself")
      })
    )
  )
})
