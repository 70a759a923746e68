/** What `npm install --global` gives to somebody who has nothing but npm, on the Node of today and on an old one. */
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import {
  contentsOf,
  installGlobally,
  machineNode,
  makePlace,
  type Node,
  pack,
  run,
  start,
  startWith,
  thisNode
} from "./Installed.ts"

const patience = 60_000
const folder = mkdtempSync(join(tmpdir(), "orchestrator-package-"))
const command = join(folder, "prefix", "bin", "orchestrator")
const manifest: { readonly version: string } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8")
)
let tarball = ""
let installed = ""

const own = machineNode()
const isOld = own !== undefined && Number(own.version.slice(1).split(".")[0]) < 22

beforeAll(() => {
  tarball = pack(folder)
  installed = installGlobally(tarball, join(folder, "prefix"))
}, 2 * patience)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Examined {
  readonly checks: ReadonlyArray<{ readonly name: string; readonly state: string }>
}

const claims = (node: Node) => {
  const place = makePlace(command, node, join(folder, node.version))

  it("says its version, and on which Node it runs", async () => {
    const { code, stderr, stdout } = await run(place, "version")
    assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
    assert.match(stdout, new RegExp(`orchestrator ${manifest.version} .*node (22|2[4-9])\\.`))
  })

  it("is examined by its doctor: all that came with it is there", async () => {
    const { stdout } = await run(place, "doctor", "--json")
    const { checks }: Examined = JSON.parse(stdout)
    const stateOf = (name: string) => checks.find((check) => check.name === name)?.state
    assert.deepStrictEqual([stateOf("node"), stateOf("rehearsal"), stateOf("parrot")], ["ok", "ok", "ok"])
  })

  it("answers", async () => {
    const { code, stderr, stdout } = await run(place, "send", "parrot", "!say Pieces of eight.")
    assert.include(stdout, "Pieces of eight.")
    assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
  })

  it("answers a program that starts it for its tools, and ends with its input", async () => {
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } }
    const lines = [
      { id: 1, method: "initialize", params },
      { method: "notifications/initialized" },
      { id: 2, method: "tools/list" }
    ].map((line) => `${JSON.stringify({ jsonrpc: "2.0", ...line })}\n`)
    const { code, stderr, stdout } = await startWith(lines.join(""), place, "mcp").ended
    assert.include(stdout, `"serverInfo":{"name":"orchestrator","version":"${manifest.version}"}`)
    assert.include(stdout, '"name":"spawn_worker"')
    assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
  })

  it("fails with the program's own exit code", async () => {
    const { code, stderr, stdout } = await run(place, "send", "nobody", "hello")
    assert.strictEqual(code, 1)
    assert.include(stdout + stderr, "nobody")
  })

  it("runs as a service until it is told to stop", async () => {
    const service = start(place, "start")
    await service.says("agents run on")
    service.process.kill("SIGTERM")
    const { code, signal } = await service.ended
    assert.deepStrictEqual({ code, signal }, { code: 130, signal: null })
  })
}

describe("the package", () => {
  it("holds the program, its configuration and its papers, and nothing else", () => {
    const files = [...contentsOf(installed)]
    const strays = files.filter(
      (path) =>
        !/^(dist\/.*\.js|dist\/dashboard\/.*|config\/.*|package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md)$/.test(
          path
        )
    )
    assert.deepStrictEqual(strays, [])
    assert.includeMembers(files, [
      "dist/bot/bin.js",
      "dist/dashboard/index.html",
      "config/prices.yaml",
      "package.json",
      "LICENSE",
      "SECURITY.md"
    ])
    assert.isBelow(statSync(tarball).size, 3 * 1024 * 1024)
  })

  describe(`on Node ${thisNode.version}`, { timeout: patience }, () => claims(thisNode))

  describe.skipIf(!isOld)(
    isOld ? `on this machine's own Node ${own.version}` : "on an old Node of the machine's own: there is none here",
    { timeout: patience },
    () => {
      const node = own ?? thisNode
      claims(node)

      it("does not outlive what started it", async () => {
        const service = start(makePlace(command, node, join(folder, "killed")), "start")
        await service.says("agents run on")
        service.process.kill("SIGKILL")
        assert.strictEqual((await service.ended).signal, "SIGKILL")
      })

      it("says what to do when no Node came with it", async () => {
        const place = makePlace(command, node, join(folder, "without"))
        const name = `node-${process.platform}-${process.arch}`
        const comes = join(installed, "node_modules", name)
        renameSync(comes, join(folder, name))
        try {
          const { code, stderr } = await run(place, "--version")
          assert.strictEqual(code, 1)
          assert.match(stderr, /needs Node 22\.19 or newer.*\n.*install Node 24/)
        } finally {
          renameSync(join(folder, name), comes)
        }
      })
    }
  )
})
