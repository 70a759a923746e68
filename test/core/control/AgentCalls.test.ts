/**
 * Agents as people meet them in the dashboard, on the whole service: what they see, what they are told before anything is
 * stored, and where they may not look.
 */
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AccessPolicy } from "../../../src/core/agents/AccessPolicy.ts"
import { Bindings } from "../../../src/core/agents/Bindings.ts"
import { agentCalls } from "../../../src/core/control/AgentCalls.ts"
import { AgentName, ConversationId, PlatformName } from "../../../src/core/model/Ids.ts"
import { AuditLog } from "../../../src/core/ports/AuditLog.ts"
import { makeFakePlatform } from "../../support/FakePlatform.ts"
import { layerTestService, makeTestHome, type TestHome } from "../../support/TestService.ts"
import { accessOf, as, refusalOf } from "./Visitors.ts"

const access = accessOf({
  root: ["talk", "approve", "administer", "spend"],
  ada: ["talk", "administer"],
  ann: ["talk"]
})

const config = "bindings:\n  - { platform: fake, conversation: general, agent: scout }\n"

const service = <A, E, R>(home: TestHome, walk: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const platforms = [makeFakePlatform().platform]
    return yield* walk.pipe(Effect.provide(layerTestService({ home, platforms, config })))
  }).pipe(Effect.scoped)

const calls = Effect.provideService(agentCalls, AccessPolicy, access)

const home = makeTestHome({
  scout: { backend: "rehearsal", keys: "mcp:\n  notes: { command: notes, env: { KEY: hush } }\n" },
  broken: { backend: "rehearsal", keys: "busy: sometimes\n" }
})

const general = { platform: PlatformName.make("fake"), conversation: ConversationId.make("general") }

describe("AgentCalls", () => {
  it.live("what would be refused is told key by key before anything is stored, in the words of the refusal", () =>
    Effect.gen(function* () {
      const at = yield* home
      yield* service(
        at,
        Effect.gen(function* () {
          const call = yield* calls
          const files = () => readdirSync(join(at.home, "agents")).sort()
          const before = files()
          const wrong = { name: "Scout!", description: "", permissions: "full", budget: { turn: -1 }, workdir: "/" }
          const told = yield* call.CheckAgent({ keys: wrong, persona: "" }).pipe(as("root"))
          assert.deepStrictEqual(told.map(({ key }) => key).sort(), [
            "budget.turn",
            "description",
            "name",
            "permissions",
            "workdir"
          ])
          const refused = yield* call.CreateAgent({ keys: wrong, persona: "" }).pipe(as("root"), Effect.flip)
          assert.deepStrictEqual(
            refused.fields,
            Object.fromEntries(told.map(({ key, text }) => [key, text])),
            "storing says the same"
          )
          const said = (keys: Record<string, string>, was?: string) =>
            call.CheckAgent({ keys, persona: "", ...(was === undefined ? {} : { was }) }).pipe(
              as("root"),
              Effect.map((problems) => problems.map(({ key, text }) => `${key}: ${text}`))
            )
          assert.match((yield* said({ name: "scout", description: "x" })).join(), /^name: scout exists already/)
          assert.match(
            (yield* said({ permissions: "full" }, "scout")).join(),
            /^permissions: full is not granted to scout/
          )
          assert.match((yield* said({ workdir: "/" }, "scout")).join(), /^workdir: found \/, which is outside/)
          assert.match((yield* said({ name: "smith" }, "scout")).join(), /^name: found "smith"; expected "scout"/)
          assert.deepStrictEqual(yield* said({ description: "y" }, "scout"), [])
          assert.deepStrictEqual(files(), before, "nothing was stored")
          assert.match(
            yield* refusalOf(call.CheckAgent({ keys: {}, persona: "", was: "scuot" }).pipe(as("root"))),
            /did you mean scout/
          )
        })
      )
    })
  )

  it.live("agents are made, changed and deleted by whoever administers, and every change is noted", () =>
    Effect.gen(function* () {
      const at = yield* home
      yield* service(
        at,
        Effect.gen(function* () {
          const call = yield* calls
          const draft = {
            keys: { name: "mason", description: "makes things", model: "big" },
            persona: "You make things."
          }
          assert.match(
            yield* refusalOf(call.CreateAgent(draft).pipe(as("ann"))),
            /^not-allowed: you may not change this/
          )
          const token = as("root", ["read", "talk"])
          assert.match(yield* refusalOf(call.CreateAgent(draft).pipe(token)), /^not-allowed/, "a token carries no more")
          assert.match(yield* refusalOf(call.ReadAgentFile({ name: "scout" }).pipe(as("ann"))), /^not-allowed/)
          const mason = yield* call.CreateAgent(draft).pipe(as("root"))
          assert.deepInclude<object>(mason, { model: "big", persona: "You make things." })
          const edited = yield* call.EditAgent({ name: "mason", keys: { model: null, busy: "steer" } }).pipe(as("root"))
          assert.strictEqual(edited.model, undefined, "null takes a key out")
          assert.match(yield* refusalOf(call.CreateAgent(draft).pipe(as("root"))), /^conflict: mason exists already/)
          yield* call.DeleteAgent({ name: "mason" }).pipe(as("root"))
          assert.match(yield* refusalOf(call.DeleteAgent({ name: "mason" }).pipe(as("root"))), /^unknown-agent/)
          const lines = yield* (yield* AuditLog).read({ limit: 10 })
          assert.deepStrictEqual(
            lines.map(({ action, by, detail, subject }) => `${by} ${action} ${subject}: ${detail}`),
            ["root deleted mason: ", "root changed mason: model, busy", "root created mason: makes things"]
          )
        })
      )
    })
  )

  it.live("programs are not added from afar, and a broken file is shown with its place and mended", () =>
    Effect.gen(function* () {
      const at = yield* home
      yield* service(
        at,
        Effect.gen(function* () {
          const call = yield* calls
          const servers = { evil: { command: "sh" } }
          const edit = call.EditAgent({ name: "scout", keys: { mcp: servers } }).pipe(as("root"))
          assert.match(yield* refusalOf(edit), /^invalid: mcp: MCP servers are programs/)
          const text = yield* call.ReadAgentFile({ name: "scout" }).pipe(as("root"))
          const evil = text.replace("command: notes", "command: sh")
          assert.match(
            yield* refusalOf(call.WriteAgentFile({ name: "scout", text: evil }).pipe(as("root"))),
            /mcp: MCP servers/
          )
          const same = text.replace("You are scout.", "You look around.")
          assert.strictEqual(
            (yield* call.WriteAgentFile({ name: "scout", text: same }).pipe(as("root"))).persona,
            "You look around."
          )

          const { agents, disabled } = yield* call.ListAgents().pipe(as("root"))
          assert.deepStrictEqual(agents.find(({ agent }) => agent.name === "scout")?.agent.mcp, {
            notes: { command: "notes", env: { KEY: "***" } }
          })
          const [problem] = disabled[0]?.problems ?? []
          assert.deepInclude<object>(problem ?? {}, { line: 5, key: "busy" })
          const mended = (yield* call.ReadAgentFile({ name: "broken" }).pipe(as("root"))).replace("sometimes", "queue")
          assert.deepStrictEqual(yield* call.CheckAgentFile({ name: "broken", text: mended }).pipe(as("root")), [])
          yield* call.WriteAgentFile({ name: "broken", text: mended }).pipe(as("root"))
          assert.deepStrictEqual((yield* call.ListAgents().pipe(as("root"))).disabled, [])

          const seen = yield* call.ListAgents().pipe(as("ann"))
          const secret = seen.agents.filter(
            ({ agent, bindings }) => bindings.length + Object.keys(agent.mcp).length > 0
          )
          assert.deepStrictEqual(secret, [], "no keys of servers, no places")
          assert.isNotEmpty(seen.agents)
          const told = JSON.stringify(seen.agents)
          for (const path of [at.home, at.workdir, "look around"])
            assert.notInclude(told, path, "no paths, no personas")
          assert.include(told, "rehearsal", "but on what it runs")
          assert.match(yield* refusalOf(call.ListAgents().pipe(as("nobody"))), /^not-allowed/)
        })
      )
    })
  )

  it.live("whoever may not spend makes no budget larger, and may make one smaller", () =>
    Effect.gen(function* () {
      const capped = yield* makeTestHome({ capped: { backend: "rehearsal", keys: "budget: { turn: 1 }\n" } })
      yield* service(
        capped,
        Effect.gen(function* () {
          const call = yield* calls
          const edit = (budget: Record<string, number> | null, who = "ada") =>
            call.EditAgent({ name: "capped", keys: { budget } }).pipe(as(who), refusalOf)
          const text = yield* call.ReadAgentFile({ name: "capped" }).pipe(as("ada"))
          const write = (turn: string) =>
            call.WriteAgentFile({ name: "capped", text: text.replace("turn: 1", turn) }).pipe(as("ada"), refusalOf)
          for (const refused of [
            edit({ turn: 1000, day: 100_000 }),
            edit({ day: 1 }),
            edit(null),
            write("turn: 2"),
            write("day: 2")
          ]) {
            assert.match(yield* refused, /^not-allowed: a budget is made larger, or taken away, by those who may raise/)
          }
          assert.strictEqual(yield* edit({ turn: 0.5, day: 3 }), "done")
          assert.strictEqual(yield* write("turn: 0.25, day: 2"), "done", "the whole file likewise")
          assert.strictEqual(yield* edit({ turn: 2 }, "root"), "done")
        })
      )
    })
  )

  it.live("a broken file that names programs already is mended from afar, and gets no others", () =>
    Effect.gen(function* () {
      const keys = "busy: sometimes\nmcp:\n  notes: { command: notes }\n"
      yield* service(
        yield* makeTestHome({ scout: { backend: "rehearsal" }, broken: { backend: "rehearsal", keys } }),
        Effect.gen(function* () {
          const call = yield* calls
          const text = yield* call.ReadAgentFile({ name: "broken" }).pipe(as("root"))
          const write = (now: string) => call.WriteAgentFile({ name: "broken", text: now }).pipe(as("root"), refusalOf)
          const evil = text.replace("sometimes", "queue").replace("command: notes", "command: sh")
          assert.match(yield* write(evil), /^invalid: mcp: MCP servers are programs/)
          assert.strictEqual(yield* write(text.replace("sometimes", "queue")), "done")
        })
      )
    })
  )

  it.live("whoever read a file before somebody else changed it changes nothing without knowing", () =>
    Effect.gen(function* () {
      const at = yield* home
      yield* service(
        at,
        Effect.gen(function* () {
          const call = yield* calls
          const scout = Effect.gen(function* () {
            const { agents } = yield* call.ListAgents().pipe(as("root"))
            return agents.find(({ agent }) => agent.name === "scout") ?? assert.fail("scout is gone")
          })
          const read = yield* scout
          const text = yield* call.ReadAgentFile({ name: "scout" }).pipe(as("root"))
          assert.isUndefined(read.changedBy, "it was made on the machine")
          const edit = (keys: Record<string, string>, was?: string) =>
            call.EditAgent({ name: "scout", keys, ...(was === undefined ? {} : { was }) }).pipe(as("root"))
          const write = (now: string, was: string) =>
            call.WriteAgentFile({ name: "scout", text: now, was }).pipe(as("root"))

          yield* edit({ model: "big" }, read.version)
          const changed = yield* scout
          assert.notStrictEqual(changed.version, read.version)
          assert.strictEqual(changed.changedBy, "root")
          assert.match(yield* refusalOf(edit({ model: "small" }, read.version)), /^conflict: .*changed meanwhile/)
          assert.match(yield* refusalOf(write(text, text)), /^conflict: .*changed meanwhile/)
          assert.strictEqual((yield* scout).agent.model, "big", "neither changed anything")

          const mine = (yield* call.ReadAgentFile({ name: "scout" }).pipe(as("root"))).replace("big", "huge")
          yield* write(mine, mine.replace("huge", "big"))
          assert.strictEqual((yield* scout).agent.model, "huge")

          const { version } = yield* scout
          writeFileSync(join(at.home, "agents", "scout.md"), mine.replace("huge", "by hand"))
          assert.match(yield* refusalOf(edit({ busy: "steer" }, version)), /^conflict/)
          const byHand = yield* scout
          assert.strictEqual(byHand.agent.model, "by hand", "whoever is refused sees at once what it says now")
          assert.isUndefined(byHand.changedBy, "nobody changed it from here")
          yield* edit({ busy: "steer" })
          assert.strictEqual((yield* scout).agent.busy, "steer", "who does not say what they read is not asked")
        })
      )
    })
  )

  it.live("folders are shown below the roots only, whatever links say", () =>
    Effect.gen(function* () {
      const at = yield* home
      const project = join(at.workdir, "project")
      for (const folder of ["project/.git", "project/docs", "Zoo", ".hidden/inner"]) {
        mkdirSync(join(at.workdir, folder), { recursive: true })
      }
      writeFileSync(join(at.workdir, "file"), "")
      symlinkSync(at.home, join(at.workdir, "out"))
      symlinkSync(project, join(at.workdir, "same"))
      yield* service(
        at,
        Effect.gen(function* () {
          const call = yield* calls
          const list = (path?: string) => call.ListFolder(path === undefined ? {} : { path }).pipe(as("root"))
          const roots = yield* list()
          assert.strictEqual(roots.path, undefined)
          const root = roots.folders[0]?.path ?? ""
          const inside = yield* list(root)
          assert.deepStrictEqual(
            inside.folders.map(({ name, repository }) => `${name}${repository ? " (repository)" : ""}`),
            ["project (repository)", "same (repository)", "Zoo"]
          )
          assert.strictEqual(inside.parent, undefined, "above a root there is nothing to see")
          assert.strictEqual((yield* list(join(root, "same"))).path, join(root, "project"), "where a link leads")
          assert.strictEqual((yield* list(join(root, "project", "docs"))).parent, join(root, "project"))
          assert.deepStrictEqual(
            (yield* list(join(root, ".hidden"))).folders.map(({ name }) => name),
            ["inner"]
          )
          for (const path of [
            "/etc",
            "/no/such/place",
            join(root, "out"),
            join(root, "out", "agents"),
            join(root, "out", "none"),
            join(root, "..")
          ]) {
            assert.match(yield* refusalOf(list(path)), /^not-allowed: found .*outside the allowed roots/, path)
          }
          assert.match(yield* refusalOf(list(join(root, "gone"))), /^unknown: .*does not exist/)
          assert.match(yield* refusalOf(list(join(root, "file"))), /^unknown: .*not a directory/)
          assert.match(yield* refusalOf(call.ListFolder({}).pipe(as("ann"))), /^not-allowed/)
        })
      )
    })
  )

  it.live("an agent is bound where a platform runs, over what the configuration says, and taken off again", () =>
    Effect.gen(function* () {
      const at = yield* home
      yield* service(
        at,
        Effect.gen(function* () {
          const call = yield* calls
          const scout = AgentName.make("scout")
          const bind = (platform: string, agent = scout) =>
            call
              .Bind({ binding: { platform: PlatformName.make(platform), agent, trigger: "all" } })
              .pipe(as("root"), refusalOf)
          assert.match(yield* bind("faek"), /^invalid: faek is no platform that runs here; use one of fake/)
          assert.match(yield* bind("web"), /^invalid/)
          assert.match(yield* bind("fake", AgentName.make("nobody")), /^unknown-agent/)
          assert.strictEqual(yield* bind("fake"), "done")
          const { bindings, places } = yield* call.ListBindings().pipe(as("root"))
          assert.deepStrictEqual(
            bindings.map(({ binding, configured }) => `${binding.conversation} ${configured}`),
            ["undefined false", "general true"]
          )
          assert.deepStrictEqual(places, [{ platform: general.platform }, general])
          assert.match(
            yield* refusalOf(call.Unbind(general).pipe(as("root"))),
            /^conflict: scout is bound here in the configuration/
          )
          yield* call.Unbind({ platform: general.platform }).pipe(as("root"))
          assert.strictEqual((yield* (yield* Bindings).all).length, 1)
          assert.match(
            yield* refusalOf(call.Unbind({ platform: general.platform }).pipe(as("root"))),
            /^conflict: no agent is bound/
          )
        })
      )
    })
  )
})
