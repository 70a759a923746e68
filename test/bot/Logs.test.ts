import { spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join, resolve } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { compiled } from "../support/Compiled.ts"
import { makeTestHome, type TestHome } from "../support/TestService.ts"

const bin = resolve(import.meta.dirname, "../../src/bot/bin.ts")
const secrets = {
  DISCORD_TOKEN: "discord-token-3f9a",
  ANTHROPIC_API_KEY: "sk-ant-7c1b",
  DATABASE_URL: "postgres://u:pw-55d@h/d"
}

/** One message through the product as a person would send it; its log is what it writes to stderr. */
const send = (home: TestHome, config: string, text: string) =>
  Effect.callback<{ readonly answer: string; readonly log: string }>((resume) => {
    writeFileSync(join(home.home, "orchestrator.yaml"), config)
    const child = spawn(process.execPath, [bin, "send", "scout", text], {
      cwd: home.workdir,
      env: { PATH: process.env.PATH, HOME: home.home, ORCHESTRATOR_HOME: home.home, ...compiled, ...secrets },
      stdio: ["ignore", "pipe", "pipe"]
    })
    let answer = ""
    let log = ""
    child.stdout.on("data", (data) => (answer += data))
    child.stderr.on("data", (data) => (log += data))
    child.on("close", () => resume(Effect.succeed({ answer, log })))
    return Effect.sync(() => child.kill("SIGKILL"))
  })

/** A collector on loopback that keeps what it is sent, by path. */
const collector = Effect.acquireRelease(
  Effect.callback<{ readonly url: string; readonly received: Map<string, string>; readonly close: () => void }>(
    (resume) => {
      const received = new Map<string, string>()
      const server = createServer((request, response) => {
        let body = ""
        request.on("data", (data) => (body += data))
        request.on("end", () => {
          received.set(request.url ?? "", (received.get(request.url ?? "") ?? "") + body)
          response.end("{}")
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, received, close: () => server.close() }))
      })
    }
  ),
  ({ close }) => Effect.sync(close)
)

describe("logs and telemetry", () => {
  it.live("a turn's lines are JSON that names session, turn and agent, and no secret is in them", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
      const { answer, log } = yield* send(home, "log:\n  level: debug\n  format: json\n", '!tool Bash "env"\n!say hi')
      assert.strictEqual(answer.trim(), "hi")
      const lines = log
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line))
      const settled = lines.find((line) => JSON.stringify(line.message).includes("turn settled"))
      assert.strictEqual(settled?.annotations.agent, "scout")
      assert.strictEqual(settled?.annotations.session, "default/scout/control:send")
      assert.match(settled?.annotations.turn, /^control:send:.+:scout$/)
      assert.strictEqual(settled?.annotations.outcome, "Done")
      for (const secret of Object.values(secrets)) assert.notInclude(log + answer, secret)
    }).pipe(Effect.scoped)
  )

  it.live("stdout belongs to the answer, whatever is logged", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
      const { answer, log } = yield* send(home, "log:\n  level: debug\n", "!say hi")
      assert.strictEqual(answer.trim(), "hi")
      assert.include(log, "turn settled")
    }).pipe(Effect.scoped)
  )

  it.live("spans, logs and metrics reach a collector that is configured", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
      const { received, url } = yield* collector
      yield* send(home, `telemetry:\n  otlp: ${url}\n`, "!say hi")
      assert.include(received.get("/v1/traces") ?? "", '"name":"turn"')
      assert.include(received.get("/v1/traces") ?? "", "default/scout/control:send")
      assert.include(received.get("/v1/metrics") ?? "", "orchestrator_turns_total")
      for (const secret of Object.values(secrets)) assert.notInclude([...received.values()].join(""), secret)
    }).pipe(Effect.scoped)
  )
})
