/** `orchestrator start` on the real claude and a loopback Discord. */
import { Effect } from "effect"
import { makeFakeDiscord } from "../support/discord/FakeDiscord.ts"
import type { Channel, Message } from "../support/discord/World.ts"
import type { ServiceOptions } from "../support/ServiceProcess.ts"
import { makeStartedService } from "./StartedService.ts"

/** The service runs, and ann, the owner, sits before a channel that is bound to scout. */
export const makeOnDiscord = Effect.fnUntraced(function* (
  options: { readonly agents?: ServiceOptions["agents"] } = {}
) {
  const discord = yield* makeFakeDiscord()
  const general = discord.channel("general")
  const ann = discord.person("ann")
  const service = yield* makeStartedService({
    ...options,
    config: [
      "platforms:\n  discord: {}",
      `access:\n  owners: [{platform: discord, user: "${ann.id}"}]`,
      `bindings: [{platform: discord, conversation: "${general.id}", agent: scout, trigger: all}]`
    ],
    environment: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    listening: discord.until("somebody who listens", () => discord.gateway.connected() > 0)
  })

  const settled = (message: Message) =>
    discord.until(`the end of "${message.content.slice(0, 30)}"`, () =>
      ["✅", "❌", "⏹️", "⏹"].find((sign) => message.reactions.has(sign))
    )
  const threadOf = (message: Message): Effect.Effect<Channel> =>
    discord.until("a thread", () => discord.world.channels.get(message.id))

  return {
    ...service,
    discord,
    general,
    ann,
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
