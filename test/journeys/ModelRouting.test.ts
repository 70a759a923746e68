import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { conversationKey } from "../../src/core/model/Conversation.ts"
import { AgentName, SessionId } from "../../src/core/model/Ids.ts"
import { Journal } from "../../src/core/ports/Journal.ts"
import { Sessions } from "../../src/core/sessions/Sessions.ts"
import { steady } from "../support/Journey.ts"
import { walk } from "../support/Walk.ts"
import { ends, spawned, workerHome, workerLife } from "../support/WorkerJourney.ts"

const routing = `
routing:
  - when: { words: [review] }
    model: thorough
    because: a review
  - when: { atMost: 20 }
    model: quick
    because: short
`

/** The footers, which say on what each answer was worked. */
const footers = (screen: string) =>
  steady(screen)
    .split("\n")
    .flatMap((line) => (/^\*(.*?) · Ns/.exec(line.trim()) ?? []).slice(1))

describe("an agent with model: auto", () => {
  it.live("works on the model of the first rule that fits, on one warm process, and says which and why", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", "!say one")
          yield* ann.settled("1")
          yield* ann.says("2", "!say a Review, two")
          yield* ann.settled("2")
          yield* ann.says("3", "!say and this one is long, and fits no rule at all")
          yield* ann.settled("3")
          yield* ann.commands("model", { name: "other" })
          yield* ann.says("4", "!say four")
          yield* ann.settled("4")
          yield* ann.commands("model", { name: "auto" })
          assert.include(yield* ann.commands("model"), "the model that the rules choose")
          yield* ann.says("5", "!say five")
          yield* ann.settled("5")
          assert.deepStrictEqual(footers(ann.screen()), [
            "scout · quick (auto: short)",
            "scout · thorough (auto: a review)",
            "scout · rehearsal (auto: no rule)",
            "scout · other",
            "scout · quick (auto: short)"
          ])
          const journal = yield* Journal
          const [session] = yield* journal.sessions(1)
          assert.isDefined(session)
          const rows = yield* journal.read(session.session, { after: 0, limit: 1000 })
          const told = rows.flatMap(({ entry }) => (entry._tag === "Routed" ? [entry.model ?? "its own default"] : []))
          assert.deepStrictEqual(told, ["quick", "thorough", "its own default", "quick"])
        }),
      { keys: "model: auto\n", config: routing }
    )
  )

  it.live("is left alone by a process that is made ready, before the turn and while it runs", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          const sessions = yield* Sessions
          const session = SessionId.make(`default/scout/${conversationKey(ann.conversation)}`)
          const of = { agent: AgentName.make("scout"), conversation: ann.conversation }
          yield* sessions.warm(session, of)
          assert.isTrue((yield* sessions.status(session)).warm)
          yield* ann.says("1", "!ask\n!say one")
          yield* ann.until("the ask", () => ann.screen().includes("Allow"))
          yield* sessions.warm(session, of)
          yield* ann.presses("allow-once")
          assert.strictEqual(yield* ann.settled("1"), "done")
          assert.deepStrictEqual(footers(ann.screen()), ["scout · quick (auto: short)"])
        }),
      { keys: "model: auto\nbudget: { turn: 1 }\n", config: routing }
    )
  )

  it.live("asks the rules again when a turn is tried again", () =>
    walk(
      (ann) =>
        Effect.gen(function* () {
          yield* ann.says("1", "!say two\n!crash")
          yield* ann.settled("1")
          yield* ann.presses("retry")
          yield* ann.until("two ends", () => footers(ann.screen()).length === 2)
          assert.deepStrictEqual(new Set(footers(ann.screen())), new Set(["scout · quick (auto: short)"]))
        }),
      { keys: "model: auto\n", config: routing }
    )
  )
})

describe("a worker with model: auto", () => {
  it.live("is routed before it starts; its turn tells why", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      yield* workerLife(
        home,
        Effect.gen(function* () {
          const asked = yield* spawned("routed", [
            { text: "!say a review of it", terms: { model: "auto" } },
            { text: "!say its own", terms: { model: "own" } }
          ])
          const [auto, own] = yield* ends(asked)
          assert.strictEqual(auto?.result?.model, "thorough")
          assert.deepStrictEqual(auto?.routed, { model: "thorough", reason: "a review" })
          assert.strictEqual(own?.result?.model, "own")
          assert.isUndefined(own?.routed)
        }),
        { config: routing }
      )
    }).pipe(Effect.scoped)
  )
})
