/**
 * The service as people start it, killed with SIGKILL at random instants while they talk to its agents on Discord: nothing
 * that was said is lost, answered twice, or left hanging. The seed is in the name of the test.
 */
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { seeded } from "../CrashLoad.ts"
import { makeDiscordTown } from "../DiscordTown.ts"
import { kills, killUnderLoad, seed } from "../KillUnderLoad.ts"

describe("kill -9 on discord", () => {
  it.live(
    `${kills} times at random instants under load: nothing lost, nothing twice, nothing stuck (seed ${seed})`,
    () =>
      Effect.gen(function* () {
        const random = seeded(seed)
        const town = yield* makeDiscordTown({
          random,
          kinds: ["short", "stream", "growing", "tools", "ask", "markdown", "long", "file"]
        })
        const { discord } = town
        yield* killUnderLoad(town, {
          random,
          modules: ["discord.js"],
          isHeard: () => discord.gateway.connected() > 0,
          requests: () => discord.requests.length,
          onKilled: discord.gateway.expireSessions
        })
      }).pipe(Effect.scoped),
    { timeout: 300_000 }
  )
})
