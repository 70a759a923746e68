/**
 * Discord's gateway breaks off every few seconds while people talk to agents and answers grow: what they say arrives all
 * the same, once and in its order, and nothing is sent that Discord would not take.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { GatewaySwitches } from "../../support/discord/Gateway.ts"
import { seeded } from "../CrashLoad.ts"
import { makeDiscordTown } from "../DiscordTown.ts"
import { serveTown } from "../Town.ts"

type Blow = (gateway: GatewaySwitches) => void

const cut: Blow = (gateway) => void gateway.cut()
const asked: Blow = (gateway) => gateway.reconnect()
const over: Blow = (gateway) => gateway.invalidate(false)
const expired: Blow = (gateway) => {
  gateway.expireSessions()
  gateway.cut()
}
const unanswered: Blow = (gateway) => {
  gateway.refuseResumes(true)
  gateway.cut()
}
const answeredAgain: Blow = (gateway) => {
  gateway.refuseResumes(false)
  gateway.cut()
}
const blows = [cut, asked, over, cut, expired, asked, unanswered, answeredAgain, cut, over, asked, expired]
const between = "3 seconds"

describe("a gateway that breaks off", () => {
  it.live(
    `${blows.length} times, ${between} apart: nothing is lost or doubled, and answers keep their order`,
    () =>
      Effect.gen(function* () {
        const town = yield* makeDiscordTown({
          random: seeded(20_261_122),
          kinds: ["short", "growing", "slow", "ask", "tools"]
        })
        const { discord, load } = town
        yield* serveTown(town)
        load.sayEverywhere("short")
        yield* load.until("first answers", load.answered)
        load.talk()
        for (const blow of blows) {
          blow(discord.gateway)
          // Nobody is told of these now.
          load.sayEverywhere()
          yield* Effect.sleep(between)
        }
        load.hush()
        yield* load.until("the last answers", load.answered)
        assert.deepStrictEqual(load.problems(), [])
        const limited = discord.requests.filter(({ status }) => status === 429)
        assert.deepStrictEqual(
          limited.map(({ limited, method, path }) => `${method} ${path}: ${limited}`),
          []
        )
        const happened = (what: string) => discord.gateway.history.filter((line) => line === what).length
        assert.isAtLeast(happened("resumed"), 5, "most connections are continued")
        assert.isAtLeast(happened("refused"), 1, "some cannot be")
        assert.isAtLeast(happened("identify 0/1"), 4, "and begin anew")
      }).pipe(Effect.scoped),
    { timeout: 180_000 }
  )
})
