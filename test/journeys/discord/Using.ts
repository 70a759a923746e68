/**
 * What somebody who uses commands and buttons waits for and does with the answers. Owns these looks alone; as with
 * `Watching`, never waits for time.
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { DiscordWalk } from "../../support/discord/DiscordWalk.ts"
import type { Act } from "../../support/discord/Hands.ts"

/** How often the service has written its commands. */
export const registrations = ({ discord }: DiscordWalk): number =>
  discord.counts().requests["PUT /applications/:application/commands"] ?? 0

/** Until there are commands to use. */
export const ready = (walk: DiscordWalk): Effect.Effect<true> =>
  walk.discord.until("the commands", () => registrations(walk) > 0 || undefined)

/** The answer's words, which nobody else sees. */
export const told = (act: Act): Effect.Effect<string> =>
  Effect.map(act.answer, ({ ephemeral, text }) => {
    assert.isTrue(ephemeral, `${act.interaction.title} is answered to one person alone: ${text}`)
    return text
  })

/** A person puts away what only they see. */
export const putAway = ({ discord }: DiscordWalk): void => {
  for (const [channel, messages] of discord.world.messages) {
    discord.world.messages.set(
      channel,
      messages.filter(({ seenBy }) => seenBy === undefined)
    )
  }
}
