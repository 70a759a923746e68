/** `orchestrator agents`: what a person and a script see of agents, and that no edit breaks a good one. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"
import { makePlace, type Place } from "./CommandLine.ts"

let place: Place
beforeEach(() => {
  place = makePlace()
})
afterEach(() => place.leave())

const own = (name: string) => join(place.home, "agents", `${name}.md`)
const broken = "---\nname: torn\ndescription: x\nbackend: clade\nbudget:\n  turn: a lot\n---\nYou are torn.\n"

/** An editor that writes what it is told, one text after the other. */
const editor = (...texts: ReadonlyArray<string>) => {
  const script = place.write(
    join(place.start, "editor.mjs"),
    `import { existsSync, readFileSync, writeFileSync } from "node:fs"
const texts = ${JSON.stringify(texts)}
const count = ${JSON.stringify(join(place.start, "count"))}
const turn = existsSync(count) ? Number(readFileSync(count, "utf8")) : 0
writeFileSync(count, String(turn + 1))
if (texts[turn] === "exit") process.exit(3)
if (texts[turn] !== "as it is") writeFileSync(process.argv[2], texts[turn])
`
  )
  process.env.EDITOR = `${process.execPath} ${script}`
}

const drafts = () => readdirSync(process.env.TMPDIR ?? "")

describe("agents list, show and check", () => {
  it("show what there is, disabled ones too, and what is wrong with them by file, line and key", async () => {
    place.write(
      own("tester"),
      "---\nname: tester\ndescription: Writes \u001b[2Jtests\nbackend: rehearsal\n---\nYou test.\n"
    )
    place.write(own("torn"), broken)
    const { code, out } = await place.run(["agents", "list"])
    assert.strictEqual(code, 0)
    const line = (name: string) => out.split("\n").find((line) => line.startsWith(name)) ?? ""
    assert.match(line("agent "), /^agent +backend +model +permissions +file +description$/)
    assert.match(line("tester"), /^tester +rehearsal +ask +~\/data\/agents\/tester\.md +Writes tests$/)
    assert.match(line("torn"), /^torn +disabled +~\/data\/agents\/torn\.md +see: orchestrator agents check$/)
    assert.notInclude(out, "\u001b")

    const shown = await place.run(["agents", "show", "tester"])
    assert.deepStrictEqual(shown, {
      out: "---\nname: tester\ndescription: Writes tests\nbackend: rehearsal\n---\nYou test.",
      err: "~/data/agents/tester.md\n",
      code: 0
    })

    const checked = await place.run(["agents", "check"])
    assert.strictEqual(checked.code, 1)
    assert.deepStrictEqual(checked.out.split("\n").slice(0, -1), [
      '✗ ~/data/agents/torn.md:6: budget.turn: found "a lot"; expected a number',
      '✗ ~/data/agents/torn.md:4: backend: found "clade"; expected one of claude, codex, rehearsal; did you mean "claude"?'
    ])
    assert.match(checked.out, /\n✗ \d+ agents can be talked to · torn disabled$/)
  })

  it("give scripts the same as JSON, with 1 when an agent is disabled", async () => {
    assert.strictEqual((await place.run(["agents", "check", "--json"])).code, 0)
    place.write(own("torn"), broken)
    const checked = await place.run(["agents", "check", "--json"])
    assert.strictEqual(checked.code, 1)
    const { disabled, ok, problems } = JSON.parse(checked.out)
    assert.deepStrictEqual({ ok, disabled }, { ok: false, disabled: ["torn"] })
    assert.deepStrictEqual(
      problems.map((problem: { line: number; key: string; severity: string }) => [
        problem.line,
        problem.key,
        problem.severity
      ]),
      [
        [6, "budget.turn", "error"],
        [4, "backend", "error"]
      ]
    )
    const listed = JSON.parse((await place.run(["agents", "list", "--json"])).out)
    assert.include(
      listed.find((agent: { name: string }) => agent.name === "torn"),
      { state: "disabled", own: true }
    )
  })
})

describe("agents create", () => {
  it("makes an agent of flags, and refuses what is not one", async () => {
    const persona = place.write(join(place.start, "persona.txt"), "You write tests.\n")
    const args = ["agents", "create", "tester", "--description", "Writes: tests", "--backend", "rehearsal"]
    assert.deepStrictEqual(await place.run([...args, "--model", "opus", "--persona-file", persona]), {
      out: "tester is made: ~/data/agents/tester.md\ntalk to it: orchestrator chat tester",
      err: "",
      code: 0
    })
    assert.strictEqual(
      readFileSync(own("tester"), "utf8"),
      '---\nname: tester\ndescription: "Writes: tests"\nbackend: rehearsal\nmodel: opus\n---\n\nYou write tests.\n'
    )
    assert.deepStrictEqual(await place.run(args), {
      out: "",
      err: "orchestrator: tester exists already (~/data/agents/tester.md); edit it or choose another name",
      code: 1
    })
    assert.deepStrictEqual(await place.run(["agents", "create", "other", "--description", "x", "--workdir", "/"]), {
      out: "",
      err: "orchestrator: workdir: found /, which is outside the allowed roots (~/start); add its root to workdirs in the configuration",
      code: 1
    })
    assert.deepStrictEqual(await place.run(["agents", "create", "other"]), {
      out: "",
      err: "orchestrator: say at least --description: what the agent is good at, in one line",
      code: 2
    })
    assert.isFalse(existsSync(own("other")))
  })

  it("asks a person who says nothing but a name", async () => {
    const keys = [..."Tests", "enter", "down", "down", "enter", "enter", "enter", "down", "enter", "n"]
    const { code, out } = await place.run(["agents", "create", "tester"], { keys })
    assert.strictEqual(out, "tester is made: ~/data/agents/tester.md\ntalk to it: orchestrator chat tester")
    assert.strictEqual(code, 0)
    assert.strictEqual(
      readFileSync(own("tester"), "utf8"),
      "---\nname: tester\ndescription: Tests\nbackend: rehearsal\npermissions: plan\n---\n\nYou are tester. Tests\n"
    )
  })
})

describe("agents edit", () => {
  const before = "---\nname: tester\n# mine\ndescription: Tests\nbackend: rehearsal\n---\n\nYou test.\n"
  const after = before.replace("Tests", "Tests well")
  const torn = before.replace("rehearsal", "rehersal")
  beforeEach(() => void place.write(own("tester"), before))

  it("changes a key by a flag and leaves the rest as a person wrote it", async () => {
    const { code, out } = await place.run(["agents", "edit", "tester", "--model", "opus"])
    assert.deepStrictEqual({ code, out }, { code: 0, out: "tester is changed: ~/data/agents/tester.md" })
    assert.strictEqual(readFileSync(own("tester"), "utf8"), before.replace("rehearsal\n", "rehearsal\nmodel: opus\n"))
  })

  it("opens the editor, and lets what is broken be edited again", async () => {
    editor(torn, after)
    const { code, err, out } = await place.run(["agents", "edit", "tester"], { keys: ["y"] })
    assert.strictEqual(
      err,
      '✗ ~/data/agents/tester.md:5: backend: found "rehersal"; expected one of claude, codex, rehearsal; did you mean "rehearsal"?'
    )
    assert.deepStrictEqual({ code, out }, { code: 0, out: "tester is changed: ~/data/agents/tester.md" })
    assert.strictEqual(readFileSync(own("tester"), "utf8"), after)
  })

  it("keeps the good file where nobody edits again, and the text that was written", async () => {
    editor(torn)
    const { code, err } = await place.run(["agents", "edit", "tester"])
    assert.strictEqual(code, 1)
    assert.strictEqual(readFileSync(own("tester"), "utf8"), before)
    const kept = /^nothing was changed; your text is kept in (.*)$/m.exec(err)?.[1] ?? ""
    assert.strictEqual(readFileSync(kept.replace("~", process.env.HOME ?? ""), "utf8"), torn)
  })

  it("changes nothing when nothing was changed, the editor failed, or there is none", async () => {
    editor("as it is", "exit")
    assert.strictEqual((await place.run(["agents", "edit", "tester"])).out, "nothing was changed")
    const { code, err } = await place.run(["agents", "edit", "tester"])
    assert.strictEqual(code, 1)
    assert.match(err, /^orchestrator: the editor .* ended with an error: nothing was changed$/)
    process.env.EDITOR = "no-such-editor"
    assert.match((await place.run(["agents", "edit", "tester"])).err, /no-such-editor cannot be started: set EDITOR/)
    delete process.env.EDITOR
    assert.deepStrictEqual(await place.run(["agents", "edit", "tester"]), {
      out: "",
      err: "orchestrator: say what to change (--help shows the flags), or set EDITOR",
      code: 2
    })
    assert.strictEqual(readFileSync(own("tester"), "utf8"), before)
    assert.deepStrictEqual(drafts(), [])
  })

  it("copies an agent of another folder, and gives the original back when the copy is deleted", async () => {
    place.write(join(place.start, "config/agents/guest.md"), before.replaceAll("tester", "guest"))
    assert.strictEqual(
      (await place.run(["agents", "edit", "guest", "--model", "opus"])).out,
      "guest is changed: ~/data/agents/guest.md, a copy that wins over the original"
    )
    assert.strictEqual(
      (await place.run(["agents", "delete", "guest", "--yes"])).out,
      "guest is as in config/agents/guest.md again: the copy is deleted"
    )
    assert.match(
      (await place.run(["agents", "delete", "guest", "--yes"])).err,
      /^orchestrator: guest comes from config\/agents\/guest\.md, which is not changed from here/
    )
  })
})

describe("agents delete", () => {
  const text = "---\nname: tester\ndescription: Tests\nbackend: rehearsal\n---\nYou test.\n"
  beforeEach(() => void place.write(own("tester"), text))

  it("asks a person, and wants a yes of a script", async () => {
    assert.deepStrictEqual(await place.run(["agents", "delete", "tester"]), {
      out: "",
      err: "orchestrator: say --yes: nobody is here to be asked",
      code: 2
    })
    assert.strictEqual((await place.run(["agents", "delete", "tester"], { keys: ["n"] })).out, "nothing was deleted")
    assert.isTrue(existsSync(own("tester")))
    assert.strictEqual((await place.run(["agents", "delete", "tester"], { keys: ["y"] })).out, "tester is deleted")
    assert.isFalse(existsSync(own("tester")))
    assert.deepStrictEqual(await place.run(["agents", "delete", "testr", "--yes"]), {
      out: "",
      err: "orchestrator: no agent is called testr",
      code: 1
    })
  })
})
