/**
 * The loopback Discord in a process of its own, as a test holds it: started, asked, ended with the scope.
 *
 *   const discord = yield* startRemoteDiscord()
 *   yield* discord.ask({ do: "say", person: "ann", channel: "general", text: `${discord.mention} fix it` })
 *   yield* discord.ask({ do: "until", text: "done" })
 */
import { fileURLToPath } from "node:url"
import { Deferred, Effect, type Scope } from "effect"
import { startLines } from "../LineProcess.ts"
import { isRecord, type Json } from "./ApiError.ts"
import type { GatewayOptions } from "./Gateway.ts"

export interface RemoteDiscord {
  readonly apiUrl: string
  readonly token: string
  readonly application: string
  readonly mention: string
  /** Dies when the command cannot be carried out. */
  readonly ask: (command: Json & { readonly do: string }) => Effect.Effect<unknown>
}

const program = fileURLToPath(new URL("./DiscordProcess.ts", import.meta.url))
const root = fileURLToPath(new URL("../../../", import.meta.url))

export const startRemoteDiscord = (
  options: Partial<GatewayOptions> = {}
): Effect.Effect<RemoteDiscord, never, Scope.Scope> =>
  Effect.gen(function* () {
    const ready = yield* Deferred.make<Json>()
    const waiting = new Map<unknown, Deferred.Deferred<unknown>>()
    let asked = 0
    const args = [program, JSON.stringify(options)]
    const lines = yield* startLines({ args, cwd: root, env: { PATH: process.env.PATH ?? "" } }, (line) => {
      if (!isRecord(line)) return
      if (line.ready === true) return void Deferred.doneUnsafe(ready, Effect.succeed(line))
      const answer = waiting.get(line.id)
      waiting.delete(line.id)
      if (answer === undefined) return
      Deferred.doneUnsafe(
        answer,
        line.error === undefined ? Effect.succeed(line.ok) : Effect.die(new Error(String(line.error)))
      )
    })
    const { apiUrl, application, mention, token } = yield* Deferred.await(ready)
    const ask: RemoteDiscord["ask"] = (command) =>
      Effect.suspend(() => {
        asked += 1
        const answer = Deferred.makeUnsafe<unknown>()
        waiting.set(asked, answer)
        lines.send({ ...command, id: asked })
        return Deferred.await(answer)
      })
    return {
      apiUrl: String(apiUrl),
      token: String(token),
      application: String(application),
      mention: String(mention),
      ask
    }
  })
