/**
 * The whole way over the wire: `orchestrator start` with nothing configured, somebody who signs in by the link and sets a
 * platform up from there, against Discord and Slack on loopback. The process stays, the service in it begins anew.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Stream } from "effect"
import { appManifest } from "../../../src/adapters/chat/slack/setup/AppManifest.ts"
import type { ControlError } from "../../../src/core/control/protocol/ControlError.ts"
import type { SetupReply, SetupStep } from "../../../src/core/control/protocol/SetupRpcs.ts"
import { makeFakeDiscord } from "../../support/discord/FakeDiscord.ts"
import { freePort } from "../../support/FreePort.ts"
import { startLines } from "../../support/LineProcess.ts"
import { makeServiceHome } from "../../support/ServiceProcess.ts"
import { signedIn } from "../../support/SignedIn.ts"
import { makeFakeSlack } from "../../support/slack/FakeSlack.ts"
import { type Answered, followSetup } from "./WireSetup.ts"

const bin = fileURLToPath(new URL("../../../src/bot/bin.ts", import.meta.url))
const patience = 90_000

const startAlone = Effect.fnUntraced(function* (environment: Readonly<Record<string, string>>) {
  const port = yield* freePort
  const { home, workdir } = yield* makeServiceHome({ agents: {}, config: `web: {listen: "127.0.0.1:${port}"}\n` })
  const env = { PATH: process.env.PATH ?? "", HOME: home, ORCHESTRATOR_HOME: home, CI: "true", ...environment }
  const run = { cwd: workdir, env }
  const output: Array<string> = []
  const isUp = Deferred.makeUnsafe<void>()
  const service = yield* startLines({ args: [bin, "start"], ...run }, (line) => {
    output.push(String(line))
    if (String(line).startsWith("the dashboard: ")) Deferred.doneUnsafe(isUp, Effect.void)
  })
  const ended = Effect.flatMap(service.exited, () => Effect.die(new Error(`it ended:\n${service.stderr()}`)))
  yield* Effect.raceFirst(Deferred.await(isUp), ended)
  let link = ""
  const login = yield* startLines({ args: [bin, "login"], ...run }, (line) => {
    link = String(line)
  })
  yield* login.exited
  const { origin, service: calls } = yield* signedIn(link)

  /** Goes on where it was when the connection broke, as a page does. */
  const steps = Effect.succeed({
    follow: ({ key, platform }: { readonly platform: string; readonly key?: string }) => {
      let heard = 0
      const from = (): Stream.Stream<SetupStep, ControlError> =>
        Stream.suspend(() => Stream.drop(calls.FollowSetup({ platform, key: key ?? "once" }), heard)).pipe(
          Stream.tap(() => Effect.sync(() => heard++)),
          Stream.catch((error) => (error._tag === "RpcClientError" ? from() : Stream.fail(error)))
        )
      return from()
    },
    reply: (question: number, reply: SetupReply) => Effect.orDie(calls.ReplySetup({ question, reply }))
  })
  return {
    home,
    origin,
    calls,
    steps,
    service,
    said: () => [...output, service.stderr()].join("\n")
  }
})

const codeOn = (screen: string): string => /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(screen)?.[0] ?? "no code"

const script: ReadonlyArray<Answered> = [
  ["in which channel", "#hall"],
  ["who answers in #hall?", "scout"],
  ["which messages in #hall", "messages that mention the bot"]
]

describe("the first steps over the wire", () => {
  it.live(
    "connect Discord from the dashboard, to an answer in its channel",
    () =>
      Effect.gen(function* () {
        const discord = yield* makeFakeDiscord()
        const hall = discord.channel("hall")
        const ann = discord.person("ann")
        const place = yield* startAlone({ DISCORD_API_URL: discord.apiUrl })
        const { calls, home, said, service, steps } = place
        const before = yield* calls.ReadFirstSteps()
        assert.isTrue(before.rehearsing)
        assert.isAbove(before.agents, 0)
        assert.deepInclude(before.platforms, { name: "discord", title: "Discord", connected: false, guided: true })

        const { screen } = yield* followSetup({
          steps,
          platform: "discord",
          key: "k",
          script: [["paste the token", "no.such.token"], ["paste the token", discord.token], ...script],
          meanwhile: {
            "… waiting for the code": (shown) =>
              Effect.andThen(
                discord.until("somebody who listens", () => discord.gateway.connected() > 0),
                Effect.sync(() => void ann.dm(codeOn(shown)))
              ),
            "… waiting for the first answer": () =>
              Effect.sync(() => void ann.says(hall, `${discord.mention} !say hello ann`))
          }
        })
        assert.include(screen(), "[Restarting]\n✓ the service runs again\n? who answers in #hall?")
        assert.include(screen(), "✓ scout answered\nscout is at work in #hall\n[Done]")
        assert.include(discord.transcript(hall), "hello ann")
        assert.include(said(), "✓ the service began anew, on Discord")
        assert.notInclude(screen() + said(), discord.token)
        assert.strictEqual(readFileSync(join(home, ".env"), "utf8"), `DISCORD_TOKEN=${discord.token}\n`)

        const after = yield* calls.ReadFirstSteps()
        assert.deepInclude(after.platforms, { name: "discord", title: "Discord", connected: true, guided: true })
        assert.isUndefined(after.underWay)
        assert.isFalse((yield* calls.WhoAmI()).fresh)
        const noted = yield* calls.ReadAudit({ limit: 100, search: "Discord" })
        assert.isTrue(noted.some(({ action, platform }) => action === "connected" && platform === "web"))
        service.kill("SIGTERM")
        assert.notStrictEqual((yield* service.exited).code, null)
      }),
    patience
  )

  it.live(
    "connect Slack from the dashboard, to an answer in its channel",
    () =>
      Effect.gen(function* () {
        const slack = yield* makeFakeSlack({ manifest: appManifest() })
        const hall = slack.channel("hall", { invited: false })
        const ann = slack.person("ann")
        const { home, said, steps } = yield* startAlone({ SLACK_API_URL: slack.apiUrl })
        const { screen } = yield* followSetup({
          steps,
          platform: "slack",
          script: [["paste the app-level token", slack.appToken], ["paste the bot token", slack.botToken], ...script],
          meanwhile: {
            "… waiting for the code": (shown) =>
              Effect.andThen(
                slack.until("somebody who listens", () => slack.sockets.connected() > 0),
                Effect.sync(() => void ann.dm(codeOn(shown)))
              ),
            "… waiting for the first answer": () =>
              Effect.sync(() => void ann.says(hall, `${slack.mention} !say hello ann`))
          }
        })
        assert.include(screen(), "✓ scout answered\nscout is at work in #hall\n[Done]")
        assert.include(slack.transcript(), "hello ann")
        for (const token of [slack.appToken, slack.botToken]) {
          assert.notInclude(screen() + said(), token)
          assert.include(readFileSync(join(home, ".env"), "utf8"), token)
        }
      }),
    patience
  )
})
