/**
 * What every town of the fault tests has: two agents with a room each, people who may talk to them, and a service that is
 * theirs. Owns the configuration; the platform is the town's.
 */
import { Effect, Layer } from "effect"
import { layerTestService, makeTestHome } from "../support/TestService.ts"

export const agents = ["ada", "bob"] as const
/** Answers where no room is. */
export const atTheDoor = agents[0]

/** The configuration file's text. The first of the people is the owner. */
export const townConfig = (options: {
  readonly platform: string
  /** Of the platform. */
  readonly settings?: object
  readonly people: ReadonlyArray<{ readonly id: string }>
  readonly rooms: ReadonlyArray<{ readonly agent: string; readonly channel: { readonly id: string } }>
}): string => {
  const { people, platform, rooms, settings = {} } = options
  return JSON.stringify({
    default: atTheDoor,
    platforms: { [platform]: settings },
    access: {
      owners: people.slice(0, 1).map(({ id }) => ({ platform, user: id })),
      allow: people.map(({ id }) => ({ platform, user: id, actions: ["talk", "approve"] }))
    },
    bindings: rooms.map(({ agent, channel }) => ({ platform, conversation: channel.id, agent, trigger: "all" }))
  })
}

/** Agents as they are written down, all of them rehearsed. */
export const townAgents = Object.fromEntries(agents.map((name) => [name, { backend: "rehearsal" }]))

/** The service in this process, until the scope is closed. */
export const serveTown = Effect.fnUntraced(function* (town: {
  readonly config: string
  readonly environment: Readonly<Record<string, string>>
  /** Returns when it listens. */
  readonly listens: Effect.Effect<unknown>
}) {
  const { config, environment, listens } = town
  const home = yield* makeTestHome(townAgents)
  yield* Layer.build(layerTestService({ home, platforms: [], config, environment }))
  yield* listens
})
