/**
 * Slack's ways of telling what happens break off every few seconds while people talk to agents and answers grow: what they
 * say arrives all the same, once and in its order, and nothing is sent that Slack would not take.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { freePort } from "../../support/FreePort.ts"
import type { FakeSlack } from "../../support/slack/FakeSlack.ts"
import { seeded } from "../CrashLoad.ts"
import { makeSlackTown } from "../SlackTown.ts"
import { serveTown } from "../Town.ts"
import type { Kind } from "../TownLoad.ts"

type Blow = (slack: FakeSlack) => void

const warned: Blow = ({ sockets }) => sockets.disconnect("warning", 1)
const refreshed: Blow = ({ sockets }) => sockets.disconnect("refresh_requested", 1)
const bothRefreshed: Blow = ({ sockets }) => sockets.disconnect("refresh_requested")
const cut: Blow = ({ sockets }) => void sockets.cut(1)
const bothCut: Blow = ({ sockets }) => void sockets.cut()
const withheld: Blow = ({ events }) => events.withhold(true)
const handedOut: Blow = ({ events, sockets }) => {
  events.withhold(false)
  sockets.ignoreAcks(true)
}
const deafAndCut: Blow = ({ sockets }) => {
  sockets.cut(1)
  sockets.ignoreAcks(false)
}
const blows = [warned, cut, refreshed, bothCut, bothRefreshed, withheld, handedOut, deafAndCut, bothCut]
/** Two of them lie between blows. More than some 24 answers a minute would wait for Slack's next minute. */
const pause = "2500 millis"
const kinds: ReadonlyArray<Kind> = ["short", "growing", "slow", "ask", "tools"]

const limited = ({ requests }: FakeSlack) =>
  requests.filter(({ status }) => status === 429).map(({ method, args }) => `${method} ${JSON.stringify(args)}`)

describe("sockets that break off", () => {
  it.live(
    `${blows.length} times in 45 seconds: nothing is lost or doubled, and answers keep their order`,
    () =>
      Effect.gen(function* () {
        const town = yield* makeSlackTown({
          random: seeded(20_261_122),
          kinds,
          transport: "socket",
          retryMillis: [0, 20_000, 20_000]
        })
        const { load, slack, thinking } = town
        yield* serveTown(town)
        load.sayEverywhere("short")
        yield* load.until("first answers", load.answered)
        for (const blow of blows) {
          // Grows when the blow comes.
          load.sayOne("slow")
          yield* Effect.sleep(pause)
          blow(slack)
          // Nobody is told of these now, or it is not known that anybody was.
          load.sayOne()
          load.sayOne()
          yield* Effect.sleep(pause)
        }
        yield* load.until("the last answers", load.answered)
        yield* load.until("the last events", slack.events.settled)
        assert.deepStrictEqual(load.problems(), [])
        assert.deepStrictEqual(limited(slack), [])
        assert.deepStrictEqual(thinking(), [])
        const happened = (what: string) => slack.sockets.history.filter((line) => line === what).length
        assert.isAtLeast(happened("open"), 10, "sockets were opened again")
        assert.isAtLeast(slack.events.sent.filter(({ attempts }) => attempts > 1).length, 5, "events came again")
      }).pipe(Effect.scoped),
    { timeout: 180_000 }
  )
})

describe("an address that cannot be reached", () => {
  it.live(
    "twice for some seconds: slack sends what it could not tell again, and each message is answered once",
    () =>
      Effect.gen(function* () {
        const town = yield* makeSlackTown({
          random: seeded(20_261_122),
          kinds,
          transport: "http",
          retryMillis: [0, 3_000, 9_000]
        })
        const { load, slack, thinking } = town
        yield* serveTown(town)
        const address = slack.http.url()
        load.sayEverywhere("short")
        yield* load.until("first answers", load.answered)
        for (const down of ["2 seconds", "5 seconds"] as const) {
          load.sayOne("slow")
          yield* Effect.sleep(pause)
          slack.http.to(`http://127.0.0.1:${yield* freePort}`)
          load.sayEverywhere()
          yield* Effect.sleep(down)
          slack.http.to(address)
          yield* load.until("the answers", load.answered)
        }
        yield* load.until("the last events", slack.events.settled)
        assert.deepStrictEqual(load.problems(), [])
        assert.deepStrictEqual(limited(slack), [])
        assert.deepStrictEqual(thinking(), [])
        const failed = slack.events.sent.filter(({ failures }) => failures.includes("connection_failed"))
        assert.isAtLeast(failed.length, 12, "events came to nobody")
        assert.isTrue(
          failed.every(({ acked }) => acked),
          "and came again"
        )
      }).pipe(Effect.scoped),
    { timeout: 120_000 }
  )
})
