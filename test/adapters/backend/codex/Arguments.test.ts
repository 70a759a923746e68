/** Command lines, values and texts that go to codex mean what was said, whatever characters they hold. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { appServerArguments, execArguments, takeoverCommand } from "../../../../src/adapters/backend/codex/Arguments.ts"
import { unwrapCommand } from "../../../../src/adapters/backend/codex/CommandLine.ts"
import { toml } from "../../../../src/adapters/backend/codex/Toml.ts"
import { turnInput } from "../../../../src/adapters/backend/codex/UserInput.ts"
import { thread } from "./FakeCodex.ts"
import { session } from "./Scene.ts"

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

describe("Arguments", () => {
  it("takes the shell off a command exactly, or leaves it on", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (command) => {
        assert.strictEqual(unwrapCommand(`/bin/bash -lc ${quote(command)}`), command)
      })
    )
    assert.strictEqual(unwrapCommand("/bin/bash -lc ls"), "ls")
    assert.strictEqual(unwrapCommand(`/bin/zsh -lc "echo \\"it's\\" \\$HOME"`), `echo "it's" $HOME`)
    for (const unsure of [`bash -lc "echo $HOME"`, "bash -lc 'a' b", "bash -lc 'a", "bash -lc a;b", "npm test"]) {
      assert.strictEqual(unwrapCommand(unsure), unsure)
    }
  })

  it("writes strings as TOML that reads back as the same string, on one line", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xd7ff)), (codes) => {
        const text = String.fromCharCode(...codes)
        const written = toml(text)
        assert.notInclude(written, "\n")
        assert.strictEqual(JSON.parse(written), text)
      })
    )
    assert.strictEqual(
      toml({ command: "x", args: ["a b", 1], env: { "A.B": "c" }, none: null }),
      '{command="x",args=["a b",1],env={"A.B"="c"}}'
    )
  })

  it("cuts a message into parts that are the same bytes, with no mention of a skill left whole", () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom("$", "@", "[@", "[$", "skill", ":", " "), fc.string()))
    fc.assert(
      fc.property(pieces, (words) => {
        const text = words.join("")
        const parts = turnInput(text, []).map((part) => (part as { text: string }).text)
        assert.strictEqual(parts.join(""), text)
        for (const part of parts) assert.notMatch(part, /\$[\w:-]|\[@[\w:-]/)
      })
    )
  })

  it("sends images as images and names other files by their path", () => {
    const file = (name: string, mediaType: string) => ({ name, mediaType, path: `/inbox/${name}`, bytes: 3 })
    assert.deepStrictEqual(turnInput("see", [file("a.png", "image/png"), file("b.pdf", "application/pdf")]), [
      { type: "text", text: "see", text_elements: [] },
      { type: "localImage", path: "/inbox/a.png" },
      {
        type: "text",
        text: "\n\nattached file: /inbox/b.pdf (application/pdf, 3 bytes)",
        text_elements: []
      }
    ])
  })

  it("never lets a text become an option of codex exec", () => {
    const args = execArguments([], session(thread, { permissions: "ask" }), {
      text: "--help",
      images: ["/inbox/-a.png"]
    })
    assert.deepStrictEqual(args.slice(0, 2), ["exec", "resume"])
    assert.deepStrictEqual(args.slice(args.indexOf("--")), ["--", thread, "--help"])
    assert.include(args, "--image=/inbox/-a.png")
    assert.include(args, 'sandbox_mode="read-only"')
    assert.include(args, 'developer_instructions="You are Scout."')
    assert.strictEqual(execArguments([], session(), { text: "-", images: [] }).at(-1), "-\n")
  })

  it("bounds codex's waiting for the network, and keeps the operator's own arguments in front", () => {
    const args = appServerArguments(["--profile", "work"])
    assert.deepStrictEqual(args.slice(0, 3), ["--profile", "work", "app-server"])
    assert.include(args, "features.unbounded_connection_retries=false")
    assert.deepStrictEqual(takeoverCommand("codex", session(thread)), ["codex", "resume", thread, "-C", "/workspace"])
  })
})
