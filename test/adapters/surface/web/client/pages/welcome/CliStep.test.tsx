// @vitest-environment happy-dom
/** Which coding CLIs were found, and the command for those that were not. */
import { afterEach, assert, describe, it } from "vitest"
import { CliStep } from "../../../../../../../src/adapters/surface/web/client/pages/welcome/CliStep.tsx"
import { commandIn } from "../../../../../../../src/adapters/surface/web/client/ui/CommandIn.ts"
import { click, draw, eraseAll, find, isThere } from "../../Drawn.tsx"

afterEach(eraseAll)

const install = "npm i -g @anthropic-ai/claude-code, or set backends.claude.command"

describe("the first step", () => {
  it("names what is found and what is missing, with the command to copy, and looks again", async () => {
    let looked = 0
    const { page } = await draw(
      <CliStep
        steps={{
          clis: [
            {
              name: "claude",
              title: "Claude Code",
              check: { group: "coding clis", name: "claude", state: "failed", found: "not installed", fix: install }
            },
            {
              name: "codex",
              title: "Codex",
              check: { group: "coding clis", name: "codex", state: "ok", found: "1.2.3", fix: "" }
            }
          ],
          rehearsing: false,
          agents: 1,
          platforms: []
        }}
        pending={false}
        onCheck={() => looked++}
      />
    )
    const [claude, codex] = page.querySelectorAll("li li")
    assert.match(claude?.textContent ?? "", /missing.*Claude Code not installed/)
    assert.match(codex?.textContent ?? "", /found.*Codex 1\.2\.3/)
    assert.isTrue(isThere("button", "copy: npm i -g @anthropic-ai/claude-code"))
    await click(find("button", "check again"))
    assert.strictEqual(looked, 1)
  })

  it("copies the command alone", () => {
    assert.strictEqual(
      commandIn("install it with `npm install -g @openai/codex`, then retry")?.command,
      "npm install -g @openai/codex"
    )
    assert.strictEqual(commandIn("claude login")?.command, "claude login")
    assert.isUndefined(commandIn("ask whoever runs this machine")?.command)
  })
})
