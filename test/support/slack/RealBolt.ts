/** Those who talk to the loopback server in its tests: the unmodified Bolt and WebClient, and bare requests. */
import { App, type AppOptions, type Logger, LogLevel } from "@slack/bolt"
import { WebClient, type WebClientOptions } from "@slack/web-api"
import { Effect, type Scope } from "effect"
import { type Json, recordOf, textOf } from "../Json.ts"
import type { FakeSlack } from "./FakeSlack.ts"

const nothing = () => {}
let level = LogLevel.ERROR

export const quiet: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: (next) => {
    level = next
  },
  getLevel: () => level,
  setName: nothing
}

const clientOptions = (slack: FakeSlack): WebClientOptions => ({
  slackApiUrl: slack.apiUrl,
  retryConfig: { retries: 3, minTimeout: 10, maxTimeout: 50 },
  timeout: 5_000
})

export interface BoltOptions extends Omit<Partial<AppOptions>, "token"> {
  /** False when each workspace has a token of its own. */
  readonly single?: boolean
}

/** Not started yet; Socket Mode unless a receiver is given. */
export const makeBolt = (slack: FakeSlack, { single = true, ...options }: BoltOptions = {}): App =>
  new App({
    ...(single ? { token: slack.botToken } : {}),
    logger: quiet,
    clientOptions: clientOptions(slack),
    ...(options.receiver === undefined ? { appToken: slack.appToken, socketMode: true } : {}),
    ...options
  })

/** Started, and stopped with the scope. */
export const startBolt = (
  slack: FakeSlack,
  prepare: (app: App) => void,
  options: BoltOptions = {},
  port?: number
): Effect.Effect<App, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const app = makeBolt(slack, options)
      prepare(app)
      await (port === undefined ? app.start() : app.start(port))
      return app
    }),
    (app) => Effect.promise(() => app.stop().then(nothing, nothing))
  )

export const makeWebClient = (slack: FakeSlack, options: WebClientOptions = {}): WebClient =>
  new WebClient(slack.botToken, { ...clientOptions(slack), logger: quiet, ...options })

export interface Said extends Json {
  readonly ok: boolean
  readonly error?: string
  readonly status: number
  readonly headers: Headers
}

/** A plain call that waits for no limit: those are forgotten first. */
export const ask = (
  slack: FakeSlack,
  method: string,
  args: Json = {},
  token: string = slack.botToken
): Effect.Effect<Said> =>
  Effect.promise(async () => {
    slack.tiers.forget()
    const response = await fetch(`${slack.apiUrl}${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(args)
    })
    const body = recordOf(await response.json())
    const error = textOf(body.error)
    return {
      ...body,
      ok: body.ok === true,
      status: response.status,
      headers: response.headers,
      ...(error === "" ? {} : { error })
    }
  })
