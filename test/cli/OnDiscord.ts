/**
 * The product as it is run: `orchestrator start` as a process of its own, on the real claude, on a scripted model, on a
 * loopback Discord that stays when the service goes. Owns the process and its home.
 */
import { fileURLToPath } from "node:url"
import { Effect, Exit, Scope } from "effect"
import { makeFakeDiscord } from "../support/discord/FakeDiscord.ts"
import type { Channel, Message } from "../support/discord/World.ts"
import { startLines } from "../support/LineProcess.ts"
import { markedProcesses } from "../support/MarkedProcesses.ts"
import { ModelServer } from "../support/models/ModelServer.ts"
import { makeServiceHome, type ServiceOptions } from "../support/ServiceProcess.ts"
import { config as cliConfig, cliEnvironment, persona } from "./RealCli.ts"

const bin = fileURLToPath(new URL("../../src/bot/bin.ts", import.meta.url))

/** The service runs, and ann, the owner, sits before a channel that is bound to scout. */
export const makeOnDiscord = Effect.fnUntraced(function* (
  options: { readonly agents?: ServiceOptions["agents"] } = {}
) {
  const models = yield* ModelServer.start()
  const discord = yield* makeFakeDiscord()
  const environment = yield* cliEnvironment(models.url)
  const general = discord.channel("general")
  const ann = discord.person("ann")
  const config = [
    cliConfig.trimEnd(),
    "platforms:\n  discord: {}",
    `access:\n  owners: [{platform: discord, user: "${ann.id}"}]`,
    `bindings: [{platform: discord, conversation: "${general.id}", agent: scout, trigger: all}]`
  ].join("\n")
  const { home, workdir } = yield* makeServiceHome({
    config,
    agents: options.agents ?? { scout: { keys: "backend: claude\n", persona } }
  })
  const scope = yield* Effect.scope
  let running: { readonly kill: (signal: NodeJS.Signals) => void; readonly gone: Effect.Effect<void> } | undefined

  const start = Effect.gen(function* () {
    const life = yield* Scope.fork(scope)
    const process = yield* startLines(
      {
        args: [bin, "start"],
        cwd: workdir,
        env: {
          PATH: globalThis.process.env.PATH ?? "",
          HOME: home,
          ORCHESTRATOR_HOME: home,
          DISCORD_TOKEN: discord.token,
          DISCORD_API_URL: discord.apiUrl,
          ...environment
        }
      },
      () => {}
    ).pipe(Scope.provide(life))
    running = {
      kill: process.kill,
      gone: Effect.andThen(process.exited, Scope.close(life, Exit.void))
    }
    yield* discord.until("somebody who listens", () => discord.gateway.connected() > 0)
  })

  const settled = (message: Message) =>
    discord.until(`the end of "${message.content.slice(0, 30)}"`, () =>
      ["✅", "❌", "⏹️", "⏹"].find((sign) => message.reactions.has(sign))
    )
  const threadOf = (message: Message): Effect.Effect<Channel> =>
    discord.until("a thread", () => discord.world.channels.get(message.id))

  yield* start
  return {
    models,
    discord,
    general,
    ann,
    workdir,
    asked: () => models.requests.filter((request) => request.main),
    start,
    kill: (signal: NodeJS.Signals) =>
      Effect.suspend(() => {
        running?.kill(signal)
        return running?.gone ?? Effect.void
      }),
    /** Process ids of the CLIs that live. */
    clis: () => markedProcesses(home),
    settled,
    threadOf,
    /** Until a message of ours in there contains the text; returns it. */
    sees: (channel: Channel, text: string) =>
      discord.until(`"${text}"`, () =>
        discord.messages(channel).findLast((message) => message.author !== ann.id && message.content.includes(text))
      ),
    shown: (channel: Channel) => discord.messages(channel).filter((message) => message.author !== ann.id)
  }
})

export type OnDiscord = Effect.Success<ReturnType<typeof makeOnDiscord>>
