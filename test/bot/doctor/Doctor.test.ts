/** `orchestrator doctor` on healthy and on sick services: what a person reads, what a script gets, and that it never falls. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"
import { Hash } from "effect"
import type { Finding } from "../../../src/bot/doctor/Finding.ts"
import { Mark } from "../../../src/core/cli/Mark.ts"
import { SessionId } from "../../../src/core/model/Ids.ts"
import { makePlace, type Place } from "../commands/CommandLine.ts"
import { startedService } from "../commands/PastTalk.ts"

let place: Place
beforeEach(() => {
  // no coding cli of this machine is found
  place = makePlace({ PATH: "/usr/bin:/bin" })
})
afterEach(() => place.leave())

const agent = (name: string, keys = "") =>
  place.write(
    join(place.home, "agents", `${name}.md`),
    `---\nname: ${name}\ndescription: x\nbackend: rehearsal\n${keys}---\nYou are ${name}.\n`
  )
const configure = (text: string) => place.write(join(place.start, "config/orchestrator.yaml"), text)

/** The report without what this machine and the adapters' own checks say. */
const report = (out: string) => {
  const [clis, chat] = [out.indexOf("\ncoding clis\n"), out.indexOf("\nagents\n")]
  const shipped = /^ {2}\S (reviewer|scout|smith|worker): .*\n/gm
  return `${out.slice(0, clis)}${out.slice(chat)}`
    .replace(/orchestrator \d\S+/, "orchestrator 1.2.3")
    .replace(/node: \S+/, "node: 24.0.0")
    .replace(/\d+ models, as of \S+/, "9 models, as of 2999-01")
    .replace(/[\d.]+ [GM]B free/, "9.9 GB free")
    .replace(/\d+\.\d MB · sound/, "0.1 MB · sound")
    .replaceAll(shipped, "")
}

const findings = async () => {
  const { code, out } = await place.run(["doctor", "--json"])
  const read = JSON.parse(out) as { readonly ok: boolean; readonly checks: ReadonlyArray<Finding> }
  assert.strictEqual(code, read.ok ? 0 : 1)
  return {
    ok: read.ok,
    checks: read.checks,
    of: (group: string, name: string) => read.checks.filter((check) => check.group === group && check.name === name)
  }
}

describe("doctor on a healthy service", () => {
  it("says on one screen what was found, and ends with 0 although a cli is missing that nobody is met on", async () => {
    agent("tester")
    configure("default: tester\n")
    const { code, err, out } = await place.run(["doctor"])
    assert.strictEqual(
      report(out).replace(/\n\d+ warnings?$/, "\n(warnings)"),
      `the orchestrator 1.2.3

machine
  ✓ node: 24.0.0

configuration
  ✓ file: ~/start/config/orchestrator.yaml
  ✓ .env: none; secrets come from the environment
  ✓ prices: 9 models, as of 2999-01

data
  ✓ directory: ~/data
  ✓ space: 9.9 GB free
  ✓ database: not made yet; the first start makes it
  ✓ service: not running; start it: orchestrator start

agents
  ✓ tester: on rehearsal · in ~/start · ask
  ✓ default: tester answers where nothing is bound

(warnings)`
    )
    assert.deepStrictEqual({ code, err }, { code: 0, err: "" })
    assert.match(out, /\n {2}▸ claude: not installed\n {6}\S/)
  })

  it("gives scripts the same as JSON, and fails when the cli is missing that people are met on", async () => {
    agent("tester")
    configure("default: tester\n")
    const healthy = await findings()
    assert.isTrue(healthy.ok)
    assert.deepStrictEqual(healthy.of("data", "service"), [
      { group: "data", name: "service", state: "ok", found: "not running; start it: orchestrator start", fix: "" }
    ])
    for (const check of healthy.checks) {
      assert.deepStrictEqual(Object.keys(check), ["group", "name", "state", "found", "fix"])
      assert.strictEqual(check.fix === "", check.state === "ok", check.name)
    }
    place.write(
      join(place.home, "agents/tester.md"),
      "---\nname: tester\ndescription: x\nbackend: claude\n---\nYou are tester.\n"
    )
    const sick = await findings()
    assert.isFalse(sick.ok)
    assert.include(sick.of("coding clis", "claude")[0], { state: "failed", found: "not installed" })
  })

  it("looks at the database beside the service that holds it", async () => {
    const service = await startedService(place.home)
    configure("platforms: { discord: {} }\n")
    // one that says nothing does not hold the doctor up
    const socket = createServer((visitor) => visitor.resume())
    socket.listen(join(place.home, "control.sock"))
    await once(socket, "listening")
    const { of } = await findings()
    assert.match(of("data", "database")[0]?.found ?? "", /orchestrator\.db · 0\.\d MB · sound · 1 turn unfinished$/)
    assert.strictEqual(of("data", "service")[0]?.found, "running")
    socket.close()
    await once(socket, "close")
    assert.strictEqual(
      (await findings()).of("data", "service")[0]?.found,
      "not running; a chat or a send uses the data"
    )
    await service.stop()
  })
})

describe("doctor on a sick service", () => {
  it("names every fault with its fix, and looks at the rest with defaults", async () => {
    agent("tester")
    agent("torn", "budget: 5\n")
    configure("default: nobody\nlane:\n  capacity: many\nfinsh: auto\n")
    place.write(join(place.start, ".env"), "A=1\n", 0o644)
    const { code, out } = await place.run(["doctor"])
    assert.strictEqual(code, 1)
    assert.strictEqual(
      report(out).replace(/(\d+ failed) · .*$/, "$1"),
      `the orchestrator 1.2.3

machine
  ✓ node: 24.0.0

configuration
  ✗ file: config/orchestrator.yaml:3 lane.capacity: found "many"
      expected a number
  ✗ file: config/orchestrator.yaml:4 finsh: found an unknown key
      expected a known key; did you mean "finish"?
  ✗ .env: others can read ~/start/.env (mode 644), which holds secrets
      run: chmod 600 '~/start/.env'
  ✓ prices: 9 models, as of 2999-01

data
  ✓ directory: ~/data
  ✓ space: 9.9 GB free
  ✓ database: not made yet; the first start makes it
  ✓ service: not running; start it: orchestrator start

agents
  ✓ tester: on rehearsal · in ~/start · ask
  ✗ problem: ~/data/agents/torn.md:5 budget: found 5
      expected keys with values
  ✓ default: scout answers where nothing is bound

5 failed`
    )
  })

  it("knows agents that nobody can reach and agents that nobody holds back", async () => {
    agent("tester", "permissions: full\n")
    agent("torn", "budget: 5\n")
    configure("default: testr\nallowFull: [tester, gone]\n")
    const { of } = await findings()
    assert.deepStrictEqual(of("agents", "default"), [
      {
        group: "agents",
        name: "default",
        state: "failed",
        found: "nobody answers where nothing is bound: the default is testr, which does not exist",
        fix: "name another one, or make it: orchestrator agents create testr; did you mean tester?"
      }
    ])
    assert.include(of("agents", "tester")[0], { state: "warning" })
    assert.include(of("agents", "allowFull")[0], { state: "warning", found: "names gone, which is no agent" })
  })

  it("goes on without a data directory, and with one that others can write", async () => {
    agent("tester")
    configure("default: tester\n")
    chmodSync(place.home, 0o777)
    const open = await findings()
    assert.include(open.of("data", "directory")[0], { state: "failed" })
    assert.match(open.of("data", "directory")[0]?.fix ?? "", /^run: chmod 700 /)
    assert.lengthOf(open.of("data", "space"), 1)

    process.env.ORCHESTRATOR_HOME = place.write(join(place.start, "file"), "")
    const gone = await findings()
    assert.include(gone.of("data", "directory")[0], {
      state: "failed",
      fix: "set ORCHESTRATOR_HOME to a directory that you can write"
    })
    assert.lengthOf(gone.of("data", "space"), 0)
    assert.include(gone.of("agents", "default")[0], { state: "failed" })
  })

  it("says what is wrong with a database that is none", async () => {
    writeFileSync(join(place.home, "orchestrator.db"), "this is no database, and long enough to be looked at closely")
    const { of } = await findings()
    assert.deepStrictEqual(of("data", "database")[0]?.state, "failed")
    assert.strictEqual(
      of("data", "database")[0]?.fix,
      "the file is not a database: move it away, or point the data directory elsewhere"
    )
  })

  it("finds what an earlier run left behind, and the one who runs now has nothing left behind", async () => {
    const mark = Mark.encode({
      service: (Hash.string(place.home) >>> 0).toString(36),
      spawn: "before.0",
      session: SessionId.make("default/scout/loop:c1")
    })
    const left = spawn("sleep", ["60"], { env: { PATH: "/usr/bin:/bin", [Mark.variable]: mark } })
    const gone = once(left, "exit")
    try {
      await once(left, "spawn")
      const [found] = (await findings()).of("data", "left-over processes")
      assert.include(found, { state: "warning", fix: `orchestrator start ends them, or: kill ${left.pid}` })
      const service = await startedService(place.home)
      assert.lengthOf((await findings()).of("data", "left-over processes"), 0)
      await service.stop()
    } finally {
      left.kill("SIGKILL")
      await gone
    }
  })
})
