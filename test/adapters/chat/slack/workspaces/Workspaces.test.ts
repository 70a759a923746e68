/** Which token speaks where, with the unmodified client and Bolt's own pages, against Slack on loopback. */
import { assert, describe, it } from "@effect/vitest"
import { HTTPReceiver, type Logger, LogLevel } from "@slack/bolt"
import { Effect, Fiber, Layer, Redacted, References, type Scope } from "effect"
import { TestClock } from "effect/testing"
import { credentialsOf } from "../../../../../src/adapters/chat/slack/Credentials.ts"
import { appManifest } from "../../../../../src/adapters/chat/slack/setup/AppManifest.ts"
import { makeWorkspaces, type Workspaces } from "../../../../../src/adapters/chat/slack/workspaces/Workspaces.ts"
import type { State } from "../../../../../src/core/ports/State.ts"
import { memoryState } from "../../../../support/MemoryState.ts"
import { type FakeSlack, makeFakeSlack } from "../../../../support/slack/FakeSlack.ts"
import type { Person } from "../../../../support/slack/Person.ts"

const withSlack = <A, E>(test: (slack: FakeSlack) => Effect.Effect<A, E, Scope.Scope | State>) =>
  Effect.flatMap(makeFakeSlack({ manifest: appManifest() }), test).pipe(
    Effect.provide([Layer.fresh(memoryState), Layer.succeed(References.MinimumLogLevel, "None")])
  )

const oauthOf = ({ app }: FakeSlack) => ({
  SLACK_CLIENT_ID: app.clientId,
  SLACK_CLIENT_SECRET: app.clientSecret,
  SLACK_STATE_SECRET: "a secret of our own"
})

const workspacesOf = (slack: FakeSlack, environment: Readonly<Record<string, string>>) =>
  makeWorkspaces({ credentials: credentialsOf({}, { SLACK_API_URL: slack.apiUrl, ...environment }) })

const tokenIn = (workspaces: Workspaces, team: string) => Effect.map(workspaces.token(team), Redacted.value)

const asked = (slack: FakeSlack) => slack.requests.filter(({ method }) => method === "auth.test").length

const nothing = () => {}
const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR
}

/** Bolt's receiver with the options as they are handed over, and nothing else. */
const listening = (slack: FakeSlack, { installer }: Workspaces) =>
  Effect.gen(function* () {
    assert(installer !== undefined)
    const receiver = new HTTPReceiver({ ...installer, signingSecret: slack.signingSecret, logger: silent })
    const server = yield* Effect.acquireRelease(
      Effect.promise(() => receiver.start(0)),
      () => Effect.promise(() => receiver.stop())
    )
    const address = server.address()
    return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
  })

const ask = (address: string, cookie?: string) =>
  Effect.promise(() =>
    fetch(address, { redirect: "manual", headers: cookie === undefined ? {} : { cookie, connection: "close" } })
  )

/** Presses "Add to Slack" on the app's page, agrees on Slack's, and is sent back. */
const installs = (slack: FakeSlack, origin: string, person: Person) =>
  Effect.gen(function* () {
    const page = yield* ask(`${origin}/slack/install`)
    const [, link = ""] = /href="([^"]+oauth[^"]+)"/.exec(yield* Effect.promise(() => page.text())) ?? []
    const authorize = new URL(link.replaceAll("&amp;", "&"))
    assert.strictEqual(authorize.origin, new URL(slack.apiUrl).origin)
    // Slack sends back to the address in the app's settings when none is asked for.
    authorize.searchParams.set("redirect_uri", `${origin}/slack/oauth_redirect`)
    const back = slack.authorize(person, authorize.href)
    assert(back !== null)
    const [cookie = ""] = (page.headers.get("set-cookie") ?? "").split(";")
    const done = yield* ask(back, cookie)
    return { status: done.status, text: yield* Effect.promise(() => done.text()) }
  })

describe("workspaces", () => {
  it.live("ask once whose the token is, however many ask at the same time, and only when it is needed", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        const workspaces = yield* workspacesOf(slack, { SLACK_BOT_TOKEN: slack.botToken })
        assert.strictEqual(asked(slack), 0)
        const team = slack.team.id
        const tokens = yield* Effect.all(
          Array.from({ length: 20 }, () => tokenIn(workspaces, team)),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual([...new Set(tokens)], [slack.botToken])
        assert.deepStrictEqual(yield* workspaces.account(team), {
          team,
          teamName: "Workshop",
          user: slack.bot.id,
          bot: slack.install.botId,
          scopes: appManifest().oauth_config.scopes.bot
        })
        assert.deepStrictEqual(yield* workspaces.teams, [team])
        assert.strictEqual(asked(slack), 1)
        assert.isUndefined(workspaces.installer)
        const other = yield* Effect.flip(workspaces.token("T0"))
        assert.strictEqual(
          other.message,
          "slack: the app is not installed in workspace T0 (put the bot's token of that workspace into SLACK_BOT_TOKEN)"
        )
      })
    )
  )

  it.effect("wait for a Slack that is away, and remember only what it said", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        slack.faults.fail("auth.test", { times: 2 })
        const workspaces = yield* workspacesOf(slack, { SLACK_BOT_TOKEN: slack.botToken })
        const teams = yield* Effect.forkChild(workspaces.teams)
        yield* slack.until("the first try", () => asked(slack) === 1)
        for (const tries of [2, 3]) {
          yield* Effect.repeat(
            Effect.andThen(
              TestClock.adjust("1 second"),
              Effect.promise(() => new Promise(setImmediate))
            ),
            { until: () => asked(slack) >= tries }
          )
        }
        assert.deepStrictEqual(yield* Fiber.join(teams), [slack.team.id])
      })
    )
  )

  it.live("are refused in words without any token, with a person's token, and with one that was revoked", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        const none = yield* Effect.flip(workspacesOf(slack, {}))
        assert.include(none.message, "SLACK_BOT_TOKEN is not set (run orchestrator setup slack")
        const workspaces = yield* workspacesOf(slack, { SLACK_BOT_TOKEN: slack.botToken })
        const answer = { ok: true, team_id: "T1", team: "Acme", user_id: "U1", user: "ann" }
        slack.world.installs.clear()
        const revoked = yield* Effect.flip(workspaces.teams)
        assert.strictEqual(revoked.reason._tag, "Misconfigured")
        assert.notInclude(revoked.message, slack.team.id)
        slack.faults.refuse("auth.test", {
          error: "ignored",
          more: { ...answer, bot_id: "B1", is_enterprise_install: true }
        })
        const whole = yield* Effect.flip(workspaces.teams)
        assert.include(whole.message, "installed in a whole enterprise organisation, and only single workspaces")
        slack.faults.refuse("auth.test", { error: "ignored", more: answer })
        assert.include((yield* Effect.flip(workspaces.teams)).message, "this token is not that of a bot")
      })
    )
  )

  it.live("are added by whoever installs the app, across restarts, until it is taken out", () =>
    withSlack((slack) =>
      Effect.gen(function* () {
        const elsewhere = slack.workspace("Elsewhere", { installed: false })
        const ann = elsewhere.person("ann")
        const before = yield* workspacesOf(slack, oauthOf(slack))
        const origin = yield* listening(slack, before)
        assert.deepStrictEqual(yield* before.teams, [])
        assert.include(
          (yield* Effect.flip(before.token(elsewhere.team.id))).message,
          `the app is not installed in workspace ${elsewhere.team.id} (install it there by /slack/install)`
        )
        const done = yield* installs(slack, origin, ann)
        assert.strictEqual(done.status, 200)
        assert.strictEqual(yield* tokenIn(before, elsewhere.team.id), elsewhere.botToken)

        const after = yield* workspacesOf(slack, { ...oauthOf(slack), SLACK_BOT_TOKEN: slack.botToken })
        assert.deepStrictEqual(yield* after.teams, [slack.team.id, elsewhere.team.id])
        const account = yield* after.account(elsewhere.team.id)
        assert.strictEqual(account.user, elsewhere.bot.id)
        assert.strictEqual(account.teamName, "Elsewhere")
        assert.notProperty(account, "token")

        yield* after.forget(elsewhere.team.id)
        assert.deepStrictEqual(yield* after.teams, [slack.team.id])
        const again = yield* installs(slack, origin, ann)
        assert.strictEqual(again.status, 200)
        assert.strictEqual(yield* tokenIn(after, elsewhere.team.id), elsewhere.botToken)
      })
    )
  )

  it.live(
    "are not added by somebody who was sent there by another, and go on when the environment's token is refused",
    () =>
      withSlack((slack) =>
        Effect.gen(function* () {
          const elsewhere = slack.workspace("Elsewhere", { installed: false })
          const ann = elsewhere.person("ann")
          const workspaces = yield* workspacesOf(slack, { ...oauthOf(slack), SLACK_BOT_TOKEN: "xoxb-of-nobody" })
          const origin = yield* listening(slack, workspaces)
          const forged = slack.authorize(
            ann,
            `${new URL(slack.apiUrl).origin}/oauth/v2/authorize?client_id=${slack.app.clientId}&scope=chat:write&state=x&redirect_uri=${origin}/slack/oauth_redirect`
          )
          const refused = yield* ask(forged ?? "")
          assert.strictEqual(refused.status, 400)
          assert.deepStrictEqual(yield* workspaces.teams, [])
          yield* installs(slack, origin, ann)
          assert.deepStrictEqual(yield* workspaces.teams, [elsewhere.team.id])
          assert.strictEqual(asked(slack), 2)
        })
      )
  )
})
