/**
 * The whole product on a real CLI on a scripted model: everything that a test of a real CLI starts from. Owns set-up,
 * and that no CLI talks to anything but the loopback model server.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, type Scope } from "effect"
import type { Answer } from "../support/models/Answers.ts"
import { type ModelRequest, ModelServer } from "../support/models/ModelServer.ts"
import { makeServiceProcess, type ServiceProcess } from "../support/ServiceProcess.ts"
import { cacheFolder, programs } from "./Clis.ts"

export const realClis = ["claude", "codex"] as const
export type RealCli = (typeof realClis)[number]

export const persona = "You are scout, and you answer in the fewest words."

const codexConfig = (url: string) => `model = "gpt-5.5-codex"
model_provider = "fake"
check_for_update_on_startup = false
[model_providers.fake]
name = "fake"
base_url = "${url}/v1"
wire_api = "responses"
env_key = "FAKE_KEY"
requires_openai_auth = false
supports_websockets = false
request_max_retries = 1
stream_max_retries = 1
[analytics]
enabled = false
[feedback]
enabled = false
[features]
daemon_auto_start = false
plugins = false
remote_plugin = false
apps = false
tool_suggest = false
plugin_sharing = false
skill_mcp_dependency_install = false
[history]
persistence = "none"
`

/** Codex does not want its folder under the temp directory. */
const makeCodexHome = (url: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      mkdirSync(cacheFolder, { recursive: true })
      const folder = mkdtempSync(join(cacheFolder, "codex-"))
      writeFileSync(join(folder, "config.toml"), codexConfig(url))
      return folder
    }),
    (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  )

/**
 * What keeps the CLIs on loopback, as environment variables. Signed in with a key, or as a subscriber would be: only
 * those have limits that reset.
 */
export const cliEnvironment = (url: string, subscription = false) =>
  Effect.map(
    makeCodexHome(url),
    (codexHome): Readonly<Record<string, string>> => ({
      ANTHROPIC_BASE_URL: url,
      ...(subscription ? { CLAUDE_CODE_OAUTH_TOKEN: "loopback" } : { ANTHROPIC_API_KEY: "loopback" }),
      CLAUDE_CONFIG_DIR: join(codexHome, "claude"),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_TELEMETRY: "1",
      DISABLE_ERROR_REPORTING: "1",
      CODEX_HOME: codexHome,
      FAKE_KEY: "loopback"
    })
  )

export const config = `default: scout
backends:
  claude:
    command: ${JSON.stringify(programs.claude)}
  codex:
    command: ${JSON.stringify(programs.codex)}
    env: [FAKE_KEY]
`

export interface Stage {
  readonly cli: RealCli
  readonly models: ModelServer
  readonly service: ServiceProcess
  /** Requests of turns, without the CLI's own probes. */
  readonly asked: () => ReadonlyArray<ModelRequest>
}

/**
 * Says to the model server, inside a message, how to answer that very message; `next` are the answers to the model calls
 * that follow the tools' results.
 */
export const script = (answer: Answer, ...next: ReadonlyArray<Answer>): string => {
  // biome-ignore lint/suspicious/noThenProperty: the script's own word; it leaves as JSON at once
  const whole: Answer = { ...answer, then: next }
  return `[[fake ${JSON.stringify(whole)}]]`
}

export const times = (text: string, part: string): number => text.split(part).length - 1

/** The service runs, with one agent, `scout`. `keys` are more lines of its frontmatter. */
export const onStage = <E>(
  cli: RealCli,
  play: (stage: Stage) => Effect.Effect<void, E, Scope.Scope>,
  options: { readonly keys?: string; readonly subscription?: boolean } = {}
): Effect.Effect<void, E> =>
  Effect.gen(function* () {
    const models = yield* ModelServer.start()
    const environment = yield* cliEnvironment(models.url, options.subscription)
    const service = yield* makeServiceProcess({
      agents: { scout: { keys: `backend: ${cli}\n${options.keys ?? ""}`, persona } },
      config,
      environment
    })
    yield* service.start
    yield* play({ cli, models, service, asked: () => models.requests.filter((request) => request.main) })
  }).pipe(Effect.scoped)

/** What the model is told with a request, as text. */
export const bodyOf = (request: ModelRequest | undefined): string => JSON.stringify(request?.body ?? "")
