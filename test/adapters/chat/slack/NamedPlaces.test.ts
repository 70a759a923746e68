/**
 * What Slack's places are called, with the unmodified client against a Slack of our own: the channels that the bot is in,
 * page by page, and the people with whom it talks alone; whatever a token may not see is left out.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Schema } from "effect"
import { manifest } from "../../../../src/adapters/chat/slack/index.ts"
import { makeNamedPlaces } from "../../../../src/adapters/chat/slack/NamedPlaces.ts"
import { slack as slackName } from "../../../../src/adapters/chat/slack/Place.ts"
import { appManifest } from "../../../../src/adapters/chat/slack/setup/AppManifest.ts"
import { placeNames } from "../../../../src/core/control/PlaceNames.ts"
import { type ChatPlatform, PlatformError, Unreachable } from "../../../../src/core/ports/ChatPlatform.ts"
import { placeWords } from "../../../../src/core/render/PlaceWords.ts"
import { memoryState } from "../../../support/MemoryState.ts"
import { type FakeSlack, makeFakeSlack } from "../../../support/slack/FakeSlack.ts"

const create = (slack: FakeSlack) =>
  Effect.gen(function* () {
    const directory = yield* Effect.flatMap(FileSystem.FileSystem, (files) => files.makeTempDirectoryScoped())
    const environment = {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl
    }
    return yield* manifest.create({}, { environment, directory })
  })

const placesOf = ({ places }: ChatPlatform) => places ?? Effect.die("it tells no places")

const wordsOf = (platform: ChatPlatform) =>
  Effect.map(placesOf(platform), (places) => placeNames(new Map([[platform.name, places]])).all.map(placeWords))

const made = Effect.gen(function* () {
  const slack = yield* makeFakeSlack({ manifest: appManifest(), workspace: "Acme" })
  return { slack, platform: yield* create(slack) }
})

const provided = <A, E>(test: Effect.Effect<A, E, Effect.Services<typeof made>>) =>
  test.pipe(Effect.scoped, Effect.provide(Layer.mergeAll(NodeServices.layer, Layer.fresh(memoryState))))

describe("places on Slack", () => {
  it.live("are the channels that the bot is in and the people whom it knows, by every id that people copy", () =>
    provided(
      Effect.gen(function* () {
        const { platform, slack } = yield* made
        const general = slack.channel("general")
        slack.channel("plans", { private: true })
        slack.channel("mpdm-ann--bob--orchestrator-1", { group: true })
        slack.channel("elsewhere", { invited: false })
        slack.archive(slack.channel("old"))
        const ann = slack.person("ann", { displayName: "Ann <!channel> Lee" })
        const direct = slack.direct(ann)
        const places = yield* placesOf(platform)
        assert.deepStrictEqual(
          [...places].map((place) => `${place.kind} ${place.title}`),
          ["workspace Acme", "channel #general", "channel #plans", "channel ann, bob, orchestrator", "direct Ann Lee"]
        )
        const team = slack.team.id
        assert.deepStrictEqual<unknown>(places[1], {
          id: `${team}-${general.id}`,
          also: [general.id],
          kind: "channel",
          title: "#general",
          within: team
        })
        const { words } = placeNames(new Map([[platform.name, places]]))
        const thread = (channel: string) =>
          words({
            platform: platform.name,
            id: `${team}-${channel}-1700000000.000100` as (typeof places)[number]["id"],
            within: places.flatMap(({ also = [], id }) => (also.some((each) => each === channel) ? [id, ...also] : []))
          })
        assert.deepStrictEqual(
          [thread(general.id), thread(direct.id)],
          ["#general", "Ann Lee"],
          "threads have no names"
        )

        slack.rename(general, "lobby")
        assert.include(yield* wordsOf(platform), "#lobby · Acme")
        assert.strictEqual(slack.counts().requests["users.info"], 1, "nobody is asked for twice")
      })
    )
  )

  it.live("are read page by page, those left out by Slack and those of hundreds of people, never into a limit", () =>
    provided(
      Effect.gen(function* () {
        const { platform, slack } = yield* made
        for (let index = 0; index < 450; index++) {
          const channel = slack.channel(`c${index}`)
          // a whole page of which nothing is left
          if (index >= 200 && index < 400) slack.archive(channel)
        }
        for (let index = 0; index < 50; index++) slack.direct(slack.person(`p${index}`))
        const counted = Effect.map(placesOf(platform), (places) => [
          places.filter(({ kind }) => kind === "channel").length,
          places.filter(({ kind }) => kind === "direct").length
        ])
        assert.deepStrictEqual(yield* counted, [250, 20], "people a few at a time")
        assert.deepStrictEqual(yield* counted, [250, 40])
        assert.deepStrictEqual(yield* counted, [250, 50])
        assert.strictEqual(slack.counts().rateLimited, 0)
        slack.tiers.set("users.conversations", 1)
        assert.strictEqual((yield* Effect.flip(placesOf(platform))).reason._tag, "RateLimited", "nobody waits for it")
      })
    )
  )

  it.effect("of several workspaces one that does not answer costs its own alone", () =>
    Effect.gen(function* () {
      const away = new PlatformError({ platform: slackName, reason: new Unreachable({ detail: "away" }) })
      const account = (team: string) => ({ team, teamName: `the ${team}`, user: "U", bot: "B", scopes: [] })
      const places = (silent: ReadonlyArray<string>) =>
        makeNamedPlaces({
          tokens: { teams: Effect.succeed(["A", "B"]), account: (team) => Effect.succeed(account(team)) },
          api: {
            ask: (answer, { team }) =>
              silent.includes(team)
                ? Effect.fail(away)
                : Effect.orDie(Schema.decodeUnknownEffect(answer)({ channels: [{ id: `C${team}`, name: "general" }] }))
          }
        })
      const told = (silent: ReadonlyArray<string>) =>
        Effect.map(places(silent), (all) => placeNames(new Map([[slackName, all]])).all.map(placeWords))
      const [a, b] = [
        ["all of the A", "#general · the A"],
        ["all of the B", "#general · the B"]
      ]
      assert.deepStrictEqual(yield* told([]), [...a, ...b])
      assert.deepStrictEqual(yield* told(["A"]), b)
      assert.strictEqual(yield* Effect.flip(told(["A", "B"])), away)
    })
  )

  it.live("are those that the token may see; a workspace that does not answer tells nothing and is asked again", () =>
    provided(
      Effect.gen(function* () {
        const { platform, slack } = yield* made
        slack.channel("general")
        slack.channel("plans", { private: true })
        slack.direct(slack.person("ann"))
        for (const scope of ["groups:read", "users:read"]) slack.install.scopes.delete(scope)
        assert.deepStrictEqual(yield* wordsOf(platform), ["all of Acme", "#general · Acme"])
        slack.faults.fail("users.conversations", { status: 503 })
        assert.strictEqual((yield* Effect.flip(placesOf(platform))).reason._tag, "Unreachable")
        assert.deepStrictEqual(yield* wordsOf(platform), ["all of Acme", "#general · Acme"])
      })
    )
  )
})
