/**
 * The real claude, at somebody's own terminal, with `orchestrator mcp` among its servers: it hands out work to a worker on
 * claude and one on codex, and gets both results.
 */
import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { markedProcesses } from "../support/MarkedProcesses.ts"
import { ModelServer } from "../support/models/ModelServer.ts"
import { makeServiceHome } from "../support/ServiceProcess.ts"
import { programs } from "./Clis.ts"
import { cliEnvironment, config } from "./RealCli.ts"

const bin = fileURLToPath(new URL("../../src/bot/bin.ts", import.meta.url))

const spawnTwo = {
  name: "mcp__orchestrator__spawn_workers",
  input: {
    workers: [
      { task: "Say the first word.", backend: "claude" },
      { task: "Say the second word.", backend: "codex" }
    ],
    wait: 120
  }
}

describe("the real claude with orchestrator mcp", () => {
  it.live("spawns a worker on claude and one on codex, and hears what both say", () =>
    Effect.gen(function* () {
      const models = yield* ModelServer.start()
      const clis = yield* cliEnvironment(models.url)
      const { home, workdir } = yield* makeServiceHome({
        agents: {
          scout: { keys: "backend: claude\n", persona: "You are scout." },
          worker: { keys: "backend: claude\npermissions: plan\n", persona: "You do one task." }
        },
        config: `${config}web:\n  listen: "127.0.0.1:0"\n`
      })
      const environment = { PATH: process.env.PATH ?? "", HOME: home, ...clis }
      const servers = join(home, "servers.json")
      const server = { command: process.execPath, args: [bin, "mcp"], env: { ...environment, ORCHESTRATOR_HOME: home } }
      writeFileSync(servers, JSON.stringify({ mcpServers: { orchestrator: server } }))
      models.enqueue([
        { api: "messages", match: "Hand out two", text: "I hand them out.", tools: [spawnTwo] },
        { api: "messages", match: "Say the first word", text: "Ahoy, says the first." },
        { api: "responses", match: "Say the second word", text: "Avast, says the second." },
        { api: "messages", match: "Hand out two", text: "Both have answered." }
      ])
      const said = yield* Effect.callback<string>((resume) => {
        const child = execFile(
          programs.claude,
          [
            "--print",
            "Hand out two tasks.",
            `--mcp-config=${servers}`,
            "--strict-mcp-config",
            "--allowedTools=mcp__orchestrator"
          ],
          { cwd: workdir, env: environment },
          (error, stdout, stderr) =>
            resume(
              error === null ? Effect.succeed(stdout) : Effect.die(new Error(`${error.message}\n${stdout}\n${stderr}`))
            )
        )
        child.stdin?.end()
        return Effect.sync(() => child.kill("SIGKILL"))
      })
      assert.include(said, "Both have answered.")
      const asked = models.requests.filter(({ main }) => main)
      assert.deepStrictEqual(asked.map(({ api }) => api).sort(), ["messages", "messages", "messages", "responses"])
      const answer = JSON.stringify(asked.at(-1)?.body)
      assert.include(answer, "Ahoy, says the first.")
      assert.include(answer, "Avast, says the second.")
      assert.deepStrictEqual(markedProcesses(home), [], "nothing of the workers is left")
    }).pipe(Effect.scoped)
  )
})
