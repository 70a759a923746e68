/**
 * The real CLI, where it is installed, against the loopback model server: no account, nothing but 127.0.0.1. Between the
 * two lies a relay that tells when the first and the last words of an answer passed.
 */
import { once } from "node:events"
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { programs } from "../cli/Clis.ts"
import { ModelServer } from "../support/models/ModelServer.ts"
import { now } from "./Statistics.ts"

export const realClaude = (): string | undefined => (existsSync(programs.claude) ? programs.claude : undefined)

export const notInstalled = "the real claude is not installed: npm run test:cli installs it"

export interface Passed {
  /** When the first words of the latest answer passed, and its end. */
  readonly first: () => number
  readonly last: () => number
}

const openRelay = (target: URL) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      let first = Number.NaN
      let last = Number.NaN
      const server = createServer((client) => {
        const model = connect(Number(target.port), target.hostname)
        client.setNoDelay(true)
        model.setNoDelay(true)
        model.on("data", (chunk) => {
          if (chunk.includes("message_start")) first = Number.NaN
          if (Number.isNaN(first) && chunk.includes("text_delta")) first = now()
          if (chunk.includes("message_stop")) last = now()
        })
        client.pipe(model)
        model.pipe(client)
        for (const socket of [client, model]) socket.on("error", () => {})
      })
      server.listen(0, "127.0.0.1")
      await once(server, "listening")
      const address = server.address()
      const port = typeof address === "object" ? (address?.port ?? 0) : 0
      return { server, url: `http://127.0.0.1:${port}`, passed: { first: () => first, last: () => last } }
    }),
    ({ server }) => Effect.sync(() => server.close())
  )

/** A place where the real CLI may run: its environment, an empty directory, and what the model will say. */
export const openClaudeWorld = Effect.gen(function* () {
  const model = yield* ModelServer.start()
  const relay = yield* openRelay(new URL(model.url))
  const home = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "bench-claude-"))),
    (home) => Effect.promise(() => rm(home, { recursive: true, force: true }))
  )
  const env: Readonly<Record<string, string>> = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, ".claude"),
    ANTHROPIC_BASE_URL: relay.url,
    ANTHROPIC_API_KEY: "sk-ant-loopback",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_TELEMETRY: "1",
    DISABLE_ERROR_REPORTING: "1",
    DISABLE_AUTOUPDATER: "1"
  }
  return { model, passed: relay.passed, env, home }
})

/** How an answer is ordered from the model server in the message itself. */
export const fake = (answer: object): string => `please [[fake ${JSON.stringify(answer)}]]`
