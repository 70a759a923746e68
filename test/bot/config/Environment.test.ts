import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Option, Redacted } from "effect"
import { dataDirectory } from "../../../src/bot/config/DataDirectory.ts"
import { loadDotEnv } from "../../../src/bot/config/DotEnv.ts"

const temporary = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  return { fs, root: yield* fs.makeTempDirectoryScoped() }
})

describe("DataDirectory", () => {
  it.layer(NodeServices.layer)((it) => {
    it.effect("makes the directory for its owner alone", () =>
      Effect.gen(function* () {
        const { fs, root } = yield* temporary
        const made = yield* dataDirectory({ environment: { ORCHESTRATOR_HOME: "state/here" }, start: root })
        assert.strictEqual(made, `${root}/state/here`)
        assert.strictEqual((yield* fs.stat(made)).mode & 0o777, 0o700)
        const usual = yield* dataDirectory({ environment: { XDG_DATA_HOME: `${root}/share` }, start: "/" })
        assert.strictEqual(usual, `${root}/share/orchestrator`)
        const tilde = yield* dataDirectory({ environment: { ORCHESTRATOR_HOME: "~/o", HOME: root }, start: "/" })
        assert.strictEqual(tilde, `${root}/o`)
      })
    )

    it.effect("says why a directory will not do", () =>
      Effect.gen(function* () {
        const { fs, root } = yield* temporary
        const refused = (environment: Record<string, string>) =>
          dataDirectory({ environment, start: root }).pipe(
            Effect.flip,
            Effect.map((error) => error.message)
          )
        yield* fs.writeFileString(`${root}/file`, "")
        yield* fs.makeDirectory(`${root}/open`)
        yield* fs.chmod(`${root}/open`, 0o777)
        const remedy = "set ORCHESTRATOR_HOME to a directory that you can write"
        assert.strictEqual(
          yield* refused({ ORCHESTRATOR_HOME: "file" }),
          `the data directory ${root}/file is a file; ${remedy}`
        )
        assert.strictEqual(
          yield* refused({ ORCHESTRATOR_HOME: "file/below" }),
          `the data directory ${root}/file/below cannot be made or written; ${remedy}`
        )
        assert.strictEqual(
          yield* refused({ ORCHESTRATOR_HOME: "open" }),
          `others can write to the data directory ${root}/open; run: chmod 700 '${root}/open'`
        )
        assert.strictEqual(yield* refused({}), `the data directory is not known: HOME is not set; ${remedy}`)
      })
    )
  })
})

describe("DotEnv", () => {
  it.layer(NodeServices.layer)((it) => {
    it.effect("completes the environment, which wins, and keeps secrets redacted", () =>
      Effect.gen(function* () {
        const { fs, root } = yield* temporary
        yield* fs.makeDirectory(`${root}/config`)
        yield* fs.makeDirectory(`${root}/data`)
        yield* fs.writeFileString(`${root}/config/.env`, 'A=beside\nexport B="two words"\nEMPTY=\n', { mode: 0o600 })
        yield* fs.writeFileString(`${root}/.env`, "A=above\nC=above # a remark\n", { mode: 0o600 })
        yield* fs.writeFileString(`${root}/data/.env`, "C=data\nD=data\nEMPTY=filled\n", { mode: 0o600 })
        const loaded = yield* loadDotEnv({
          environment: { D: "real", UNSET: undefined },
          config: `${root}/config/orchestrator.yaml`,
          home: `${root}/data`
        })
        assert.deepStrictEqual(loaded.values, { A: "beside", B: "two words", C: "above", D: "real", EMPTY: "filled" })
        assert.deepStrictEqual(loaded.files, [`${root}/config/.env`, `${root}/.env`, `${root}/data/.env`])
        const secret = Option.getOrThrow(loaded.secret("B"))
        assert.strictEqual(`${secret}`, "<redacted:B>")
        assert.strictEqual(Redacted.value(secret), "two words")
        assert.isTrue(Option.isNone(loaded.secret("toString")))
      })
    )

    it.effect("refuses a file that others can read, and leaves alone one that is not its own", () =>
      Effect.gen(function* () {
        const { fs, root } = yield* temporary
        yield* fs.writeFileString(`${root}/.env`, "A=1\n")
        yield* fs.chmod(`${root}/.env`, 0o644)
        const refused = yield* Effect.flip(loadDotEnv({ environment: {}, config: undefined, home: root }))
        assert.strictEqual(
          refused.message,
          `others can read ${root}/.env (mode 644), which holds secrets; run: chmod 600 '${root}/.env'`
        )
        const elsewhere = yield* loadDotEnv({ environment: {}, config: undefined, home: `${root}/data` })
        assert.deepStrictEqual(elsewhere.values, {})
      })
    )
  })
})
