/**
 * What somebody who looks at the chat waits for: a sign on a message, a thread, a text. Owns these looks alone; waits for
 * what Discord was asked to do, never for time.
 */
import type * as Effect from "effect/Effect"
import type { DiscordWalk } from "../../support/discord/DiscordWalk.ts"
import type { Channel, Message } from "../../support/discord/World.ts"
import { steady } from "../../support/Journey.ts"

const endings = ["✅", "❌", "⏹️", "🗑️"]

const starter = 21

/** The same in every rehearsal. */
const frame =
  /This is a rehearsal, not a model: \S+ runs on the scripted CLI that comes with the product\. | Say `!help` on a line of its own .* sign in\./g

/** Whether one of our messages was edited depends on how fast the machine was. */
const untouched = (text: string): string =>
  text
    .replaceAll(frame, "")
    .replace(/^(?!\s*(?:ann|bob|eve): )(.*) \(edited\)$/gm, "$1")
    .replace(/[ \t]+$/gm, "")

export const watching = ({ discord }: Pick<DiscordWalk, "discord">) => {
  const signs = (message: Message): string =>
    [...message.reactions.values()]
      .filter(({ users }) => users.has(discord.bot.id))
      .map(({ emoji }) => emoji.name)
      .join("")
  const ours = (channel: Channel): ReadonlyArray<Message> =>
    discord
      .messages(channel)
      .filter(({ type }) => type !== starter)
      .filter(({ application, author }) => author === discord.bot.id || application === discord.application.id)
  return {
    /** Our signs on a person's message. */
    signs,
    /** What we wrote there, oldest first. */
    ours,
    /** The sign with which a message's turn ended. */
    settled: (message: Message): Effect.Effect<string> =>
      discord.until(`the end of "${message.content.slice(0, 40)}"`, () =>
        endings.includes(signs(message)) ? signs(message) : undefined
      ),
    /** That the message opened. */
    threadOf: (message: Message): Effect.Effect<Channel> =>
      discord.until(`a thread for "${message.content.slice(0, 40)}"`, () => discord.thread(message)),
    /** Until a message of ours in there contains the text. */
    sees: (channel: Channel, text: string): Effect.Effect<Message> =>
      discord.until(`"${text}"`, () => ours(channel).findLast(({ content }) => content.includes(text))),
    /** Limits that Discord said were hit; none, but where a journey wants one. */
    limits: (): ReadonlyArray<string> =>
      discord.requests
        .filter(({ status }) => status === 429)
        .map(({ limited = "?", method, route }) => `${method} ${route}: ${limited}`),
    /** The channel as people see it, or all of them, without what differs from run to run. */
    screen: (channel?: Channel): string => untouched(steady(discord.transcript(channel))),
    /** With what was spent. */
    bill: (channel: Channel): string => untouched(discord.transcript(channel).replace(/\b\d+s\b/g, "Ns"))
  }
}
