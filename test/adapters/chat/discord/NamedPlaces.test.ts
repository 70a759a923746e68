/**
 * What Discord's places are called, over a real connection to a Discord of our own: what the bot can be heard in, as people
 * see it there, without a single question about it.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { ChannelType } from "discord-api-types/v10"
import { Effect, FileSystem, Layer } from "effect"
import { manifest } from "../../../../src/adapters/chat/discord/index.ts"
import { placeNames } from "../../../../src/core/control/PlaceNames.ts"
import type { ChatPlatform, NamedPlace } from "../../../../src/core/ports/ChatPlatform.ts"
import { placeWords } from "../../../../src/core/render/PlaceWords.ts"
import { type FakeDiscord, makeFakeDiscord } from "../../../support/discord/FakeDiscord.ts"
import { memoryState } from "../../../support/MemoryState.ts"
import { testIntake } from "../../../support/TestIntake.ts"

const create = (discord: FakeDiscord) =>
  Effect.gen(function* () {
    const directory = yield* Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())
    const environment = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl }
    return yield* manifest.create({}, { environment, directory })
  })

const placesOf = ({ places }: ChatPlatform) => places ?? Effect.die("it tells no places")

const wordsOf = (platform: ChatPlatform, places: ReadonlyArray<NamedPlace>) =>
  placeNames(new Map([[platform.name, places]])).all.map(placeWords)

describe("places on Discord", () => {
  it.live("are servers, categories, channels and threads in which the bot can write, as people call them now", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const acme = discord.guild("Acme")
      const team = discord.channel("Team", { guild: acme, type: ChannelType.GuildCategory })
      const empty = discord.channel("Nobody", { guild: acme, type: ChannelType.GuildCategory })
      const general = discord.channel("general", { guild: acme, parent: team })
      const ideas = discord.channel("ideas", { guild: acme, type: ChannelType.GuildForum })
      discord.channel("secret", { guild: acme, denied: ["ViewChannel"] })
      discord.channel("news", { guild: acme, denied: ["SendMessages"] })
      const club = discord.guild("Club")
      discord.channel("general", { guild: club })
      const ann = discord.person("ann", { guild: acme })
      const platform = yield* create(discord)
      assert.strictEqual((yield* Effect.flip(placesOf(platform))).reason._tag, "Unreachable", "nothing is told yet")

      const heard: Array<string> = []
      yield* Effect.forkScoped(
        platform.receive(
          testIntake((event) =>
            Effect.sync(() => {
              heard.push(event._tag === "Said" ? event.text : event._tag)
              discord.world.touch()
            })
          )
        )
      )
      const saidAndHeard = (text: string) => {
        ann.says(general, `${discord.mention} ${text}`)
        return discord.until(text, () => heard.includes(text))
      }
      yield* discord.until("somebody who listens", () => discord.gateway.connected() > 0)
      yield* saidAndHeard("one")
      const requests = discord.requests.length
      assert.deepStrictEqual(wordsOf(platform, yield* placesOf(platform)), [
        "all of Acme",
        "all of Team · Acme",
        "#general · Acme",
        "#ideas · Acme",
        "all of Club",
        "#general · Club"
      ])
      assert.strictEqual(discord.requests.length, requests, "nothing is asked")

      const begun = ann.says(general, "to be discussed")
      const thread = ann.opensThread(general, "fix the build", begun)
      discord.rename(ideas, "wishes")
      discord.rename(team, "Crew")
      discord.remove(club)
      discord.gateway.dispatch("GUILD_UPDATE", { id: acme.id, name: "Acme & Sons" })
      yield* saidAndHeard("two")
      const places = yield* placesOf(platform)
      assert.deepStrictEqual(wordsOf(platform, places), [
        "all of Acme & Sons",
        "all of Crew · Acme & Sons",
        "#general · Acme & Sons",
        "#wishes · Acme & Sons",
        "#general › fix the build · Acme & Sons"
      ])
      assert.deepStrictEqual<unknown>(
        places.find(({ kind }) => kind === "thread"),
        {
          id: `${general.id}-${thread.id}`,
          also: [thread.id],
          kind: "thread",
          title: "fix the build",
          within: general.id
        }
      )
      assert.notInclude(
        places.map(({ id }): string => id),
        empty.id
      )
    }).pipe(Effect.scoped, Effect.provide(Layer.mergeAll(NodeServices.layer, memoryState)))
  )
})
