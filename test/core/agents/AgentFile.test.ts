import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import * as FastCheck from "fast-check"
import { frontmatterLayer } from "../../../src/bot/config/Frontmatter.ts"
import { joinAgentFile, readAgentFile, splitAgentFile } from "../../../src/core/agents/AgentFile.ts"
import { Frontmatter } from "../../../src/core/agents/Frontmatter.ts"
import { problemText } from "../../../src/core/agents/Problem.ts"

const context = {
  file: "agents/scout.md",
  stem: "scout",
  backends: ["claude", "codex"],
  defaultBackend: "claude"
}

const read = (text: string) =>
  Effect.gen(function* () {
    const frontmatter = yield* Frontmatter
    const reading = readAgentFile(frontmatter, text, context)
    return { ...reading, said: reading.problems.map((problem) => `${problem.severity} ${problemText(problem)}`) }
  }).pipe(Effect.provide(frontmatterLayer))

const sample = readFileSync(new URL("fixtures/code-reviewer.md", import.meta.url), "utf8")

describe("AgentFile", () => {
  it.effect("reads a coding CLI's own subagent file as it is", () =>
    Effect.gen(function* () {
      const { draft, said } = yield* read(sample)
      assert.deepInclude<object | undefined>(draft, {
        name: "code-reviewer",
        backend: "claude",
        permissions: "accept-edits",
        tools: ["Read", "Grep", "Glob", "Bash(git diff:*, git log:*)", "mcp__issues__search"],
        skills: ["style-guide", "security"],
        busy: "queue",
        verbosity: "essentials"
      })
      assert.notProperty(draft, "model")
      assert.match(draft?.description ?? "", /^Use this agent when .*Examples: <example>Context: .*<\/example>$/)
      assert.match(draft?.persona ?? "", /^You are a senior engineer[\s\S]*\n---\n[\s\S]*at once$/)
      assert.deepStrictEqual(said, [
        "warning agents/scout.md:5: disallowedTools: not used here",
        "warning agents/scout.md:8: color: not used here",
        "warning agents/scout.md:9: maxTurns: not used here"
      ])
    })
  )

  it.effect("reads every key of its own", () =>
    Effect.gen(function* () {
      const { draft, said } = yield* read(
        [
          "\uFEFF---",
          "description: looks around",
          "backend: codex",
          "model: gpt-5.2-codex",
          "workdir: ./web",
          "tools: [Read, Grep]",
          "permissions: plan",
          "budget: { turn: 0.5, day: 10 }",
          "host: mac-mini",
          "busy: steer",
          "face: { name: The Scout, avatar: https://example.com/a.png }",
          "verbosity: everything",
          "mcp:",
          "  issues: { command: issues-mcp, args: [--read-only] }",
          "---",
          "You look around."
        ].join("\r\n")
      )
      assert.deepStrictEqual(said, [])
      assert.deepStrictEqual<object | undefined>(draft, {
        name: "scout",
        description: "looks around",
        backend: "codex",
        model: "gpt-5.2-codex",
        workdir: "./web",
        tools: ["Read", "Grep"],
        permissions: "plan",
        budget: { turn: 0.5, day: 10 },
        host: "mac-mini",
        busy: "steer",
        face: { name: "The Scout", avatar: "https://example.com/a.png" },
        verbosity: "everything",
        skills: [],
        mcp: { issues: { command: "issues-mcp", args: ["--read-only"] } },
        persona: "You look around."
      })
    })
  )

  it.effect("names file, line and key of every wrong value, and does without unknown keys", () =>
    Effect.gen(function* () {
      const { draft, said, name } = yield* read(
        [
          "---",
          "name: The Scout",
          "backend: cladue",
          "permissions: accept-edit",
          "budget:",
          "  turn: a lot",
          "  dya: 3",
          "verbosty: answer",
          "mood: sunny",
          "---",
          "You look around."
        ].join("\n")
      )
      assert.strictEqual(draft, undefined)
      assert.strictEqual(name, "The Scout")
      assert.sameMembers(said, [
        'warning agents/scout.md:8: verbosty: found an unknown key; expected a known key; did you mean "verbosity"?; it is not used',
        "warning agents/scout.md:9: mood: found an unknown key; expected one of name, description, backend, model, workdir, tools, permissions, budget, host, busy, face, verbosity, skills, mcp; it is not used",
        'error agents/scout.md:2: name: found "The Scout"; expected a name of lower-case letters, digits and dashes that starts with a letter, at most 32 characters',
        "error agents/scout.md:2: description: found nothing; expected text",
        'error agents/scout.md:3: backend: found "cladue"; expected one of claude, codex; did you mean "claude"?',
        'error agents/scout.md:4: permissions: found "accept-edit"; expected "plan" | "ask" | "accept-edits" | "full"; did you mean "accept-edits"?',
        'error agents/scout.md:6: budget.turn: found "a lot"; expected a number',
        'error agents/scout.md:7: budget.dya: found an unknown key; expected a known key; did you mean "day"?'
      ])
    })
  )

  it.effect("says what is wrong with a head that cannot be read", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* read("You look around.")).said, [
        "error agents/scout.md:1: found no keys at the head; expected name and description between two --- lines"
      ])
      assert.deepStrictEqual((yield* read("---\nname: a\nname: b\n---\n")).said, [
        "error agents/scout.md:3: this key is given twice; keep one of them"
      ])
      const { said } = yield* read("---\ndescription: x\ntools: [Read\n---\n")
      assert.match(said[0] ?? "", /^error agents\/scout\.md:\d+: not readable as YAML: /)
    })
  )

  it.effect("maps a permission mode only where the two clearly agree", () =>
    Effect.gen(function* () {
      const withMode = (lines: string) => read(`---\ndescription: x\n${lines}\n---\nBe.`)
      assert.strictEqual((yield* withMode("permissionMode: plan")).draft?.permissions, "plan")
      assert.strictEqual((yield* withMode("permissionMode: bypassPermissions")).draft?.permissions, "full")
      const unknown = yield* withMode("permissionMode: dontAsk")
      assert.strictEqual(unknown.draft?.permissions, "ask")
      assert.deepStrictEqual(unknown.said, [
        "warning agents/scout.md:3: permissionMode: has no counterpart here; permissions: ask is used"
      ])
      const both = yield* withMode("permissionMode: bypassPermissions\npermissions: plan")
      assert.strictEqual(both.draft?.permissions, "plan")
      assert.deepStrictEqual(both.said, [
        "warning agents/scout.md:3: permissionMode: not used: permissions is also given"
      ])
    })
  )

  it.effect("keeps comments and order when keys change", () =>
    Effect.gen(function* () {
      const frontmatter = yield* Frontmatter
      const head = "# ours\nname: scout # the name\ndescription: x\nmodel: opus\n"
      const changed = frontmatter.write(head, { model: undefined, permissions: "plan", description: "y: z" })
      assert.deepStrictEqual(
        changed,
        Result.succeed('# ours\nname: scout # the name\ndescription: "y: z"\npermissions: plan\n')
      )
    }).pipe(Effect.provide(frontmatterLayer))
  )

  it.effect("gives back any description and persona that were written", () =>
    Effect.gen(function* () {
      const frontmatter = yield* Frontmatter
      const words = FastCheck.string({
        minLength: 1,
        unit: FastCheck.constantFrom(..."ab: #-'\"[{|>&*!%@`\n\t\\~,".split(""))
      })
      FastCheck.assert(
        FastCheck.property(words, FastCheck.string({ unit: "binary" }), (description, written) => {
          const persona = written.replaceAll("\r", "").trim()
          const head = Result.getOrThrow(frontmatter.write("", { name: "scout", description }))
          const reading = readAgentFile(frontmatter, joinAgentFile(head, persona), context)
          assert.deepStrictEqual(reading.problems, [])
          assert.strictEqual(reading.draft?.description, description)
          assert.strictEqual(reading.draft?.persona, persona)
          assert.strictEqual(splitAgentFile(joinAgentFile(head, persona))?.persona, persona)
        })
      )
    }).pipe(Effect.provide(frontmatterLayer))
  )
})
