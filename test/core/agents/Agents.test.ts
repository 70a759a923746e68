import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Result, Stream } from "effect"
import { frontmatterLayer } from "../../../src/bot/config/Frontmatter.ts"
import type { AgentFoldersSettings } from "../../../src/core/agents/AgentFolders.ts"
import { Agents } from "../../../src/core/agents/Agents.ts"
import type { AgentsSnapshot } from "../../../src/core/agents/AgentsSnapshot.ts"
import { problemText } from "../../../src/core/agents/Problem.ts"

const services = Layer.mergeAll(NodeServices.layer, frontmatterLayer)

const agent = (name: string, ...lines: ReadonlyArray<string>) =>
  ["---", `name: ${name}`, `description: ${name} of the tests`, ...lines, "---", "", `You are ${name}.`, ""].join("\n")

/** A start directory with `agents/` in it, a place outside, and the folder of run-time agents. */
const place = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const root = yield* Effect.flatMap(fs.makeTempDirectoryScoped(), fs.realPath)
  const start = `${root}/project`
  const outside = `${root}/outside`
  const own = `${root}/data/agents`
  for (const folder of [`${start}/agents`, `${start}/web`, outside])
    yield* fs.makeDirectory(folder, { recursive: true })
  const settings: AgentFoldersSettings = {
    folders: [{ path: `${start}/agents`, required: true }],
    own,
    directories: { start, roots: ["."] },
    backends: ["claude", "codex"],
    defaultBackend: "claude",
    allowFull: []
  }
  return { fs, start, outside, own, settings, write: (path: string, text: string) => fs.writeFileString(path, text) }
})

const said = (snapshot: AgentsSnapshot) => snapshot.problems.map(problemText)
const names = (snapshot: AgentsSnapshot): ReadonlyArray<string> => snapshot.agents.map((entry) => entry.agent.name)

const refusal = <A, E extends { readonly message: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.result(effect), (result) => (Result.isFailure(result) ? result.failure.message : "no refusal"))

describe("Agents", () => {
  it.layer(services)((it) => {
    it.effect("loads the folders in order, later ones winning, and disables what is broken alone", () =>
      Effect.gen(function* () {
        const { fs, start, outside, own, settings, write } = yield* place
        const shared = `${start}/agents`
        yield* fs.makeDirectory(own, { recursive: true })
        yield* fs.symlink(outside, `${start}/way-out`)
        yield* write(`${shared}/scout.md`, agent("scout", "workdir: web"))
        yield* write(`${shared}/smith.md`, agent("smith"))
        yield* write(`${own}/smith.md`, agent("smith", "backend: codex"))
        yield* write(`${shared}/typo.md`, agent("typo", "busy: sometimes"))
        yield* write(`${shared}/lost.md`, agent("lost", "workdir: nowhere"))
        yield* write(`${shared}/far.md`, agent("far", "workdir: way-out"))
        yield* write(`${shared}/bold.md`, agent("bold", "permissions: full"))
        yield* write(`${shared}/twin.md`, agent("scout"))
        yield* write(`${shared}/huge.md`, "x".repeat(256 * 1024 + 1))
        yield* write(`${shared}/.hidden.md`, "not an agent")
        yield* write(`${shared}/notes.txt`, "not an agent")
        const granted = { ...settings, folders: [...settings.folders, { path: `${start}/gone`, required: true }] }
        yield* Effect.gen(function* () {
          const agents = yield* Agents
          const snapshot = yield* agents.snapshot
          assert.deepStrictEqual(names(snapshot), ["scout", "smith"])
          const scout = yield* agents.get("scout")
          assert.strictEqual(scout.workdir, `${start}/web`)
          assert.match(scout.personaVersion, /^[0-9a-f]{12}$/)
          const smith = yield* agents.get("smith")
          assert.deepInclude<object>(smith, { backend: "codex", workdir: start, permissions: "ask" })
          assert.notStrictEqual(smith.personaVersion, scout.personaVersion)
          assert.sameMembers(said(snapshot), [
            'agents/bold.md:4: permissions: full is not granted to bold; to grant it, put allowFull: ["bold"] in the configuration',
            `agents/far.md:4: workdir: found way-out (${outside}), which is outside the allowed roots (${start}); add its root to workdirs in the configuration`,
            "agents/huge.md: the file is larger than 256 KiB; shorten it",
            `agents/lost.md:4: workdir: found nowhere (${start}/nowhere), which does not exist; create it or name another directory`,
            "agents/twin.md: name: agents/scout.md already has the name scout; give this one another name",
            'agents/typo.md:4: busy: found "sometimes"; expected "queue" | "steer" | "interrupt"',
            "gone: the folder cannot be read; create it or remove it from agents.folders"
          ])
          assert.strictEqual(
            yield* refusal(agents.get("typo")),
            'typo is disabled: agents/typo.md:4: busy: found "sometimes"; expected "queue" | "steer" | "interrupt"'
          )
          assert.strictEqual(yield* refusal(agents.get("socut")), "no agent is called socut; did you mean scout?")
        }).pipe(Effect.provide(Agents.layer(granted)))
        yield* Effect.gen(function* () {
          assert.strictEqual((yield* (yield* Agents).get("bold")).permissions, "full")
        }).pipe(Effect.provide(Agents.layer({ ...settings, allowFull: ["bold"] })))
      })
    )

    it.effect("makes, changes and removes agents in its own folder only", () =>
      Effect.gen(function* () {
        const { fs, start, own, settings, write } = yield* place
        const shared = `${start}/agents/scout.md`
        yield* write(shared, agent("scout", "host: default # a remark", "busy: steer"))
        yield* Effect.gen(function* () {
          const agents = yield* Agents
          const made = yield* agents.create(
            { name: "smith", description: "makes: things", permissions: "plan", budget: { turn: 2 } },
            "You make things."
          )
          assert.deepInclude<object>(made, { name: "smith", description: "makes: things", budget: { turn: 2 } })
          assert.deepStrictEqual(yield* agents.get("smith"), made)
          assert.strictEqual((yield* fs.stat(`${own}/smith.md`)).mode & 0o777, 0o600)

          const edited = yield* agents.edit("scout", { busy: undefined, model: "opus" })
          assert.deepInclude<object>(edited, { busy: "queue", model: "opus", persona: "You are scout." })
          assert.include(yield* agents.source("scout"), "# a remark")
          assert.include(yield* fs.readFileString(shared), "busy: steer")
          yield* agents.edit("scout", {}, "You are another.")
          assert.deepInclude<object>(yield* agents.get("scout"), { model: "opus", persona: "You are another." })
          yield* agents.delete("scout")
          assert.deepInclude<object>(yield* agents.get("scout"), { busy: "steer", persona: "You are scout." })
          assert.deepStrictEqual(yield* fs.readDirectory(own), ["smith.md"])
        }).pipe(Effect.provide(Agents.layer(settings)))
      })
    )

    it.effect("refuses with the reason, and leaves everything as it was", () =>
      Effect.gen(function* () {
        const { fs, start, own, settings, write } = yield* place
        yield* write(`${start}/agents/scout.md`, agent("scout"))
        yield* Effect.gen(function* () {
          const agents = yield* Agents
          yield* agents.create({ name: "smith", description: "x" }, "You make things.")
          const before = yield* agents.snapshot
          const refusals = yield* Effect.all([
            refusal(agents.create({ name: "scout", description: "x" }, "")),
            refusal(agents.create({ name: "../../scout", description: "x" }, "")),
            refusal(agents.create({ name: "bold", description: "x", permissions: "full" }, "")),
            refusal(agents.edit("smith", { workdir: "/" })),
            refusal(agents.edit("smith", { name: "wright" })),
            refusal(agents.write("smith", "no keys")),
            refusal(agents.write("nobody", agent("nobody"))),
            refusal(agents.delete("scout")),
            refusal(agents.delete("scuot"))
          ])
          assert.deepStrictEqual(refusals, [
            "scout exists already (agents/scout.md); edit it or choose another name",
            'name: found "../../scout"; expected a name of lower-case letters, digits and dashes that starts with a letter, at most 32 characters',
            'permissions: full is not granted to bold; to grant it, put allowFull: ["bold"] in the configuration',
            `workdir: found /, which is outside the allowed roots (${start}); add its root to workdirs in the configuration`,
            'name: found "wright"; expected "smith": to rename it, create another agent',
            "found no keys at the head; expected name and description between two --- lines",
            "no agent is called nobody",
            "scout comes from agents/scout.md, which is not changed from here; remove that file by hand",
            "no agent is called scuot; did you mean scout?"
          ])
          assert.deepStrictEqual(yield* agents.reload, before)
          assert.deepStrictEqual(yield* fs.readDirectory(own), ["smith.md"])
        }).pipe(Effect.provide(Agents.layer(settings)))
      })
    )

    it.effect("ships four agents that load without a word of complaint", () =>
      Effect.gen(function* () {
        const { settings } = yield* place
        const shipped = new URL("../../../config/agents", import.meta.url).pathname
        yield* Effect.gen(function* () {
          const snapshot = yield* (yield* Agents).snapshot
          assert.deepStrictEqual(said(snapshot), [])
          assert.deepStrictEqual(
            snapshot.agents.map(({ agent }) => `${agent.name} ${agent.backend} ${agent.permissions}`),
            ["reviewer codex plan", "scout claude ask", "smith claude ask", "worker claude accept-edits"]
          )
          for (const { agent } of snapshot.agents) assert.notProperty(agent, "model", `${agent.name} pins a model`)
        }).pipe(Effect.provide(Agents.layer({ ...settings, folders: [{ path: shipped, required: true }] })))
      })
    )
  })

  it.live("sees edits of the files, and keeps the last good version of one that broke", () =>
    Effect.gen(function* () {
      const { fs, start, settings, write } = yield* place
      const file = `${start}/agents/scout.md`
      yield* write(file, agent("scout"))
      yield* Effect.gen(function* () {
        const agents = yield* Agents
        /** The first snapshot from now on that fits. */
        const until = (fits: (snapshot: AgentsSnapshot) => boolean) =>
          agents.changes.pipe(Stream.filter(fits), Stream.runHead, Effect.flatMap(Effect.fromOption))
        const scout = (snapshot: AgentsSnapshot) => snapshot.agents.find((entry) => entry.agent.name === "scout")
        const first = yield* agents.get("scout")

        yield* write(file, agent("scout", "verbosity: answer").replace("You are", "You always were"))
        const edited = yield* until((snapshot) => scout(snapshot)?.agent.verbosity === "answer")
        assert.notStrictEqual(scout(edited)?.agent.personaVersion, first.personaVersion)

        yield* write(file, agent("scout", "verbosity: loud"))
        const broken = yield* until((snapshot) => said(snapshot).join().includes("loud"))
        assert.deepStrictEqual(said(broken), [
          'agents/scout.md:4: verbosity: found "loud"; expected "answer" | "essentials" | "everything"',
          "agents/scout.md: the last good version of scout keeps running"
        ])
        assert.deepInclude<object | undefined>(scout(broken), { stale: true })
        assert.strictEqual((yield* agents.get("scout")).verbosity, "answer")

        yield* write(`${file}.new`, agent("scout", "verbosity: everything"))
        yield* fs.rename(`${file}.new`, file)
        const mended = yield* until((snapshot) => scout(snapshot)?.agent.verbosity === "everything")
        assert.deepStrictEqual(said(mended), [])

        yield* write(`${start}/agents/smith.md`, agent("smith"))
        yield* until((snapshot) => snapshot.agents.length === 2)
        yield* fs.remove(file)
        assert.deepStrictEqual(names(yield* until((snapshot) => snapshot.agents.length === 1)), ["smith"])
      }).pipe(Effect.provide(Agents.layer(settings)))
    }).pipe(Effect.provide(services))
  )
})
