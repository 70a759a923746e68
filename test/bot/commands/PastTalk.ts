/** What a service that runs has written: two sessions with a foreign hand in them, and what their turns cost. */
import { NodeServices } from "@effect/platform-node"
import { Effect, Layer, ManagedRuntime, References } from "effect"
import { backendList } from "../../../src/bot/BackendList.ts"
import { defaultConfig } from "../../../src/bot/config/LoadConfig.ts"
import { platformList } from "../../../src/bot/PlatformList.ts"
import { Startup } from "../../../src/bot/Startup.ts"
import { layerStores } from "../../../src/bot/Stores.ts"
import { AgentName, BackendName, PlatformName, SessionId, TurnId, UserId } from "../../../src/core/model/Ids.ts"
import type { Turn } from "../../../src/core/model/Turn.ts"
import { noUsage, type Usage } from "../../../src/core/model/Usage.ts"
import { Journal, type JournalEntry } from "../../../src/core/ports/Journal.ts"
import { LedgerStore } from "../../../src/core/ports/LedgerStore.ts"
import { accepted, answered, asked, did, dispatched, ended, said, turn } from "../../core/render/Turns.ts"

export const session = SessionId.make("default/scout/loop:c1")
export const other = SessionId.make("default/smith/loop:it's")
/** Clears the screen, then turns the reading direction around. */
export const hostile = "\u001b[2J\u202eowned\u009b31m"

export const usage: Usage = { ...noUsage, inputTokens: 1200, outputTokens: 340, model: "opus", costUsd: 0.03 }

export const firstTurn: ReadonlyArray<JournalEntry> = [
  accepted,
  dispatched(),
  said("I'll look.", "p1"),
  did("a1", "started", "command", "npm test"),
  did("a1", "failed", "command", "npm test", "exit code 1"),
  asked("k1", {
    _tag: "Permission",
    tool: "Bash",
    title: "run a command",
    detail: "rm -rf build",
    language: "sh",
    rememberable: true
  }),
  answered("k1", { _tag: "Allow", scope: "once" }, "ada"),
  said("They pass now.", "p2"),
  ended({ _tag: "Done" }, 42_000, usage),
  { _tag: "Delivered" }
]

const second: Turn = {
  ...turn,
  id: TurnId.make("loop:c1:m2"),
  person: { ...turn.person, name: hostile },
  text: hostile
}
const third: Turn = { ...turn, id: TurnId.make("loop:c2:m1"), session: other, agent: AgentName.make("smith") }

/** Holds the data directory like a service, until `stop`. */
export const startedService = async (home: string) => {
  const startup = Layer.effect(
    Startup,
    Effect.map(
      defaultConfig({ backends: backendList, platforms: platformList, environment: {}, start: home, home }),
      (config) => Startup.of({ config, file: undefined, environment: {}, start: home, home, product: home })
    )
  )
  const runtime = ManagedRuntime.make(
    layerStores.pipe(
      Layer.provideMerge(startup),
      Layer.provideMerge(NodeServices.layer),
      Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "None"))
    )
  )
  await runtime.runPromise(
    Effect.gen(function* () {
      const journal = yield* Journal
      const ledger = yield* LedgerStore
      yield* journal.append(session, turn.id, firstTurn)
      yield* journal.append(session, second.id, [{ _tag: "Accepted", turn: second }])
      yield* journal.append(other, third.id, [
        { _tag: "Accepted", turn: third },
        ended({ _tag: "Stopped", by: "ada" }, 5000),
        { _tag: "Delivered" }
      ])
      const row = {
        session,
        agent: turn.agent,
        backend: BackendName.make("claude"),
        platform: PlatformName.make("loop"),
        user: UserId.make("u1"),
        at: 0,
        day: "2999-01-01",
        outcome: "Done",
        elapsedMillis: 42_000
      }
      yield* ledger.record({ ...row, turn: turn.id, usage })
      const { costUsd: _, ...unpriced } = { ...usage, model: hostile }
      yield* ledger.record({ ...row, turn: third.id, agent: third.agent, session: other, usage: unpriced })
    })
  )
  return { stop: () => runtime.dispose() }
}
