/** `sessions`, `export` and `cost` say what happened, to people and to scripts, while the service runs. */
import { execFile } from "node:child_process"
import { readFileSync, statSync } from "node:fs"
import { resolve } from "node:path"
import { promisify } from "node:util"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { makePlace, type Place } from "./CommandLine.ts"
import { other, session, startedService } from "./PastTalk.ts"

const when = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "2999-01-01 00:00")
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const acting = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/

describe("before anything has happened", () => {
  let place: Place
  beforeAll(() => {
    place = makePlace()
  })
  afterAll(() => place.leave())

  it("says so, and gives scripts an empty list", async () => {
    const nothing = "nothing has happened yet; talk to an agent: orchestrator chat"
    assert.deepStrictEqual(await place.run(["sessions"]), { out: nothing, err: "", code: 0 })
    assert.deepStrictEqual(await place.run(["sessions", "--json"]), { out: "[]", err: "", code: 0 })
    assert.match((await place.run(["cost"])).out, /^nothing was spent since \d{4}-\d\d-\d\d$/)
    assert.deepStrictEqual(await place.run(["export", "scout"]), { out: "", err: `orchestrator: ${nothing}`, code: 1 })
  })
})

describe("while a service holds the data directory", () => {
  let place: Place
  let service: { readonly stop: () => Promise<void> }
  beforeAll(async () => {
    place = makePlace()
    service = await startedService(place.home)
  })
  afterAll(async () => {
    await service.stop()
    place.leave()
  })

  it("lists the sessions, the latest first", async () => {
    const { code, err, out } = await place.run(["sessions"])
    assert.strictEqual(code, 0)
    assert.strictEqual(err, "")
    const [head, ...rows] = when(out).split("\n")
    assert.strictEqual(head, "session                  turns  last")
    assert.sameMembers(rows, [
      "default/scout/loop:c1    2      2999-01-01 00:00  1 unfinished",
      "default/smith/loop:it's  1      2999-01-01 00:00"
    ])
  })

  it("gives scripts the same as JSON", async () => {
    const listed: unknown = JSON.parse((await place.run(["sessions", "--json", "--limit", "5"])).out)
    assert.isArray(listed)
    const byTurns = (listed as Array<{ session: string; turns: number; unfinished: number; lastAt: string }>).sort(
      (left, right) => right.turns - left.turns
    )
    assert.deepStrictEqual(
      byTurns.map(({ session, turns, unfinished }) => ({ session, turns, unfinished })),
      [
        { session, turns: 2, unfinished: 1 },
        { session: other, turns: 1, unfinished: 0 }
      ]
    )
    assert.match(byTurns[0]?.lastAt ?? "", /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  })

  it("shows one session by a part of its name, and what a foreign hand wrote moves nothing", async () => {
    const { code, out } = await place.run(["sessions", "show", "scout"])
    assert.strictEqual(code, 0)
    assert.strictEqual(
      when(out),
      [
        "session: default/scout/loop:c1",
        "agent: scout",
        "whole transcript: orchestrator export 'default/scout/loop:c1'",
        "",
        "said              by     message        outcome      took  cost",
        "2999-01-01 00:00  ada    fix the tests  ✓ done       42s   $0.03",
        "2999-01-01 00:00  owned  owned          still waits"
      ].join("\n")
    )
    const quoted = await place.run(["sessions", "show", "smith"])
    assert.include(quoted.out, "orchestrator export 'default/smith/loop:it'\\''s'")
  })

  it("refuses a name that no session has, and one that several have", async () => {
    assert.deepStrictEqual(await place.run(["sessions", "show", "nobody"]), {
      out: "",
      err: "orchestrator: no session is called nobody; see them all: orchestrator sessions",
      code: 1
    })
    const { code, err } = await place.run(["export", "loop"])
    assert.strictEqual(code, 1)
    assert.sameMembers(err.split("\n"), [
      "orchestrator: loop fits several sessions, say more of one:",
      `orchestrator: ${session}`,
      `orchestrator: ${other}`
    ])
  })

  it("exports a transcript to stdout and to a file of its owner, and rows for programs", async () => {
    const { out } = await place.run(["export", session])
    assert.include(out, "# scout in `loop:c1`")
    assert.include(out, "> fix the tests")
    assert.notMatch(out, acting)

    const written = await place.run(["export", "scout", "--out", "scout.md"])
    assert.deepStrictEqual(written, { out: "", err: "wrote scout.md", code: 0 })
    const file = `${place.start}/scout.md`
    assert.strictEqual(readFileSync(file, "utf8").trimEnd(), out)
    assert.strictEqual(statSync(file).mode & 0o777, 0o600)

    const rows = (await place.run(["export", "scout", "--format", "ndjson"])).out
    assert.notMatch(rows, acting)
    const tags = rows.split("\n").map((line) => (JSON.parse(line) as { entry: { _tag: string } }).entry._tag)
    assert.strictEqual(tags.length, 11)
    assert.deepStrictEqual(
      [tags[0], tags[1], tags.at(-2), tags.at(-1)],
      ["Accepted", "Dispatched", "Delivered", "Accepted"]
    )

    const nowhere = await place.run(["export", "scout", "--out", "missing/scout.md"])
    assert.strictEqual(nowhere.code, 1)
    assert.match(nowhere.err, /^orchestrator: missing\/scout\.md cannot be written; check that its folder exists/)
  })

  it("adds up what was spent, and never makes 0 of what nobody knows", async () => {
    assert.strictEqual(
      (await place.run(["cost"])).out,
      [
        "agent  turns  input  output               cost",
        "scout      1  1,200     340              $0.03",
        "smith      1  1,200     340            unknown",
        "total      2  2,400     680  $0.03 + 1 unknown"
      ].join("\n")
    )
    assert.strictEqual(
      (await place.run(["cost", "--by", "agent", "--csv"])).out,
      [
        "agent,turns,input_tokens,output_tokens,cost_usd,unpriced_turns",
        "scout,1,1200,340,0.03,0",
        "smith,1,1200,340,,1"
      ].join("\n")
    )
    const json = JSON.parse((await place.run(["cost", "--by", "agent", "--json"])).out) as {
      readonly by: string
      readonly lines: ReadonlyArray<{ readonly key: string; readonly costUsd: number | null }>
    }
    assert.strictEqual(json.by, "agent")
    assert.deepStrictEqual(
      json.lines.map(({ costUsd, key }) => [key, costUsd]),
      [
        ["scout", 0.03],
        ["smith", null]
      ]
    )
    assert.notMatch((await place.run(["cost", "--by", "model"])).out, acting)
  })

  it("refuses a line that cannot be meant, with 2", async () => {
    assert.deepStrictEqual(await place.run(["cost", "--csv", "--json"]), {
      out: "",
      err: "orchestrator: say --csv or --json, not both",
      code: 2
    })
    assert.deepStrictEqual(await place.run(["cost", "--by", "weather"]), {
      out: "",
      err: [
        'orchestrator: --by: found "weather"; expected one of day, agent, backend, platform, user, model, session',
        "orchestrator: see what can be said: orchestrator cost --help"
      ].join("\n"),
      code: 2
    })
    assert.strictEqual(
      (await place.run(["sesions"])).err.split("\n")[0],
      'orchestrator: unknown subcommand "sesions" for "orchestrator"; did you mean sessions?'
    )
  })

  it("reads from another process as well, which could not have the data for itself", async () => {
    const bin = resolve(import.meta.dirname, "../../../src/bot/bin.ts")
    const child = (...args: ReadonlyArray<string>) =>
      promisify(execFile)(process.execPath, [bin, ...args]).then(
        ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
        ({ code, stderr, stdout }) => ({ code, stdout, stderr }) as { code: number; stdout: string; stderr: string }
      )
    const reading = await child("sessions", "--json")
    assert.strictEqual(reading.code, 0)
    assert.lengthOf(JSON.parse(reading.stdout), 2)

    const owning = await child("send", "scout", "hello")
    assert.strictEqual(owning.code, 1)
    assert.match(owning.stderr, /^orchestrator: .*another service already uses this data directory: stop it/)
    assert.notInclude(owning.stderr, "    at ")
  })
})
