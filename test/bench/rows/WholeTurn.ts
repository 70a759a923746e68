/**
 * A whole turn with the real CLI beside the barest script that does the same: how much later its first and last words
 * arrive, what it costs, and what nobody should ever see (an open fence, a final edit that is lost).
 */
import { tmpdir } from "node:os"
import * as Effect from "effect/Effect"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { fake, notInstalled, openClaudeWorld, realClaude } from "../RealClaude.ts"
import { stampingCli, stampsIn } from "../StampingCli.ts"
import { median, millis, ratio } from "../Statistics.ts"
import { type ArmTurn, runTurnPair, type TurnPairOptions } from "../TurnPair.ts"

interface Lags {
  readonly first: number
  readonly last: number
}
type LagsOf = (turn: ArmTurn) => Lags

const shows = (turn: ArmTurn) => turn.arrivals.filter((one) => one.kind !== "mark" && one.text !== "")
const isOpen = (text: string): boolean => (text.match(/^```/gm) ?? []).length % 2 === 1

const pieces = (deltas: number): ReadonlyArray<string> =>
  Array.from({ length: deltas }, (_, index) =>
    index % 40 === 10 ? "\n\n```ts\n" : index % 40 === 30 ? "\n```\n\n" : `word${index} `
  )

/** With the real CLI: against the moments at which its model spoke. */
const withClaude = (command: string, deltas: number, every: number, rounds: number) =>
  Effect.gen(function* () {
    const world = yield* openClaudeWorld
    const chunks = pieces(deltas)
    const spoken = new Map<ArmTurn, { readonly first: number; readonly last: number }>()
    const options: TurnPairOptions = {
      order: { command, args: [], env: world.env, cwd: world.home },
      warmup: fake({ deltas: 20, delay: 1 }),
      said: fake({ chunks, delay: every, firstDelay: 50 }),
      warmups: 2,
      rounds,
      onTurn: (turn) => spoken.set(turn, { first: world.passed.first(), last: world.passed.last() })
    }
    const turns = yield* runTurnPair(options)
    const whole = chunks.join("").trim()
    const lags: LagsOf = (turn) => {
      const { first = Number.NaN, last = Number.NaN } = spoken.get(turn) ?? {}
      return {
        first: (shows(turn).find((one) => one.text.includes("word0"))?.at ?? Number.NaN) - first,
        last: (turn.arrivals.findLast((one) => one.kind === "final")?.at ?? Number.NaN) - last
      }
    }
    const isWhole = (turn: ArmTurn) =>
      turn.arrivals.findLast((one) => one.kind === "final")?.text.includes(whole) === true
    return { turns, lags, isWhole }
  })

/** With the CLI that stamps its words. */
const withStamps = (deltas: number, every: number, rounds: number) =>
  Effect.gen(function* () {
    const turns = yield* runTurnPair({
      order: { command: process.execPath, args: [stampingCli], env: { PATH: process.env.PATH ?? "" }, cwd: tmpdir() },
      warmup: JSON.stringify({ deltas: 20, every: 1, after: 10 }),
      said: JSON.stringify({ deltas, every, after: 50 }),
      warmups: 2,
      rounds
    })
    const finalOf = (turn: ArmTurn) => turn.arrivals.findLast((one) => one.kind === "final")
    const lags: LagsOf = (turn) => {
      const early = shows(turn).find((one) => !Number.isNaN(stampsIn(one.text).first))
      const final = finalOf(turn)
      return {
        first: (early?.at ?? Number.NaN) - stampsIn(early?.text ?? "").first,
        last: (final?.at ?? Number.NaN) - stampsIn(final?.text ?? "").last
      }
    }
    const isWhole = (turn: ArmTurn) => (finalOf(turn)?.text.match(/\bat=/g) ?? []).length === deltas
    return { turns, lags, isWhole }
  })

export const wholeTurn: Benchmark = {
  name: "whole-turn",
  promise:
    "beside the barest script: first text <= +15 ms, last text <= +15 ms, CPU <= 1.5x, RSS <= 2x, no open fence, no lost final edit",
  measure: async ({ smoke }) => {
    const claude = realClaude()
    const deltas = smoke ? 60 : 200
    const every = smoke ? 15 : 30
    const rounds = smoke ? 1 : 2
    const { isWhole, lags, turns } = await Effect.runPromise(
      Effect.scoped(
        claude === undefined ? withStamps(deltas, every, rounds) : withClaude(claude, deltas, every, rounds)
      )
    )
    const middle = (all: ReadonlyArray<ArmTurn>, figure: (turn: ArmTurn) => number) => median(all.map(figure))
    const beside = (figure: (turn: ArmTurn) => number) => middle(turns.service, figure) - middle(turns.bare, figure)
    const times = (figure: (turn: ArmTurn) => number) => middle(turns.service, figure) / middle(turns.bare, figure)
    const first = beside((turn) => lags(turn).first)
    const last = beside((turn) => lags(turn).last)
    const cpu = times((turn) => turn.cpuMillis)
    const memory = times((turn) => turn.rssMegabytes)
    const open = turns.service.flatMap(shows).filter((one) => isOpen(one.text)).length
    const lost = turns.service.filter((turn) => !isWhole(turn)).length
    const serviceRss = middle(turns.service, (turn) => turn.rssMegabytes)
    const bareRss = middle(turns.bare, (turn) => turn.rssMegabytes)
    const held = first <= 15 && last <= 15 && cpu <= 1.5 && memory <= 2 && open === 0 && lost === 0
    return {
      measured: `first ${first < 0 ? "" : "+"}${millis(first)}, last ${last < 0 ? "" : "+"}${millis(last)}, CPU ${ratio(cpu)}, RSS ${ratio(memory)}, ${open} open, ${lost} lost`,
      held,
      remark: remarkOf(
        held,
        `${claude === undefined ? `scripted CLI (${notInstalled})` : "real claude"}, ${deltas} deltas in ${((deltas * every) / 1000).toFixed(1)} s; RSS ${Math.round(serviceRss)} MB against ${Math.round(bareRss)} MB, run from source`,
        "the runtime, the store and the journal are a fixed price that a bare script does not pay"
      ),
      figures: {
        firstMillis: first,
        lastMillis: last,
        cpuRatio: cpu,
        rssRatio: memory,
        openFences: open,
        lostFinals: lost
      }
    }
  }
}
