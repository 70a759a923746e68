/** Discord in the ways in which it is used: under agents' own faces, under the bot's, and alone with a person. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, FileSystem, Layer } from "effect"
import { addressOf } from "../../../../src/adapters/chat/discord/Address.ts"
import { manifest } from "../../../../src/adapters/chat/discord/index.ts"
import { conversationAt } from "../../../../src/adapters/chat/discord/Place.ts"
import type { ConversationId } from "../../../../src/core/model/Ids.ts"
import type { PlatformServices } from "../../../../src/core/ports/Manifest.ts"
import type { MakeHarness } from "../../../contract/PlatformSuite.ts"
import { makeFakeDiscord } from "../../../support/discord/FakeDiscord.ts"
import type { Message } from "../../../support/discord/World.ts"
import { memoryState } from "../../../support/MemoryState.ts"

/** What would notify, pretend or steer a screen. */
const hazards = ["@everyone", "@here", "<@&1>", "notifies", "\u001b", "\u009b", "\u202e", "](javascript:", "../"]

/** As Discord reads it: in code nothing means anything but itself. */
const read = ({ attachments, content, everyone, mentionRoles, mentions, face }: Message): string =>
  [
    content.replaceAll(/```[\s\S]*?```/g, (code) => code.replaceAll(/@|<|\]\(/g, "")),
    face?.username ?? "",
    ...attachments.map(({ name }) => name),
    everyone || mentions.length + mentionRoles.length > 0 ? "notifies" : ""
  ].join("\n")

const harness = (use: { readonly config: object; readonly direct?: boolean }): MakeHarness =>
  Effect.gen(function* () {
    const discord = yield* makeFakeDiscord()
    const directory = yield* Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())
    const ann = discord.person("ann")
    const channel = use.direct === true ? discord.direct(ann) : discord.channel("general")
    const environment = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl }
    const words = (text: string) => (use.direct === true ? text : `${discord.mention} ${text}`)
    const services = yield* Effect.context<PlatformServices>()
    const create = Effect.orDie(manifest.create(use.config, { environment, directory }))
    const threadOf = (conversation: ConversationId) => discord.world.channels.get(addressOf(conversation).thread ?? "")
    const threads = {
      say: (conversation: ConversationId, text: string) =>
        Effect.andThen(
          discord.until("somebody who listens", () => discord.gateway.connected() > 0),
          Effect.sync(() => {
            const thread = threadOf(conversation)
            if (thread !== undefined) ann.says(thread, text)
          })
        ),
      title: (conversation: ConversationId) => threadOf(conversation)?.name,
      again: Effect.provide(create, services)
    }
    return {
      platform: yield* create,
      ...(use.direct === true ? {} : { threads }),
      conversation: conversationAt({
        kind: use.direct === true ? "direct" : "channel",
        channel: channel.id,
        opensThreads: false,
        own: false
      }).id,
      say: (text: string) =>
        Effect.andThen(
          discord.until("somebody who listens", () => discord.gateway.connected() > 0),
          Effect.sync(() => {
            ann.says(channel, words(text))
          })
        ),
      makePlace: (name: string) => Effect.sync(() => void discord.channel(name)),
      repeat: Effect.sync(() => {
        const last = discord.gateway.told().findLast(({ event }) => event === "MESSAGE_CREATE")
        discord.gateway.dispatch("MESSAGE_CREATE", last?.data)
      }),
      files: Effect.sync(() =>
        [...discord.world.messages.values()].flat().flatMap(({ attachments }) => attachments.map(({ data }) => data))
      ),
      seen: Effect.sync(() =>
        [
          ...[...discord.world.messages.values()].flat().map(read),
          ...[...discord.world.channels.values()].map(({ name }) => name)
        ].join("\n")
      ),
      hazards
    }
  }).pipe(Effect.orDie, Effect.provide(Layer.mergeAll(NodeServices.layer, memoryState)))

export const harnesses: Readonly<Record<string, MakeHarness>> = {
  "agents' faces": harness({ config: { threads: false } }),
  "the bot's face": harness({ config: { threads: false, faces: false } }),
  direct: harness({ config: {}, direct: true })
}
