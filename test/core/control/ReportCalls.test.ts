/**
 * Cost, health and audit as people see them in the dashboard, on the whole service: figures that add up, what is unknown
 * shown as such, and everybody only what is theirs to see.
 */
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { AccessPolicy } from "../../../src/core/agents/AccessPolicy.ts"
import { Agents } from "../../../src/core/agents/Agents.ts"
import { Commands } from "../../../src/core/commands/Commands.ts"
import { reportCalls } from "../../../src/core/control/ReportCalls.ts"
import { webConversation } from "../../../src/core/control/WebConversation.ts"
import { ConversationId, PlatformName, UserId } from "../../../src/core/model/Ids.ts"
import type { Usage } from "../../../src/core/model/Usage.ts"
import { AuditLog } from "../../../src/core/ports/AuditLog.ts"
import type { Connection } from "../../../src/core/ports/ChatPlatform.ts"
import { LedgerStore } from "../../../src/core/ports/LedgerStore.ts"
import { ledgerRow } from "../../contract/LedgerSuite.ts"
import { makeFakePlatform } from "../../support/FakePlatform.ts"
import { layerTestService, makeTestHome, type TestHome } from "../../support/TestService.ts"
import { accessOf, as, personCalled, refusalOf } from "./Visitors.ts"

const everything = ["talk", "approve", "administer", "spend"] as const

const access = accessOf({ root: everything, boss: ["approve"], ann: ["talk"] })

const calls = Effect.provideService(reportCalls, AccessPolicy, access)

const config = `
budgets: { fleetDay: 12 }
platforms: { fake: {} }
access: { local: [fake] }
`

const home = makeTestHome({ scout: { backend: "rehearsal" } })

const service = <A, E, R>(at: TestHome, connection: Connection, walk: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fake = makeFakePlatform()
    const platforms = [{ ...fake.platform, connection: Effect.succeed(connection) }]
    return yield* walk.pipe(Effect.provide(layerTestService({ home: at, platforms, config })))
  }).pipe(Effect.scoped)

const up: Connection = { state: "connected", detail: "2 of 2 sockets open" }

const spend = Effect.fnUntraced(function* (
  turn: string,
  given: { readonly user: string; readonly day: string; readonly platform?: string; readonly agent?: string },
  usage: Partial<Usage>
) {
  const store = yield* LedgerStore
  yield* store.record({ ...ledgerRow(turn, given, usage), platform: PlatformName.make(given.platform ?? "web") })
})

const daysAgo = (days: number) =>
  Effect.map(DateTime.now, (now) =>
    DateTime.formatIsoDate(DateTime.setZone(DateTime.subtract(now, { days }), DateTime.zoneMakeLocal()))
  )

describe("ReportCalls", () => {
  it.live(
    "costs come day by day and by key, the unknown apart, and everybody else's only to whoever sees the fleet",
    () =>
      Effect.gen(function* () {
        const at = yield* home
        yield* service(
          at,
          up,
          Effect.gen(function* () {
            const call = yield* calls
            const [today, before, long] = yield* Effect.all([daysAgo(0), daysAgo(2), daysAgo(40)])
            yield* spend("1", { user: "ann", day: today }, { costUsd: 0.5, inputTokens: 10, outputTokens: 1 })
            yield* spend("2", { user: "ann", day: before, agent: "smith" }, { costUsd: 0.25, outputTokens: 2 })
            yield* spend("3", { user: "bob", day: today }, { outputTokens: 3 })
            yield* spend("4", { user: "ann", day: today, platform: "fake" }, { costUsd: 4 })
            yield* spend("5", { user: "ann", day: long }, { costUsd: 100 })
            const audit = yield* AuditLog
            const note = { platform: PlatformName.make("web"), action: "signed-in" as const, subject: "", detail: "" }
            yield* audit.note({ ...note, by: { id: UserId.make("bob"), name: "Bobby" } })
            yield* audit.note({ ...note, by: { id: UserId.make("bob"), name: "Bob B." } })

            const all = yield* call.ReadCosts({ by: "user", days: 7 }).pipe(as("boss"))
            assert.deepStrictEqual([all.from, all.to], [yield* daysAgo(6), today])
            assert.deepStrictEqual(
              all.lines.map(({ costUsd, day, key, outputTokens, turns, unpriced }) => [
                day,
                key,
                turns,
                outputTokens,
                costUsd,
                unpriced
              ]),
              [
                [before, "ann", 1, 2, 0.25, 0],
                [today, "ann", 2, 1, 4.5, 0],
                [today, "bob", 1, 3, 0, 1]
              ]
            )
            assert.deepStrictEqual(all.names, { bob: "Bob B." }, "who never did anything keeps the id")
            assert.deepStrictEqual(all.limits, { fleetDayUsd: 12 })

            const own = yield* call.ReadCosts({ by: "agent", days: 366 }).pipe(as("ann"))
            assert.deepStrictEqual(
              own.lines.map(({ costUsd, key }) => [key, costUsd]),
              [
                ["scout", 100],
                ["smith", 0.25],
                ["scout", 0.5]
              ],
              "what somebody of the same id spent elsewhere is not theirs"
            )
            assert.deepStrictEqual(own.limits, {})
            assert.match(yield* refusalOf(call.ReadCosts({ by: "day", days: 7 }).pipe(as("nobody"))), /^not-allowed/)
            assert.match(yield* refusalOf(call.ReadHealth().pipe(as("root", ["talk"]))), /^not-allowed/)
          })
        )
      })
  )

  it.live("health is what the doctor says of the running service, with how its platforms are connected now", () =>
    Effect.gen(function* () {
      const at = yield* home
      yield* service(
        at,
        up,
        Effect.gen(function* () {
          const call = yield* calls
          const health = yield* call.ReadHealth().pipe(as("root"))
          assert.isAtMost(health.startedAt, health.at)
          assert.includeMembers(
            [...new Set(health.checks.map(({ group }) => group))],
            ["machine", "configuration", "data", "coding clis", "chat", "agents"]
          )
          const database = health.checks.find(({ name }) => name === "database")
          assert.match(database?.found ?? "", /in use/)
          assert.strictEqual(database?.state, "ok")
          const backend = (name: string) => health.backends.find((known) => known.name === name)
          assert.isTrue(backend("rehearsal")?.active)
          const used = (yield* (yield* Agents).all).map((agent) => String(agent.backend))
          for (const { active, name } of health.backends) assert.strictEqual(active, used.includes(name), name)
          assert.isTrue(backend("claude")?.capabilities["text as it is written"])
          const discord = health.platforms.find(({ name }) => name === "discord")
          assert.isFalse(discord?.active)
          assert.strictEqual(discord?.capabilities["longest message"], 2000)
          assert.isAbove(Object.keys(discord?.capabilities ?? {}).length, 10)

          const seen = yield* call.ReadHealth().pipe(as("ann"))
          assert.deepStrictEqual(seen.checks, [], "paths and accounts are not for everybody")
          assert.strictEqual(seen.platforms.length, health.platforms.length)
        })
      )
    })
  )

  it.live("the audit log shows who administers all that was done by command and by message, others their own", () =>
    Effect.gen(function* () {
      const at = yield* home
      yield* service(
        at,
        up,
        Effect.gen(function* () {
          const call = yield* calls
          const commands = yield* Commands
          const run = (command: string, args: Record<string, string>) =>
            commands.run({
              _tag: "Commanded",
              conversation: {
                platform: PlatformName.make("fake"),
                id: ConversationId.make("general"),
                within: [],
                kind: "channel"
              },
              person: { ...personCalled("owner"), roles: ["owner"] },
              command,
              args,
              replyTo: `handle-${command}`
            })
          yield* run("agent create", {
            name: "maker",
            description: "makes things",
            persona: "a long and private persona",
            backend: "rehearsal"
          })
          yield* run("agent list", {})
          yield* run("agent create", { name: "scout", description: "again", persona: "x" })
          yield* run("model", {})
          yield* run("model", { agent: "maker", name: "big" })
          yield* run("agent delete", { name: "maker" })
          const audit = yield* AuditLog
          yield* audit.note({
            by: personCalled("ann"),
            platform: webConversation("x").platform,
            action: "configured",
            subject: "scout",
            detail: "verbosity=answer"
          })
          assert.deepStrictEqual(
            commands.all.flatMap(({ action, audit, name }) =>
              action === "administer" && audit === undefined ? [name] : []
            ),
            ["session list", "session takeover"],
            "these two alone change nothing"
          )
          const lines = yield* call.ReadAudit({ limit: 50 }).pipe(as("root"))
          assert.deepStrictEqual(
            lines.map(
              ({ action, by, detail, platform, subject }) => `${by}@${platform} ${action} ${subject}: ${detail}`
            ),
            [
              "ann@web configured scout: verbosity=answer",
              "owner@fake deleted maker: agent delete · in general",
              "owner@fake configured maker: model · name=big · in general",
              "owner@fake created maker: agent create · description=makes things · persona · backend=rehearsal · in general"
            ]
          )
          const older = yield* call
            .ReadAudit({ limit: 50, before: lines[1]?.seq ?? 0, search: "MAKER big" })
            .pipe(as("root"))
          assert.deepStrictEqual(
            older.map(({ action }) => action),
            ["configured"]
          )
          const deleted = yield* call.ReadAudit({ limit: 50, action: "deleted" }).pipe(as("root"))
          assert.deepStrictEqual(
            deleted.map(({ subject }) => subject),
            ["maker"]
          )
          const own = yield* call.ReadAudit({ limit: 50 }).pipe(as("ann"))
          assert.deepStrictEqual(
            own.map(({ subject }) => subject),
            ["scout"]
          )
        })
      )
    })
  )
})
