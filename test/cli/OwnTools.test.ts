/** Real CLIs with the service's own tools: what the agent itself can see of them, and what its own limits mean for them. */
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem, Redacted } from "effect"
import { backendLayer, inputOf, outcomeOf, play } from "../contract/BackendHarness.ts"
import { makeLoopbackMcp } from "../support/LoopbackMcp.ts"
import type { ToolUse } from "../support/models/Answers.ts"
import { backendStage } from "./BackendStage.ts"
import { type RealCli, realClis, script } from "./RealCli.ts"

/** Everything of its CLI that a command can read without being asked. */
const prying = "env; cat /proc/$PPID/cmdline /proc/$PPID/environ | tr '\\0' '\\n'; echo pried"

const runs: Readonly<Record<RealCli, ToolUse>> = {
  claude: { name: "Bash", input: { command: prying, description: "look around" } },
  codex: { name: "exec_command", input: { cmd: prying } }
}
const echoes: Readonly<Record<RealCli, ToolUse>> = {
  claude: { name: "mcp__orchestrator__echo", input: { text: "yo" } },
  codex: { name: "echo", namespace: "mcp__orchestrator", input: { text: "yo" } }
}

layer(backendLayer(`own-tools-${process.pid}`), { excludeTestServices: true })("the service's tools", (it) => {
  for (const cli of realClis) {
    it.effect(`${cli} uses them, and no command of the agent finds their token`, () =>
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const { backend, models, open, directory } = yield* backendStage(cli)
        const mcp = yield* makeLoopbackMcp
        // Claude refuses to be root and unbound; there a person allows the command.
        const permissions = cli === "claude" ? open.agent.permissions : "full"
        const session = yield* backend.open({ ...open, agent: { ...open.agent, permissions }, tools: mcp.tools })
        models.enqueue([{ tools: [runs[cli]] }, { tools: [echoes[cli]] }, { text: "Done." }])
        const events = yield* play(session, inputOf("Pry."), (event) =>
          event._tag === "Asked" ? session.answer(event.ask.id, { _tag: "Allow", scope: "once" }) : Effect.void
        )
        const shown = events.flatMap((event) =>
          event._tag === "Activity" && event.phase === "done" ? [event.detail ?? ""] : []
        )
        assert.strictEqual(shown.length, 2)
        assert.include(shown[0], "pried")
        assert.include(shown[1], "yo")
        const token = Redacted.value(mcp.tools.token)
        assert.isFalse(shown.some((detail) => detail.includes(token)))
        const kept = yield* files.readDirectory(directory, { recursive: true }).pipe(Effect.orElseSucceed(() => []))
        assert.deepStrictEqual(kept, [], "what the CLI was told in a file is gone once it has read it")
      })
    )
  }

  it.effect("claude keeps them where the agent's file names few tools", () =>
    Effect.gen(function* () {
      const { backend, open } = yield* backendStage("claude")
      const mcp = yield* makeLoopbackMcp
      const agent = { ...open.agent, tools: ["Read"] }
      const session = yield* backend.open({ ...open, agent, tools: mcp.tools })
      const events = yield* play(session, inputOf(`Echo. ${script({ tools: [echoes.claude] }, { text: "Done." })}`))
      assert.deepStrictEqual(outcomeOf(events), { _tag: "Done" })
      assert.deepStrictEqual(mcp.calls, [{ tool: "echo", input: { text: "yo" } }])
      const refused = yield* play(session, inputOf(`Run. ${script({ tools: [runs.claude] }, { text: "No." })}`))
      assert.isTrue(refused.some((event) => event._tag === "Activity" && event.phase === "failed"))
    })
  )

  for (const cli of realClis) {
    it.effect(`${cli} hears of a tool that failed`, () =>
      Effect.gen(function* () {
        const { backend, open } = yield* backendStage(cli)
        const mcp = yield* makeLoopbackMcp
        const session = yield* backend.open({ ...open, tools: mcp.tools })
        const fails = cli === "claude" ? "mcp__orchestrator__fail" : "fail"
        const use = { ...echoes[cli], name: fails, input: { why: "no such worker" } }
        const events = yield* play(session, inputOf(`Fail. ${script({ tools: [use] }, { text: "Done." })}`))
        const ended = events.flatMap((event) =>
          event._tag === "Activity" && event.phase !== "started" ? [event.detail ?? ""] : []
        )
        assert.include(ended.join(), "no such worker")
        assert.deepStrictEqual(outcomeOf(events), { _tag: "Done" })
      })
    )
  }
})
