/**
 * A place by its name, through the whole service: an agent is bound to `#general` before anybody spoke there, and answers;
 * what was said there is found, watched and written down under the name, the id beside it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { AccessPolicy } from "../../src/core/agents/AccessPolicy.ts"
import { agentCalls } from "../../src/core/control/AgentCalls.ts"
import { boardCalls } from "../../src/core/control/BoardCalls.ts"
import { sessionCalls } from "../../src/core/control/SessionCalls.ts"
import { AgentName, ConversationId } from "../../src/core/model/Ids.ts"
import { AuditLog } from "../../src/core/ports/AuditLog.ts"
import type { NamedPlace } from "../../src/core/ports/ChatPlatform.ts"
import { placeWords } from "../../src/core/render/PlaceWords.ts"
import { accessOf, as } from "../core/control/Visitors.ts"
import { journeyConfig, makeJourney } from "../support/Journey.ts"
import { layerTestService, makeTestHome } from "../support/TestService.ts"

const id = ConversationId.make
const places: ReadonlyArray<NamedPlace> = [
  { id: id("1"), kind: "workspace", title: "Acme" },
  { id: id("1234567890"), kind: "channel", title: "#general", within: id("1") },
  { id: id("1234567890-42"), also: [id("42")], kind: "thread", title: "fix the build", within: id("1234567890") }
]

const calls = Effect.all({
  agents: agentCalls,
  board: boardCalls,
  sessions: sessionCalls
}).pipe(Effect.provideService(AccessPolicy, accessOf({ root: ["talk", "approve", "administer"], eve: ["talk"] })))

describe("places by their names", () => {
  it.live("an agent is bound to a channel by what people call it, and what is said there is found under it", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" }, smith: { backend: "rehearsal" } })
      const ann = yield* makeJourney({ room: "1234567890-42", threadOf: "1234567890" })
      const platforms = [{ ...ann.platform, places: Effect.succeed(places) }]
      const config = `${journeyConfig}default: scout\n`
      yield* Effect.gen(function* () {
        const { agents, board, sessions } = yield* calls
        const offered = (yield* agents.ListBindings().pipe(as("root"))).places
        assert.deepStrictEqual(offered.map(placeWords), ["all of fake", "all of Acme", "#general · Acme"])
        const general = offered.find(({ title }) => title === "#general") ?? assert.fail("it is not offered")
        const { conversation = assert.fail("which is it?"), platform } = general
        const where = { platform, conversation }
        yield* agents.Bind({ binding: { ...where, agent: AgentName.make("smith"), trigger: "all" } }).pipe(as("root"))
        const { bindings } = yield* agents.ListBindings().pipe(as("root"))
        assert.deepStrictEqual(
          bindings.map(({ binding }) => `${binding.agent} ${placeWords(binding)}`),
          ["smith #general · Acme"]
        )
        const lines = (yield* agents.ListAgents().pipe(as("root"))).agents
        assert.deepStrictEqual(
          lines.flatMap((line) => line.bindings.map(placeWords)),
          ["#general · Acme"]
        )

        yield* ann.says("1", '!ask Bash "make"')
        const seen = yield* board.WatchBoard().pipe(
          Stream.takeUntil(({ asking }) => asking.length > 0),
          Stream.runLast,
          Effect.flatMap(Effect.fromOption),
          as("root")
        )
        const [turn = assert.fail("nothing is asked")] = seen.asking
        assert.deepStrictEqual([turn.agent, turn.place], ["smith", "#general › fix the build"])
        assert.strictEqual(turn.conversation.id, ann.conversation.id, "which one it is stays known")
        const { session } = turn
        assert.strictEqual((yield* sessions.ReadSession({ session }).pipe(as("root"))).place, turn.place)
        const found = (search: string, who = "root") =>
          sessions.ListSessions({ limit: 10, search }).pipe(
            as(who),
            Effect.map(({ sessions: all }) => all.map(({ place }) => place))
          )
        assert.deepStrictEqual(yield* found("#GENERAL"), [turn.place])
        assert.deepStrictEqual(yield* found("1234567890-42"), [turn.place])
        assert.deepStrictEqual(yield* found("#elsewhere"), [])
        assert.deepStrictEqual(yield* found("#general", "eve"), [], "names are for those who see what was said")

        yield* agents.Unbind(where).pipe(as("root"))
        const notes = yield* (yield* AuditLog).read({ limit: 10 })
        assert.deepStrictEqual(
          notes.flatMap(({ action, detail }) => (action.endsWith("bound") ? [`${action} ${detail}`] : [])),
          ["unbound #general · Acme (fake:1234567890)", "bound #general · Acme (fake:1234567890)"]
        )
      }).pipe(Effect.provide(layerTestService({ home, platforms, config })))
    }).pipe(Effect.scoped)
  )
})
