/**
 * A new platform and a new backend are a folder each and a line each: dropped into a copy of the repository, they are
 * found, judged and offered without another edit. What breaks a promise fails there, and so does what nobody listed.
 */
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { dropBackend, dropPlatform, enlist } from "./Samples.ts"
import { root } from "./Sources.ts"

const copy = mkdtempSync(join(tmpdir(), "orchestrator-extension-"))

interface Verdict {
  readonly name: string
  readonly status: string
  readonly said: string
}

interface Report {
  readonly testResults: ReadonlyArray<{
    readonly name: string
    readonly message: string
    readonly assertionResults: ReadonlyArray<{
      readonly fullName: string
      readonly status: string
      readonly failureMessages?: ReadonlyArray<string>
    }>
  }>
}

/** Claims that cost little time, and every rule of this folder. */
const claims =
  "named like its folder|backend (sample|faulty).*(streams|a tool is)|(sample|faulty) \\(files\\)|has a harness|adapters in|files|imports|the core"

const judge = (): ReadonlyArray<Verdict> => {
  const out = join(copy, "report.json")
  const vitest = join(root, "node_modules/vitest/vitest.mjs")
  const where = ["test/architecture", "test/contract", "test/adapters/chat/", "test/adapters/backend/"]
  const { stderr } = spawnSync(
    process.execPath,
    [vitest, "run", ...where, "-t", claims, "--reporter=json", `--outputFile=${out}`, "--maxWorkers=1"],
    { cwd: copy, encoding: "utf8" }
  )
  const { testResults }: Report = JSON.parse(readFileSync(out, "utf8"))
  assert.isNotEmpty(testResults, stderr)
  return testResults.flatMap((file) =>
    file.assertionResults.length === 0
      ? [{ name: file.name, status: "failed", said: file.message }]
      : file.assertionResults
          .filter(({ status }) => status === "passed" || status === "failed")
          .map(({ failureMessages = [], fullName, status }) => ({
            name: fullName,
            status,
            said: failureMessages.join("\n")
          }))
  )
}

let verdicts: ReadonlyArray<Verdict> = []

/** What was said of that adapter by name. */
const about = (name: string, status: string): ReadonlyArray<string> =>
  verdicts
    .filter((verdict) => verdict.status === status)
    .filter((verdict) => verdict.name.includes(name) || new RegExp(`adapters/\\w+/${name}/`).test(verdict.said))
    .map((verdict) => verdict.name)

beforeAll(() => {
  const harnesses = ["test/adapters/chat/console/Harness.ts", "test/adapters/backend/rehearsal/Harness.ts"]
  const needed = ["src", "config", "test/contract", "test/architecture", "test/support", "package.json", ...harnesses]
  for (const path of needed) {
    cpSync(join(root, path), join(copy, path), { recursive: true })
  }
  for (const path of ["tsconfig.json", "vitest.config.ts"]) cpSync(join(root, path), join(copy, path))
  rmSync(join(copy, "test/architecture/Extension.test.ts"))
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"))

  dropPlatform(copy, "sample", true)
  dropPlatform(copy, "faulty", false)
  dropBackend(copy, "sample", true)
  dropBackend(copy, "faulty", false)
  dropBackend(copy, "unlisted", true)
  for (const name of ["sample", "faulty"]) {
    enlist(copy, "src/bot/PlatformList.ts", "chat", name)
    enlist(copy, "src/bot/BackendList.ts", "backend", name)
  }
  verdicts = judge()
}, 120_000)
afterAll(() => rmSync(copy, { recursive: true, force: true }))

describe("an adapter dropped into a copy of the repository", () => {
  it("is held to the contract and to every rule, and passes when it is whole", () => {
    const passed = about("sample", "passed")
    for (const claim of [
      "adapters in src/adapters/chat sample stands in its kind's list",
      "adapters in src/adapters/backend sample stands in its kind's list",
      "platforms sample is named like its folder and can be configured with nothing",
      "backends sample is named like its folder and runs without configuration",
      "platforms sample (files) posts, and the same key is the same message",
      "platforms sample (files) changes and deletes what exists, and says so of what does not",
      "platforms sample (files) hands over what is said, one after the other, the next when the one before is durable",
      "backends backend sample streams an answer that ends once, and says how to resume and what it used",
      "backends backend sample a tool is an activity that starts and is done"
    ]) {
      assert.include(passed, claim)
    }
    assert.deepStrictEqual(about("sample", "failed"), [])
  })

  it("fails when it breaks a promise", () => {
    assert.includeMembers(
      [...about("faulty", "failed")],
      [
        "platforms faulty (files) posts, and the same key is the same message",
        "backends backend faulty streams an answer that ends once, and says how to resume and what it used"
      ]
    )
  })

  it("fails when its kind's list does not name it", () => {
    assert.deepStrictEqual(about("unlisted", "failed"), [
      "adapters in src/adapters/backend unlisted stands in its kind's list"
    ])
  })

  it("is offered by the doctor, like those that were there before", () => {
    const home = join(copy, "home")
    mkdirSync(home, { mode: 0o700 })
    const { stderr, stdout } = spawnSync(process.execPath, ["src/bot/bin.ts", "doctor", "--json"], {
      cwd: copy,
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: home, ORCHESTRATOR_HOME: home }
    })
    assert.include(stdout, '"sample"', stderr)
  })
})
