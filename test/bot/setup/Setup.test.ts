/** The whole setup as a person lives it, on a platform in memory: what stands on the screen, and what is left on the disk. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { expect } from "vitest"
import { meetFirstAgent } from "../../../src/bot/setup/MeetFirstAgent.ts"
import { prepare } from "../../../src/bot/setup/Prepare.ts"
import { makeJourney } from "../../support/Journey.ts"
import { parlour, tokenName } from "./Parlour.ts"
import { makeScriptedGuide, type Scripted, type ScriptedOptions } from "./ScriptedGuide.ts"
import { makeTestMachine, type TestMachine } from "./TestStartup.ts"

const makeParlour = Effect.gen(function* () {
  const machine = yield* makeTestMachine
  const ann = yield* makeJourney({ name: "parlour", room: "room" })
  return { machine, ann, manifest: parlour(ann.platform, ["mention", "all"]) }
})

type Parlour = Effect.Success<typeof makeParlour>

const run = ({ machine, manifest }: Parlour, script: ReadonlyArray<Scripted>, options: ScriptedOptions = {}) =>
  Effect.gen(function* () {
    const person = makeScriptedGuide(script, options)
    const layer = machine.layer([manifest])
    const prepared = yield* Effect.provide(prepare(person.guide, [manifest], undefined), layer)
    yield* Effect.provide(meetFirstAgent(person.guide, prepared), machine.layer([manifest]))
    return person.screen()
  })

const steady = ({ home }: TestMachine, text: string) =>
  text.replaceAll(home, "~").replaceAll(/[2-9A-Z]{4}-[2-9A-Z]{4}/g, "CODE-CODE")

const codeOn = (screen: string): string => /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(screen)?.[0] ?? "no code"

const script: ReadonlyArray<Scripted> = [
  ["the key", "s3cret"],
  ["who answers", "scout"],
  ["which messages", "messages that mention the bot"]
]

/** What ann does in the chat while the screen waits for her. */
const annActs = ({ ann }: Parlour): ScriptedOptions => ({
  meanwhile: {
    "waiting for the code": (screen) => ann.says("1", codeOn(screen)),
    "waiting for the first answer": () => ann.says("2", "!say hello ann")
  }
})

describe("orchestrator setup", () => {
  it.live("leads from nothing to the first answer, and goes on where it stood when it is run again", () =>
    Effect.gen(function* () {
      const place = yield* makeParlour
      const { ann, machine } = place
      const screen = yield* run(place, script, annActs(place))
      expect(steady(machine, screen)).toMatchInlineSnapshot(`
        "… looking for coding clis
        agents run on
          ✗ Claude Code: not installed
              npm i -g @anthropic-ai/claude-code, or set backends.claude.command
          ✗ Codex: not installed
              install it with \`npm install -g @openai/codex\`, then retry
          ✓ Rehearsal (scripted, no model): rehearsal is built in

        no coding CLI was found: every agent rehearses on the scripted CLI that comes with the product

        ? the key of the parlour
        ✓ PARLOUR_TOKEN is kept in ~/.env, yours alone
        ✓ Parlour is switched on in ~/orchestrator.yaml
        ? who answers in the room?
          > scout (Reads a code base and explains it. Finds where things are and how they work; changes nothing.)
          - reviewer (Reviews a diff or a branch and reports what is wrong, worst first. Changes nothing.)
          - smith (Implements a change with its tests, in small steps, and shows that it works.)
          - worker (Does one task that was handed out, on its own, and reports what came of it.)
        ? which messages in the room are for scout?
          > messages that mention the bot (people can talk there among themselves)
          - every message (for a channel that is the agent's own)
        ✓ scout answers in the room, when the bot is mentioned
        say this code to the bot to become its owner, in a direct message or like this:
          in the room: @bot CODE-CODE
        … waiting for the code
        ✓ ann is the owner
        now talk to scout:
          in the room: @bot what is in this project, in five lines?
        … waiting for the first answer
        ✓ scout answered

        scout is at work in the room. what comes next:

          run it for good                orchestrator start
          make an agent of your own      orchestrator agents create NAME
          bind an agent elsewhere        in that place, by the bot's command /agent bind
          let others talk and approve    access.allow in ~/orchestrator.yaml
          see what it costs              orchestrator cost
          check everything               orchestrator doctor"
      `)
      expect(steady(machine, ann.screen().split("\n").slice(0, 9).join("\n"))).toMatchInlineSnapshot(`
        "ann: CODE-CODE
        orchestrator (answering): ann is the owner now: talk to an agent, or see /help
        orchestrator: **scout** answers here: mention the bot in a message to talk to it. It asks before it changes anything or runs a command. Try one of these:
        - what is in this project, in five lines?
        - which part of the code would you look at first, and why?
        - write down how to run the tests, and show me before you save it
        ann: !say hello ann
          <done>
        scout (answering): hello ann"
      `)
      assert.notInclude(screen + ann.screen(), "s3cret")
      assert.strictEqual(readFileSync(join(machine.home, ".env"), "utf8"), `${tokenName}=s3cret\n`)
      assert.strictEqual(statSync(join(machine.home, ".env")).mode & 0o777, 0o600)
      const config = join(machine.home, "orchestrator.yaml")
      assert.include(readFileSync(config, "utf8"), "platforms:\n  parlour: {}\n")
      const written = statSync(config).mtimeMs

      const again = yield* run(place, [])
      expect(steady(machine, again)).toMatchInlineSnapshot(`
        "… looking for coding clis
        agents run on
          ✗ Claude Code: not installed
              npm i -g @anthropic-ai/claude-code, or set backends.claude.command
          ✗ Codex: not installed
              install it with \`npm install -g @openai/codex\`, then retry
          ✓ Rehearsal (scripted, no model): rehearsal is built in

        no coding CLI was found: every agent rehearses on the scripted CLI that comes with the product

        ✓ Parlour is on already in ~/orchestrator.yaml
        ✓ scout answers in the room already, when the bot is mentioned
        ✓ there is an owner already
        ✓ there was an answer already

        scout is at work in the room. what comes next:

          run it for good                orchestrator start
          make an agent of your own      orchestrator agents create NAME
          bind an agent elsewhere        in that place, by the bot's command /agent bind
          let others talk and approve    access.allow in ~/orchestrator.yaml
          see what it costs              orchestrator cost
          check everything               orchestrator doctor"
      `)
      assert.strictEqual(statSync(config).mtimeMs, written)
    })
  )

  it.live("says what went wrong with a first answer and waits for the next one", () =>
    Effect.gen(function* () {
      const place = yield* makeParlour
      const { ann } = place
      const screen = yield* run(place, script, {
        meanwhile: {
          ...annActs(place).meanwhile,
          "waiting for the first answer": () =>
            Effect.gen(function* () {
              yield* ann.says("2", "!fail overloaded")
              yield* ann.settled("2")
              yield* ann.says("3", "!say there you are")
            })
        }
      })
      assert.match(screen, /✗ that turn did not end well: .+\n(.*\n)*✓ scout answered/)
    })
  )

  it.live("leaves nothing half-written when the person leaves at any question", () =>
    Effect.gen(function* () {
      const place = yield* makeParlour
      const { home } = place.machine
      const left = (asked: string, answers: ReadonlyArray<Scripted>) =>
        Effect.gen(function* () {
          const reached = yield* Deferred.make<void>()
          const { guide } = makeScriptedGuide(answers, annActs(place))
          const leaving = Effect.andThen(Deferred.succeed(reached, undefined), Effect.never)
          const person = {
            ...guide,
            askSecret: (question: string) => (question.startsWith(asked) ? leaving : guide.askSecret(question)),
            choose: <A>(question: string, options: Parameters<typeof guide.choose<A>>[1]) =>
              question.startsWith(asked) ? leaving : guide.choose<A>(question, options),
            waiting: <A, E, R>(text: string, effect: Effect.Effect<A, E, R>) =>
              text.startsWith(asked) ? leaving : guide.waiting(text, effect)
          }
          const { machine, manifest } = place
          const going = yield* Effect.gen(function* () {
            const prepared = yield* Effect.provide(prepare(person, [manifest], undefined), machine.layer([manifest]))
            yield* Effect.provide(meetFirstAgent(person, prepared), machine.layer([manifest]))
          }).pipe(Effect.forkChild)
          yield* Effect.raceFirst(Deferred.await(reached), Effect.andThen(Fiber.join(going), Effect.die("it ended")))
          yield* Fiber.interrupt(going)
        })

      yield* left("the key", [])
      assert.deepStrictEqual(
        readdirSync(home).filter((name) => name.startsWith(".")),
        []
      )
      assert.isFalse(existsSync(join(home, "orchestrator.yaml")))
      yield* left("who answers", script.slice(0, 1))
      assert.strictEqual(readFileSync(join(home, ".env"), "utf8"), `${tokenName}=s3cret\n`)
      yield* left("which messages", script.slice(1, 2))
      yield* left("waiting for the code", script.slice(1))
      // bound by then, and the token kept: only the owner is missing
      const screen = yield* run(place, [], annActs(place))
      assert.include(screen, "✓ scout answers in the room already, when the bot is mentioned")
      assert.include(screen, "✓ ann is the owner")
    })
  )

  it.live("asks which platform when there are several, and knows those that it is told", () =>
    Effect.gen(function* () {
      const place = yield* makeParlour
      const platforms = [place.manifest, { ...place.manifest, name: "salon", title: "Salon" }]
      const asked = makeScriptedGuide([
        ["where do people talk?", "Parlour"],
        ["the key", "s3cret"]
      ])
      const layer = place.machine.layer(platforms)
      const { manifest } = yield* Effect.provide(prepare(asked.guide, platforms, undefined), layer)
      assert.strictEqual(manifest.name, "parlour")
      const unknown = yield* Effect.flip(
        Effect.provide(prepare(makeScriptedGuide([]).guide, platforms, "saloon"), place.machine.layer(platforms))
      )
      assert.strictEqual(unknown.message, "saloon cannot be set up; name one of parlour, salon")
      const none = yield* Effect.flip(
        Effect.provide(prepare(makeScriptedGuide([]).guide, [], undefined), place.machine.layer(platforms))
      )
      assert.include(none.message, "no chat platform of this version has to be set up")
    })
  )
})
