import { assert, describe, it } from "@effect/vitest"
import { withoutServiceSecrets } from "../../src/bot/ServiceSecrets.ts"
import { allowedEnvironment } from "../../src/core/ports/BackendConfig.ts"

const machine = {
  PATH: "/bin",
  LC_ALL: "C",
  ANTHROPIC_API_KEY: "key",
  GITHUB_TOKEN: "for-gh",
  AWS_SECRET_ACCESS_KEY: "aws",
  DISCORD_TOKEN: "discord",
  SLACK_SIGNING_SECRET: "slack",
  ORCHESTRATOR_HOME: "/data",
  DATABASE_URL: "postgres://u:p@h/d",
  PGPASSWORD: "pg",
  REDIS_URL: "redis://h",
  MAIN_DSN: "dsn"
}

describe("what an agent's environment may hold", () => {
  it("is the base, the backend's own prefixes and what was asked for by name", () => {
    const seen = allowedEnvironment(withoutServiceSecrets(machine), {
      prefixes: ["ANTHROPIC_"],
      names: ["GITHUB_TOKEN"]
    })
    assert.deepStrictEqual(Object.keys(seen).sort(), ["ANTHROPIC_API_KEY", "GITHUB_TOKEN", "LC_ALL", "PATH"])
  })

  it("is never a chat token, a database or the service's own setting, even when asked for by name", () => {
    const seen = allowedEnvironment(withoutServiceSecrets(machine), { prefixes: [], names: Object.keys(machine) })
    assert.deepStrictEqual(Object.keys(seen).sort(), [
      "ANTHROPIC_API_KEY",
      "AWS_SECRET_ACCESS_KEY",
      "GITHUB_TOKEN",
      "LC_ALL",
      "PATH"
    ])
  })
})
