/** What a person answers reaches the CLI as its own host said it in the captures, and never as more than that. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { answerLine, askOf, type PendingAsk } from "../../../../src/adapters/backend/claude/Permissions.ts"
import { playCapture, stepsOf } from "./Capture.ts"

const answersIn = (lines: ReadonlyArray<unknown>): ReadonlyArray<unknown> =>
  lines.filter((line) => JSON.stringify(line).startsWith('{"type":"control_response"'))

const pending = (change: Partial<PendingAsk>): PendingAsk => ({
  id: "ask-1",
  tool: "Bash",
  input: { command: "rm -rf dist" },
  suggestions: [],
  ofAgent: false,
  ...change
})
const rule = {
  type: "addRules",
  rules: [{ toolName: "Bash", ruleContent: "rm -rf dist" }],
  behavior: "allow",
  destination: "localSettings"
}
const directories = { type: "addDirectories", directories: ["/workspace"], destination: "session" }
const mode = { type: "setMode", mode: "acceptEdits", destination: "session" }

describe("permissions", () => {
  it.effect.each(["perm-allow", "perm-deny", "perm-slow-host", "ask-user-question"])(
    "answers as captured: %s",
    (name) =>
      Effect.gen(function* () {
        const said = stepsOf(name).flatMap((step) => (step.dir === "in" ? [step.value] : []))
        const { sent } = yield* playCapture(name)
        assert.isAbove(answersIn(sent).length, 0)
        assert.deepStrictEqual(answersIn(sent), answersIn(said))
      })
  )

  it("for the session: the narrowest suggestion, and never written to a file", () => {
    const line = answerLine(pending({ suggestions: [rule, directories, mode] }), { _tag: "Allow", scope: "session" })
    assert.deepStrictEqual(line.response.response, {
      behavior: "allow",
      updatedInput: { command: "rm -rf dist" },
      updatedPermissions: [{ ...rule, destination: "session" }]
    })
  })

  it("once is once, and without a suggestion nothing can be remembered", () => {
    const ask = pending({ suggestions: [rule] })
    assert.deepStrictEqual(answerLine(ask, { _tag: "Allow", scope: "once" }).response.response, {
      behavior: "allow",
      updatedInput: { command: "rm -rf dist" }
    })
    const { subject } = askOf(pending({}), "/workspace")
    assert.isTrue(subject._tag === "Permission" && !subject.rememberable)
  })

  it("an answer of another kind allows nothing", () => {
    for (const answer of [
      { _tag: "Chosen", answers: { "Which color?": ["Red"] } },
      { _tag: "Revise", feedback: "no" },
      { _tag: "Deny", reason: "" }
    ] as const) {
      assert.deepInclude(answerLine(pending({}), answer).response.response, { behavior: "deny" })
    }
  })

  it("shows the whole command, and an edit as a diff", () => {
    const command = `echo ${"x".repeat(5000)}`
    const { subject } = askOf(pending({ input: { command } }), "/workspace")
    assert.isTrue(subject._tag === "Permission" && subject.detail === command && subject.language === "sh")
    const edit = askOf(
      pending({
        tool: "Edit",
        input: { file_path: "/workspace/src/a.ts", old_string: "one\ntwo", new_string: "1" }
      }),
      "/workspace"
    )
    assert.deepInclude(edit.subject, { title: "edit src/a.ts", detail: "-one\n-two\n+1", language: "diff" })
  })

  it("input that is not what the tool says it takes is shown as it is", () => {
    const { subject } = askOf(pending({ tool: "AskUserQuestion", input: { questions: [] } }), "/workspace")
    assert.deepInclude(subject, { _tag: "Permission", language: "json" })
  })
})
