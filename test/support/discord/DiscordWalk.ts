/**
 * One journey on Discord: the product's service on a data directory of its own, the real discord.js against the loopback
 * server, and ann, who is the owner. The service can be stopped and started again while both ends stay.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { layerTestService, makeTestHome, type TestAgents } from "../TestService.ts"
import { type FakeDiscord, type FakeDiscordOptions, makeFakeDiscord } from "./FakeDiscord.ts"
import type { Person } from "./Person.ts"

export interface DiscordWalkOptions extends FakeDiscordOptions {
  /** scout and smith on the rehearsal backend when not said. */
  readonly agents?: TestAgents
  /** What everybody may do beside ann. YAML below `access.allow`. */
  readonly allow?: string | ((discord: FakeDiscord) => string)
  /** People beside ann, by name, and what each of them may do. */
  readonly people?: Readonly<Record<string, ReadonlyArray<"talk" | "approve" | "administer" | "spend">>>
  /** YAML below `platforms.discord`, in braces. */
  readonly discord?: string | ((discord: FakeDiscord) => string)
  /** More of the configuration, as YAML. */
  readonly config?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Bound to scout with `trigger: all` under this name; "general" when not said. */
  readonly bound?: string
  /** Agents get the service's own tools. */
  readonly tools?: boolean
}

const rehearsed: TestAgents = { scout: { backend: "rehearsal" }, smith: { backend: "rehearsal" } }

export const makeDiscordWalk = Effect.fnUntraced(function* (options: DiscordWalkOptions = {}) {
  const discord = yield* makeFakeDiscord(options)
  const home = yield* makeTestHome(options.agents ?? rehearsed)
  const general = discord.channel(options.bound ?? "general")
  const ann = discord.person("ann")
  const people: Record<string, Person> = {}
  for (const name of Object.keys(options.people ?? {})) people[name] = discord.person(name)
  const allowed = Object.entries(people).flatMap(([name, { id }]) => {
    const actions = options.people?.[name] ?? []
    return actions.length === 0 ? [] : [`{platform: discord, user: "${id}", actions: [${actions.join(", ")}]}`]
  })
  const given = typeof options.discord === "function" ? options.discord(discord) : (options.discord ?? "{}")
  const rules = typeof options.allow === "function" ? options.allow(discord) : options.allow
  const config = [
    "default: scout",
    `platforms:\n  discord: ${given}`,
    `access:\n  owners: [{platform: discord, user: "${ann.id}"}]\n  allow: ${rules ?? `[${allowed.join(", ")}]`}`,
    `bindings: [{platform: discord, conversation: "${general.id}", agent: scout, trigger: all}]`,
    options.config ?? ""
  ].join("\n")
  const environment = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl, ...options.environment }
  const outer = yield* Effect.scope
  let life: Scope.Closeable | undefined

  const stop = Effect.suspend(() => (life === undefined ? Effect.void : Scope.close(life, Exit.void)))
  /** Returns when it listens, with the services that run. */
  const start = Effect.gen(function* () {
    life = yield* Scope.fork(outer)
    const { tools = false } = options
    const services = yield* Layer.build(layerTestService({ home, platforms: [], config, environment, tools })).pipe(
      Scope.provide(life)
    )
    yield* discord.until("somebody who listens", () => discord.gateway.connected() > 0)
    return services
  })
  return { discord, home, general, ann, people, start, stop, config, environment }
})

export type DiscordWalk = Effect.Success<ReturnType<typeof makeDiscordWalk>>

/** With the service running from the beginning. */
export const walkDiscord = <E, R>(
  journey: (walk: DiscordWalk) => Effect.Effect<void, E, R>,
  options: DiscordWalkOptions = {}
) =>
  Effect.gen(function* () {
    const walk = yield* makeDiscordWalk(options)
    yield* walk.start
    yield* journey(walk)
  }).pipe(Effect.scoped)
