/**
 * No way of starting, asking for more, handing over, ending and raising gets past a budget: everybody spends whatever
 * they may, and what was really spent is looked at after every step.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Ledger } from "../../../src/core/ledger/Ledger.ts"
import { AgentName, PlatformName, TurnId, UserId } from "../../../src/core/model/Ids.ts"
import { noUsage } from "../../../src/core/model/Usage.ts"
import { ask, entry, ledger, memoryStore } from "./LedgerRig.ts"

const nat = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))
const days = ["agent-day", "user-day", "fleet-day"] as const

const who = { agent: nat(2), user: nat(1), cents: Schema.optionalKey(nat(400)) }
const Step = Schema.Union([
  Schema.Struct({ kind: Schema.tag("start"), ...who }),
  /** Asked for by one of the newest turns, whether that runs or not. */
  Schema.Struct({ kind: Schema.tag("nest"), ...who, within: nat(2) }),
  Schema.Struct({ kind: Schema.tag("spend"), turn: nat(4), percent: nat(100) }),
  Schema.Struct({ kind: Schema.tag("end"), turn: nat(4) }),
  Schema.Struct({ kind: Schema.tag("raise"), day: nat(2), of: nat(2), cents: nat(1500) })
])

interface Run {
  readonly name: string
  readonly agent: string
  readonly user: string
  /** Those that asked for it, as far as they ran when it began. */
  readonly above: ReadonlyArray<string>
  readonly grantedUsd: number
  spentUsd: number
  ended: boolean
}

const allowedBy = { "agent-day": 4, "user-day": 7, "fleet-day": 10 } as const
const tolerance = 1e-6

const sum = (amounts: ReadonlyArray<number>): number => amounts.reduce((total, amount) => total + amount, 0)

/** What really was spent, against every limit that anybody set. */
const check = (runs: ReadonlyArray<Run>, raised: ReadonlyMap<string, number>) => {
  const spentBy = (of: (run: Run) => boolean) => sum(runs.filter(of).map(({ spentUsd }) => spentUsd))
  const within = (what: string, spentUsd: number, limitUsd: number) => {
    if (spentUsd < 0 || spentUsd > limitUsd + tolerance) assert.fail(`${what}: ${spentUsd} spent of ${limitUsd}`)
  }
  const day = (which: (typeof days)[number], whose: string, of: (run: Run) => boolean) =>
    within(`${which} of ${whose}`, spentBy(of), Math.max(allowedBy[which], raised.get(`${which}/${whose}`) ?? 0))
  day("fleet-day", "all", () => true)
  for (const agent of new Set(runs.map((run) => run.agent))) day("agent-day", agent, (run) => run.agent === agent)
  for (const user of new Set(runs.map((run) => run.user))) day("user-day", user, (run) => run.user === user)
  for (const { grantedUsd, name } of runs) {
    const tree = spentBy((run) => run.name === name || run.above.includes(name))
    within(`all that ${name} asked for`, tree, grantedUsd)
  }
}

describe("budgets of a fleet", () => {
  it.effect.prop(
    "whatever is started within whatever, what is really spent stays within every budget",
    [Schema.Array(Step).check(Schema.isMaxLength(60)), Schema.Boolean],
    ([steps, lasting]) => {
      const store = memoryStore()
      return Effect.gen(function* () {
        const { allowance, lasts, left, meter, raise, record } = yield* Ledger
        const runs: Array<Run> = []
        const raised = new Map<string, number>()
        const live = () => runs.filter(({ ended }) => !ended)
        const pick = (place: number) => live().at(-1 - (place % Math.max(1, live().length)))

        const spend = (run: Run, share: number) =>
          Effect.gen(function* () {
            const may = yield* left(TurnId.make(run.name))
            assert.isDefined(may)
            run.spentUsd += (may ?? 0) * share
            const standing = yield* meter(TurnId.make(run.name), { ...noUsage, costUsd: run.spentUsd }, undefined)
            assert.notStrictEqual(standing._tag, "Over")
          })

        const end = (run: Run) =>
          Effect.gen(function* () {
            run.ended = true
            yield* record(entry(run.name, { costUsd: run.spentUsd }, undefined, [run.agent, run.user]))
          })

        for (const step of steps) {
          if (step.kind === "start" || step.kind === "nest") {
            const name = `t${runs.length}`
            const parent = step.kind === "nest" ? runs.at(-1 - step.within) : undefined
            // a person's turn asks for turns of that person, mostly on other agents
            const who = [`a${step.agent}`, parent?.user ?? `u${step.user}`] as const
            // of a turn whose limit lasts, what begins after its end counts as well
            const cents = step.cents ?? (lasting ? 100 : undefined)
            const own = cents === undefined ? {} : { turn: (cents + 1) / 100 }
            const decision = yield* allowance(ask(name, own, who, parent?.name))
            if (decision._tag === "Refused") continue
            if (lasting) yield* lasts(TurnId.make(name))
            const running = parent === undefined || (parent.ended && !lasting) ? undefined : parent
            runs.push({
              name,
              agent: who[0],
              user: who[1],
              above: running === undefined ? [] : [running.name, ...running.above],
              grantedUsd: decision.turnUsd ?? Number.NaN,
              spentUsd: 0,
              ended: false
            })
          } else if (step.kind === "raise") {
            const day = days[step.day] ?? "fleet-day"
            const key = day === "agent-day" ? `a${step.of}` : day === "user-day" ? `u${step.of % 2}` : "all"
            const toUsd = step.cents / 100
            raised.set(`${day}/${key}`, Math.max(toUsd, raised.get(`${day}/${key}`) ?? 0))
            const of = {
              agent: AgentName.make(`a${step.of}`),
              user: UserId.make(`u${step.of % 2}`),
              platform: PlatformName.make("console")
            }
            yield* raise(day, of, toUsd)
          } else {
            const run = pick(step.turn)
            if (run === undefined) continue
            yield* step.kind === "spend" ? spend(run, step.percent / 100) : end(run)
          }
          check(runs, raised)
        }

        // whoever runs takes all that is there, one after another, and nothing more can be had
        for (const run of live()) yield* spend(run, 1)
        check(runs, raised)
        for (const run of live()) yield* end(run)
        check(runs, raised)

        // nothing is held when nothing runs: one turn may have half of what the days leave
        const spent = sum(runs.map(({ spentUsd }) => spentUsd))
        const fleet = Math.max(10, raised.get("fleet-day/all") ?? 0) - spent
        const last = yield* allowance(ask("last", {}, ["nobody", "noone"]))
        if (fleet >= 0.02) {
          const most = Math.min(4, 7, fleet) / 2
          assert.closeTo(last._tag === "Allowed" ? (last.turnUsd ?? 0) : 0, most, tolerance)
        }
      }).pipe(Effect.provide(ledger({ agentDayUsd: 4, userDayUsd: 7, fleetDayUsd: 10 }, store)))
    },
    { arbitrary: { runs: 300, size: 60 } }
  )
})
