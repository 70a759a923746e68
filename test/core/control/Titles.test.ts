/**
 * The names of places: how often platforms are asked for them, and that nobody waits long or fails for want of one. Second
 * by second, on platforms that count who asks.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { channelTitle, placeTitle } from "../../../src/core/chat/PlaceTitle.ts"
import { offeredPlaces } from "../../../src/core/control/BindingCalls.ts"
import { placeNames } from "../../../src/core/control/PlaceNames.ts"
import { Titles } from "../../../src/core/control/Titles.ts"
import type { Conversation } from "../../../src/core/model/Conversation.ts"
import { ConversationId, PlatformName } from "../../../src/core/model/Ids.ts"
import { type NamedPlace, PlatformError, Unreachable } from "../../../src/core/ports/ChatPlatform.ts"
import { placeOnRecord, placeWords } from "../../../src/core/render/PlaceWords.ts"
import { makeFakePlatform } from "../../support/FakePlatform.ts"

const id = ConversationId.make
const platform = PlatformName.make("plaza")

const workspace = (name: string, title: string): NamedPlace => ({ id: id(name), kind: "workspace", title })
const channel = (name: string, title: string, within: string): NamedPlace => ({
  id: id(`w-${name}`),
  also: [id(name)],
  kind: "channel",
  title,
  within: id(within)
})
const thread = (name: string, title: string, within: NamedPlace): NamedPlace => ({
  id: id(`${within.id}-${name}`),
  also: [id(name)],
  kind: "thread",
  title,
  within: within.id
})
const general = channel("c1", "#general", "a")
const lobby = channel("c2", "#lobby", "b")
const acme: ReadonlyArray<NamedPlace> = [workspace("a", "Acme"), general]

const said = (kind: Conversation["kind"], ...ids: ReadonlyArray<string>): Conversation => {
  const [own = "", ...within] = ids.map((each) => id(each))
  return { platform, id: id(own), within, kind }
}
const inGeneral = said("channel", "w-c1", "c1", "a")
const inLobby = said("channel", "w-c2", "c2", "b")

const rig = (places: () => Effect.Effect<ReadonlyArray<NamedPlace>, PlatformError>) => {
  let asked = 0
  const counted = Effect.suspend(() => {
    asked++
    return places()
  })
  const telling = { ...makeFakePlatform({ name: "plaza" }).platform, places: counted }
  return { asked: () => asked, layer: Titles.layer([telling, makeFakePlatform({ name: "silent" }).platform]) }
}

describe("Titles", () => {
  it.effect("asks a platform when somebody looks, and again when it is old or something is new, once a minute", () =>
    Effect.gen(function* () {
      let places = acme
      const { asked, layer } = rig(() => Effect.succeed(places))
      yield* Effect.gen(function* () {
        const titles = yield* Titles
        assert.strictEqual(asked(), 0, "nobody looked")
        assert.strictEqual((yield* titles.found([inGeneral])).words(inGeneral), "#general")
        places = [...acme, workspace("b", "Bureau"), lobby]
        for (let times = 0; times < 20; times++) yield* titles.known([inGeneral, inLobby])
        assert.strictEqual(asked(), 1)
        assert.strictEqual((yield* titles.found([inLobby])).words(inLobby), undefined, "not before a minute is over")
        yield* TestClock.adjust("1 minute")
        yield* titles.known([inGeneral])
        assert.strictEqual(asked(), 1, "what is asked for is known")
        const names = yield* titles.found([inGeneral, inLobby])
        assert.deepStrictEqual([names.words(inLobby), names.words(inGeneral)], ["#lobby · Bureau", "#general · Acme"])
        assert.strictEqual(yield* titles.known([]), names)
        yield* TestClock.adjust("9 minutes")
        yield* titles.known([inGeneral])
        assert.strictEqual(asked(), 2)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(yield* titles.found([inGeneral]), names, "the same is said: nobody draws anything")
        assert.strictEqual(asked(), 3)
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("goes without a name where a platform fails, breaks or is silent, and keeps what it knew", () =>
    Effect.gen(function* () {
      const failure = new PlatformError({ platform, reason: new Unreachable({ detail: "away" }) })
      const answers: Array<Effect.Effect<ReadonlyArray<NamedPlace>, PlatformError>> = [
        Effect.fail(failure),
        Effect.die("broken"),
        Effect.succeed(acme),
        Effect.never
      ]
      const { asked, layer } = rig(() => answers.shift() ?? Effect.fail(failure))
      yield* Effect.gen(function* () {
        const titles = yield* Titles
        const look = Effect.map(titles.found([inGeneral, said("channel", "x")]), (names) => names.words(inGeneral))
        assert.strictEqual(yield* look, undefined)
        assert.strictEqual(yield* look, undefined)
        assert.strictEqual(asked(), 1)
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual(yield* look, undefined)
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual(yield* look, "#general")
        yield* TestClock.adjust("1 minute")
        const waiting = yield* Effect.forkChild(look, { startImmediately: true })
        assert.strictEqual((yield* titles.known([said("channel", "x")])).words(inGeneral), "#general", "nobody waits")
        assert.strictEqual(asked(), 4)
        yield* TestClock.adjust("2 seconds")
        assert.strictEqual(yield* Fiber.join(waiting), "#general", "who asks waits for two seconds")
        yield* TestClock.adjust("30 seconds")
        assert.strictEqual(yield* look, "#general")
        assert.strictEqual(asked(), 5, "what was never answered is asked again")
      }).pipe(Effect.provide(layer))
    })
  )
})

describe("names of places", () => {
  const build = thread("t1", "fix the build", general)
  const names = placeNames(
    new Map([
      [
        platform,
        [
          ...acme,
          { id: id("k"), kind: "category", title: "Team", within: id("a") },
          { ...lobby, within: id("k") },
          build,
          { id: id("d"), kind: "direct", title: "Ann Lee", within: id("a") }
        ]
      ]
    ])
  )

  it("a thread says its channel, one without a name is its channel, and what has no name has none", () => {
    assert.deepStrictEqual(
      [
        said("thread", "w-c1-t1", "t1", "w-c1", "c1", "a"),
        said("thread", "w-c1-t2", "t2", "w-c1", "c1", "a"),
        said("direct", "d-1", "d", "a"),
        said("channel", "hidden", "a"),
        { ...inGeneral, platform: PlatformName.make("forum") }
      ].map((conversation) => names.words(conversation)),
      ["#general › fix the build", "#general", "Ann Lee", undefined, undefined]
    )
    const inBuild = said("thread", "w-c1-t1", "t1", "w-c1", "c1", "a")
    assert.deepStrictEqual(
      ["**fix** the build\nplease", "and the tests"].map((text) => names.words(inBuild, text)),
      ["#general", "#general › fix the build"],
      "what stands beside it is not said twice"
    )
  })

  it("reads from the smallest to the largest, and on record says which one it is", () => {
    const written = (conversation?: string) => {
      const place = { platform, ...(conversation === undefined ? {} : { conversation: id(conversation) }) }
      return [placeWords(names.named(place)), placeOnRecord(names.named(place))]
    }
    assert.deepStrictEqual(["c1", "w-c2", "t1", "k", "a", "none", undefined].map(written), [
      ["#general · Acme", "#general · Acme (plaza:c1)"],
      ["#lobby · Acme", "#lobby · Acme (plaza:w-c2)"],
      ["#general › fix the build · Acme", "#general › fix the build · Acme (plaza:t1)"],
      ["all of Team · Acme", "all of Team · Acme (plaza:k)"],
      ["all of Acme", "all of Acme (plaza:a)"],
      ["plaza · none", "plaza:none"],
      ["all of plaza", "plaza:"]
    ])
  })

  it("offers each place once: as it is bound, else by its own id; no threads, and nothing without a name that has one", () => {
    const forum = PlatformName.make("forum")
    const at = (conversation: string, where = platform) => ({ platform: where, conversation: id(conversation) })
    const offered = offeredPlaces(names, {
      platforms: [platform, forum],
      bound: [at("c1"), at("gone")],
      spoken: [at("w-c1"), at("t1"), at("d"), at("t9"), at("f1", forum), at("c2")]
    })
    assert.deepStrictEqual(
      offered.map(({ conversation, platform: where, title }) => `${where} ${conversation} ${title}`),
      [
        "plaza undefined undefined",
        "forum undefined undefined",
        "plaza a Acme",
        "plaza k Team",
        "plaza c1 #general",
        "plaza w-c2 #lobby",
        "plaza gone undefined",
        "plaza d Ann Lee",
        "forum f1 undefined"
      ]
    )
  })

  it("survives places that contain one another", () => {
    const [left, right] = [
      { ...general, within: lobby.id },
      { ...lobby, within: general.id }
    ]
    const ring = placeNames(new Map([[platform, [left, right]]]))
    assert.include(ring.words(inGeneral), "#general")
  })
})

describe("titles of places", () => {
  it("are one line of at most 80 characters that notifies nobody and hides nothing, whatever somebody called it", () => {
    const part = fc.constantFrom(
      "<@U1>",
      "<!channel>",
      "@everyone",
      "@ here",
      "@here",
      "\u202e",
      "\n",
      "\u001b[2J",
      "<#C1|x>",
      "@ev\u200beryone",
      "a",
      " ",
      "🎈"
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 60 }), (parts) => {
        const title = placeTitle(parts.join(""))
        assert.isAtMost([...title].length, 80)
        assert.notMatch(title, /\p{Cc}|[\u202a-\u202e\u2066-\u2069]|<[@#!]|@(?:everyone|here|channel)/iu)
        assert.strictEqual(title, title.trim())
        assert.strictEqual(placeTitle(title), title, "said twice it is the same")
      })
    )
    assert.deepStrictEqual(["general", "##x", "<@U1>"].map(channelTitle), ["#general", "#x", ""])
  })
})
