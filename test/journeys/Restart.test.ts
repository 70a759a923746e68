import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { journeyConfig, makeJourney, steady } from "../support/Journey.ts"
import { layerTestService, makeTestHome, type TestHome } from "../support/TestService.ts"

type Ann = Effect.Success<ReturnType<typeof makeJourney>>

/** One life of the service. */
const life = <E, R>(home: TestHome, ann: Ann, walk: Effect.Effect<void, E, R>) =>
  walk.pipe(Effect.provide(layerTestService({ home, platforms: [ann.platform], config: journeyConfig })))

describe("a restart", () => {
  it.live("what waited is answered in its order, and what was answered is not answered again", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
      const ann = yield* makeJourney()
      yield* life(
        home,
        ann,
        Effect.gen(function* () {
          yield* ann.says("1", "!say one")
          yield* ann.settled("1")
          yield* ann.says("2", '!say two\n!ask Bash "make"')
          yield* ann.says("3", "!say three")
          yield* ann.sees("make")
        })
      )
      yield* life(
        home,
        ann,
        Effect.gen(function* () {
          // The platform hands the same message over once more, as some do after a gap.
          yield* ann.says("1", "!say one")
          yield* ann.settled("2")
          assert.strictEqual(yield* ann.settled("3"), "done")
        })
      )
      const screen = steady(ann.screen())
      assert.strictEqual(screen.split("scout (answering): one").length, 2)
      assert.match(screen, /two.*three/s)
      assert.notInclude(screen, "working")
      assert.notInclude(screen, "queued")
    }).pipe(Effect.scoped)
  )

  it.live("an ask that waited over the restart says that it is closed, and a late press is told so", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
      const ann = yield* makeJourney()
      yield* life(
        home,
        ann,
        Effect.gen(function* () {
          yield* ann.says("1", '!say before\n!ask Bash "make"')
          yield* ann.sees("make")
        })
      )
      yield* life(home, ann, Effect.asVoid(ann.settled("1")))
      expect(steady(ann.screen())).toMatchInlineSnapshot(`
        "ann: !say before
        !ask Bash "make"
          <done>
        scout (answering): beforeBash was denied: nobody is there to answer.

        *scout · rehearsal · Ns · N% ctx · $N*
        scout (answering): scout asks: run a command

        \`\`\`sh
        make
        \`\`\`

        *no answer needed any more*"
      `)
    }).pipe(Effect.scoped)
  )

  it.live("an answer that was complete and not yet shown is shown, without asking the cli again", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
      const ann = yield* makeJourney()
      ann.fake.fail({ kind: "unreachable", when: (operation) => operation._tag === "Edit", times: 1000 })
      yield* life(
        home,
        ann,
        Effect.gen(function* () {
          yield* ann.says("1", "!say the whole answer")
          yield* ann.until("tries to show it", () =>
            ann.fake.transcript.some((write) => write.outcome === "Unreachable")
          )
        })
      )
      assert.notInclude(ann.screen(), "scout (answering): the whole answer")
      ann.fake.heal()
      yield* life(home, ann, Effect.asVoid(ann.settled("1")))
      assert.strictEqual(steady(ann.screen()).split("the whole answer").length, 3)
    }).pipe(Effect.scoped)
  )
})
