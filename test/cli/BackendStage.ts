/** One real CLI as a backend of its own, on a scripted model: for what no service is needed to see. Owns set-up only. */
import { Effect, FileSystem } from "effect"
import { manifest as claude } from "../../src/adapters/backend/claude/index.ts"
import { manifest as codex } from "../../src/adapters/backend/codex/index.ts"
import { newConversation } from "../contract/BackendHarness.ts"
import { ModelServer } from "../support/models/ModelServer.ts"
import { programs } from "./Clis.ts"
import { cliEnvironment, type RealCli } from "./RealCli.ts"

const manifests = { claude, codex }

export const backendStage = Effect.fnUntraced(function* (cli: RealCli, more: object = {}) {
  const files = yield* FileSystem.FileSystem
  const models = yield* ModelServer.start()
  const { CODEX_HOME: HOME = "", ...environment } = yield* cliEnvironment(models.url)
  const directory = yield* files.makeTempDirectoryScoped({ prefix: "backend-" })
  const backend = yield* manifests[cli].create(
    { command: programs[cli], env: ["FAKE_KEY"], ...more },
    { environment: { PATH: process.env.PATH ?? "", HOME, CODEX_HOME: HOME, ...environment }, directory }
  )
  const { open } = yield* newConversation(cli)
  return { models, backend, open, directory }
})
