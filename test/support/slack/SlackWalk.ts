/**
 * One journey on Slack: the product's service on a data directory of its own, the real Bolt and Web API client against the
 * loopback server, and ann, who is the owner. The service can be stopped and started again while both ends stay.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import { appManifest, paths } from "../../../src/adapters/chat/slack/setup/AppManifest.ts"
import { freePort } from "../FreePort.ts"
import { layerTestService, makeTestHome, type TestAgents } from "../TestService.ts"
import { type FakeSlack, type FakeSlackOptions, makeFakeSlack } from "./FakeSlack.ts"
import type { Person } from "./Person.ts"

export interface SlackWalkOptions extends FakeSlackOptions {
  /** How events come; over sockets when not said. */
  readonly transport?: "socket" | "http"
  /** scout and smith on the rehearsal backend when not said. */
  readonly agents?: TestAgents
  /** What everybody may do beside ann. YAML below `access.allow`. */
  readonly allow?: string | ((slack: FakeSlack) => string)
  /** People beside ann, by name, and what each of them may do. */
  readonly people?: Readonly<Record<string, ReadonlyArray<"talk" | "approve" | "administer" | "spend">>>
  /** YAML below `platforms.slack`, without braces. */
  readonly slack?: string | ((slack: FakeSlack) => string)
  /** More of the configuration, as YAML. */
  readonly config?: string
  readonly environment?: Readonly<Record<string, string>> | ((slack: FakeSlack) => Readonly<Record<string, string>>)
  /** Bound to scout with `trigger: all` under this name; "general" when not said. */
  readonly bound?: string
  /** Agents get the service's own tools. */
  readonly tools?: boolean
}

const rehearsed: TestAgents = { scout: { backend: "rehearsal" }, smith: { backend: "rehearsal" } }

/** Slack asks an address to prove itself before it tells it anything. */
export const reach = (slack: FakeSlack, url: string) =>
  Effect.sync(() => slack.http.to(url)).pipe(
    Effect.andThen(Effect.tryPromise(slack.http.verify)),
    Effect.retry(Schedule.spaced("20 millis")),
    Effect.orDie
  )

export const makeSlackWalk = Effect.fnUntraced(function* (options: SlackWalkOptions = {}) {
  const http = options.transport === "http"
  const slack = yield* makeFakeSlack({ manifest: appManifest(), ...options })
  const listen = `127.0.0.1:${yield* freePort}`
  const home = yield* makeTestHome(options.agents ?? rehearsed)
  const general = slack.channel(options.bound ?? "general")
  const ann = slack.person("ann")
  const people: Record<string, Person> = {}
  for (const name of Object.keys(options.people ?? {})) people[name] = slack.person(name)
  const allowed = Object.entries(people).flatMap(([name, { id }]) => {
    const actions = options.people?.[name] ?? []
    return actions.length === 0 ? [] : [`{platform: slack, user: "${id}", actions: [${actions.join(", ")}]}`]
  })
  const given = typeof options.slack === "function" ? options.slack(slack) : (options.slack ?? "")
  const rules = typeof options.allow === "function" ? options.allow(slack) : options.allow
  const config = [
    "default: scout",
    `platforms:\n  slack: {listen: "${listen}"${given === "" ? "" : `, ${given}`}}`,
    `access:\n  owners: [{platform: slack, user: "${ann.id}"}]\n  allow: ${rules ?? `[${allowed.join(", ")}]`}`,
    `bindings: [{platform: slack, conversation: "${general.id}", agent: scout, trigger: all}]`,
    options.config ?? ""
  ].join("\n")
  const environment = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.apiUrl,
    ...(http ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken }),
    ...(typeof options.environment === "function" ? options.environment(slack) : options.environment)
  }
  const url = `http://${listen}${paths.events}`
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
    yield* http ? reach(slack, url) : slack.until("somebody who listens", () => slack.sockets.connected() === 2)
    return services
  })
  return { slack, home, general, ann, people, start, stop, config, environment, listen, url }
})

export type SlackWalk = Effect.Success<ReturnType<typeof makeSlackWalk>>

/** With the service running from the beginning. */
export const walkSlack = <E, R>(
  journey: (walk: SlackWalk) => Effect.Effect<void, E, R>,
  options: SlackWalkOptions = {}
) =>
  Effect.gen(function* () {
    const walk = yield* makeSlackWalk(options)
    yield* walk.start
    yield* journey(walk)
  }).pipe(Effect.scoped)
