/** Slack in the ways in which it is used: under agents' own faces, under the bot's, alone with a person, over HTTP. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, FileSystem, Layer } from "effect"
import { addressOf, conversationIdOf } from "../../../../src/adapters/chat/slack/Address.ts"
import { manifest } from "../../../../src/adapters/chat/slack/index.ts"
import { appManifest, paths } from "../../../../src/adapters/chat/slack/setup/AppManifest.ts"
import type { ConversationId } from "../../../../src/core/model/Ids.ts"
import type { PlatformServices } from "../../../../src/core/ports/Manifest.ts"
import type { MakeHarness } from "../../../contract/PlatformSuite.ts"
import { freePort } from "../../../support/FreePort.ts"
import { memoryState } from "../../../support/MemoryState.ts"
import { makeFakeSlack } from "../../../support/slack/FakeSlack.ts"
import { reach } from "../../../support/slack/SlackWalk.ts"
import { threadKey } from "../../../support/slack/World.ts"

/** What would notify, pretend or steer a screen: as people see it, and in the blocks as they were sent. */
const hazards = ["NOTIFIES", "@somebody", "#somewhere", "\u001b", "\u009b", "\u202e", "](javascript:", "../"]

const harness = (use: { readonly config?: object; readonly direct?: boolean; readonly http?: boolean }): MakeHarness =>
  Effect.gen(function* () {
    const slack = yield* makeFakeSlack({ manifest: appManifest() })
    const directory = yield* Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())
    const listen = `127.0.0.1:${yield* freePort}`
    const ann = slack.person("ann")
    // Of the message on which the thread hangs nobody is told.
    slack.events.loseNext("message")
    const root = use.direct === true ? ann.dm("hello") : ann.says(slack.channel("general"), "hello")
    const channel = slack.world.channels.get(root.channel)
    if (channel === undefined) return yield* Effect.die("the message stands nowhere")
    const environment = {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_API_URL: slack.apiUrl,
      ...(use.http === true ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken })
    }
    const heard =
      use.http === true
        ? reach(slack, `http://${listen}${paths.events}`)
        : slack.until("somebody who listens", () => slack.sockets.connected() > 0)
    const words = (text: string) => (use.direct === true ? text : `${slack.mention} ${text}`)
    const services = yield* Effect.context<PlatformServices>()
    const create = Effect.orDie(manifest.create({ listen, ...use.config }, { environment, directory }))
    const rootOf = (conversation: ConversationId) => addressOf(conversation).thread ?? ""
    const threads = {
      say: (conversation: ConversationId, text: string) =>
        Effect.andThen(
          heard,
          Effect.sync(() => {
            const begun = slack.messages(channel).find(({ ts }) => ts === rootOf(conversation))
            if (begun !== undefined) ann.says(channel, text, { thread: begun })
          })
        ),
      title: (conversation: ConversationId) =>
        slack.world.sessions.get(threadKey(channel.id, rootOf(conversation)))?.title,
      again: Effect.provide(create, services)
    }
    return {
      platform: yield* create,
      threads,
      conversation: conversationIdOf({ team: slack.team.id, channel: channel.id, thread: root.ts }),
      say: (text: string) =>
        Effect.andThen(
          heard,
          Effect.sync(() => {
            slack.events.duplicateNext("message")
            ann.says(channel, words(text), { thread: root })
          })
        ),
      makePlace: (name: string) => Effect.sync(() => void slack.channel(name)),
      files: Effect.sync(() =>
        [...slack.world.files.values()].flatMap(({ data }) => (data === undefined ? [] : [data]))
      ),
      seen: Effect.sync(() =>
        [
          slack.transcript(),
          ...[...slack.world.sessions.values()].map(({ title }) => title),
          ...slack.messages(channel).map(({ blocks }) => JSON.stringify(blocks))
        ].join("\n")
      ),
      hazards
    }
  }).pipe(Effect.orDie, Effect.provide(Layer.mergeAll(NodeServices.layer, memoryState)))

export const harnesses: Readonly<Record<string, MakeHarness>> = {
  "agents' faces": harness({}),
  "the bot's face": harness({ config: { faces: false } }),
  direct: harness({ direct: true }),
  "over http": harness({ http: true })
}
