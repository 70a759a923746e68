/** The setup of a platform for people who are elsewhere: what they read and answer, through a restart of the service. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Stream } from "effect"
import { expect } from "vitest"
import type { ControlError } from "../../../src/core/control/protocol/ControlError.ts"
import { SetupReply } from "../../../src/core/control/protocol/SetupRpcs.ts"
import { makeJourney } from "../../support/Journey.ts"
import { parlour, tokenName } from "./Parlour.ts"
import { makeTestMachine } from "./TestStartup.ts"
import { type Answered, bea, followSetup, livesOn } from "./WireSetup.ts"

const makeHouse = Effect.gen(function* () {
  const machine = yield* makeTestMachine
  machine.write(join(machine.home, "orchestrator.yaml"), "access:\n  local: [hall]\n")
  const ann = yield* makeJourney({ name: "parlour", room: "room" })
  /** Runs all along. */
  const hall = yield* makeJourney({ name: "hall", room: "hall" })
  const lives = yield* livesOn(machine, parlour(ann.platform), ann.platform, [hall.platform])
  return { machine, ann, hall, lives }
})

const code = /[2-9A-Z]{4}-[2-9A-Z]{4}/
const script: ReadonlyArray<Answered> = [
  ["the key", " s3cret "],
  ["who answers", "scout"]
]

const annActs = ({ ann }: Effect.Success<typeof makeHouse>) => ({
  "… waiting for the code": (screen: string) => ann.says("1", code.exec(screen)?.[0] ?? "no code"),
  "… waiting for the first answer": () => ann.says("2", "!say hello ann")
})

describe("the guided setup", () => {
  it.live("goes the same steps as a terminal's, through a new life of the service, to the first answer", () =>
    Effect.gen(function* () {
      const house = yield* makeHouse
      const { ann, lives, machine } = house
      const meanwhile = annActs(house)
      const steps = lives.now
      const { screen } = yield* followSetup({ steps, platform: "parlour", key: "k", script, meanwhile })
      const steady = (text: string) => text.replaceAll(machine.home, "~").replace(code, "CODE-CODE")
      expect(steady(screen())).toMatchInlineSnapshot(`
        "? the key of the parlour
        > 
        ✓ PARLOUR_TOKEN is kept in ~/.env, yours alone
        ✓ Parlour is switched on in ~/orchestrator.yaml
        [Restarting]
        ✓ the service runs again
        ? who answers in the room?
          - scout
          - reviewer
          - smith
          - worker
        > scout
        ✓ scout answers in the room, when the bot is mentioned
        say this code to the bot to become its owner, in a direct message or like this:
          in the room: @bot CODE-CODE
        … waiting for the code
        ✓ ann is the owner
        now talk to scout:
          in the room: @bot what is in this project, in five lines?
        … waiting for the first answer
        ✓ scout answered
        scout is at work in the room
        [Done]"
      `)
      assert.strictEqual(lives.begun(), 2)
      assert.include(ann.screen(), "hello ann")
      assert.strictEqual(readFileSync(join(machine.home, ".env"), "utf8"), `${tokenName}=s3cret\n`)

      // whoever comes back reads all of it once more, and begins nothing
      const late = yield* followSetup({ steps, platform: "parlour", key: "k", script: [] })
      assert.strictEqual(late.screen(), screen())
      // a new wish finds everything done, and needs no new life
      const again = yield* followSetup({ steps, platform: "parlour", key: "other", script: [] })
      assert.include(again.screen(), "✓ there was an answer already\nscout is at work in the room\n[Done]")
      assert.strictEqual(lives.begun(), 2)
    })
  )

  it.live("keeps a secret to itself, and notes who connected what", () =>
    Effect.gen(function* () {
      const { ann, lives, machine } = yield* makeHouse
      const { screen, steps } = yield* followSetup({
        steps: lives.now,
        platform: "parlour",
        script,
        until: ({ _tag }) => _tag === "ChoiceWanted"
      })
      assert.include(readFileSync(join(machine.home, ".env"), "utf8"), "s3cret")
      assert.notInclude(JSON.stringify(steps) + screen() + ann.screen(), "s3cret")
      assert.deepStrictEqual(lives.noted(), ["bea connected Parlour on web"])
    })
  )

  it.live("waits for whoever left, and takes each answer once", () =>
    Effect.gen(function* () {
      const { lives, machine } = yield* makeHouse
      const left = yield* followSetup({
        steps: lives.now,
        platform: "parlour",
        key: "k",
        script: [],
        until: ({ _tag }) => _tag === "SecretWanted"
      })
      const { cancel, follow, look, reply } = yield* lives.now
      assert.strictEqual((yield* look).underWay, "parlour")
      assert.deepStrictEqual((yield* look).platforms, [
        { name: "parlour", title: "Parlour", connected: false, guided: true }
      ])
      const refusal = (call: Effect.Effect<unknown, ControlError>) =>
        Effect.map(Effect.flip(call), ({ detail, reason }) => `${reason}: ${detail}`)
      const secret = SetupReply.make({ _tag: "Secret", value: "s3cret" })
      const yes = SetupReply.make({ _tag: "Confirm", yes: true })
      assert.strictEqual(yield* refusal(reply(0, yes)), "invalid: a secret was asked for")
      assert.match(yield* refusal(reply(7, secret)), /^conflict: this question was answered already/)
      const huge = SetupReply.make({ _tag: "Secret", value: "x".repeat(5000) })
      assert.match(yield* refusal(reply(0, huge)), /^invalid: this is too long/)
      assert.match(
        yield* refusal(Stream.runDrain(follow({ platform: "saloon", by: bea }))),
        /^conflict: Parlour is being/
      )

      // two answer at once: one of them is too late
      const both = yield* Effect.all([Effect.exit(reply(0, secret)), Effect.exit(reply(0, secret))], { concurrency: 2 })
      assert.strictEqual(both.filter(Exit.isSuccess).length, 1)
      yield* lives.life(1)
      const back = yield* followSetup({
        steps: lives.now,
        platform: "parlour",
        key: "k",
        script: [],
        until: ({ _tag }) => _tag === "ChoiceWanted"
      })
      assert.isTrue(back.screen().startsWith(left.screen()))

      // the life in which it was begun is over: it is ended in the one that runs
      yield* cancel
      yield* (yield* lives.now).cancel
      const ended = yield* followSetup({ steps: lives.now, platform: "parlour", key: "k", script: [] })
      assert.include(ended.screen(), "✗ the setup was ended here; begin again at any time: what was kept stays")
      assert.isUndefined((yield* (yield* lives.now).look).underWay)
      assert.include(readFileSync(join(machine.home, ".env"), "utf8"), "s3cret")
      const unknown = (yield* lives.now).follow({ platform: "saloon", by: bea })
      assert.strictEqual(yield* refusal(Stream.runDrain(unknown)), "unknown: there is no such platform to set up")
    })
  )

  it.live("asks before it breaks off what runs, which is taken up again afterwards", () =>
    Effect.gen(function* () {
      const { hall, lives } = yield* makeHouse
      yield* hall.says("9", "!wait 200\n!ask Write it\n!say there it is", { to: ["scout"] })
      yield* hall.until("an ask", () => hall.screen().includes("[Allow"))
      const no = yield* followSetup({
        steps: lives.now,
        platform: "parlour",
        script: [...script.slice(0, 1), ["the service has to begin anew, and 1 message of people is being", false]]
      })
      assert.include(no.screen(), "✗ Parlour is switched on, and counts once the service begins anew")
      assert.strictEqual(lives.begun(), 1)
      yield* followSetup({
        steps: lives.now,
        platform: "parlour",
        script: [["the service has to begin anew", true]],
        until: ({ _tag }) => _tag === "ChoiceWanted"
      })
      assert.strictEqual(lives.begun(), 2)
      yield* hall.presses("allow-once")
      yield* hall.sees("there it is")
    })
  )

  it.live("says when nothing can be heard on the platform after all", () =>
    Effect.gen(function* () {
      const house = yield* makeHouse
      const { ann, lives } = house
      const { screen } = yield* followSetup({
        steps: lives.now,
        platform: "parlour",
        script,
        meanwhile: { "… waiting for the code": () => ann.fake.hangUp }
      })
      assert.include(screen(), "✗ the platform does not listen any more; see what is wrong: orchestrator doctor")
    })
  )
})
