/**
 * A service in which something happened and something happens: sessions that ended well and badly, one that works with
 * others in line behind it, two that ask, workers, a chain. Said over the same socket as everything that a page does.
 */
import { Effect, Stream } from "effect"
import type { Board } from "../../src/core/control/protocol/BoardRpcs.ts"
import type { SessionId, TurnId } from "../../src/core/model/Ids.ts"
import { signedIn } from "../support/SignedIn.ts"

type Caller = Effect.Success<ReturnType<typeof signedIn>>["service"]

export const livelyAgents = {
  scout: {
    keys: "backend: rehearsal\n",
    persona: "You look around before anybody changes anything, and you say where what you found is written."
  },
  builder: { keys: "backend: rehearsal\npermissions: accept-edits\nmodel: rehearsal\n", persona: "You build." },
  frugal: { keys: "backend: rehearsal\nbudget: {turn: 0.05}\n", persona: "You spend little." }
}

const report = [
  "Where is the price of a turn worked out, and is it right for cached tokens?",
  "!think looking for where prices are read",
  '!tool Read "src/bot/Prices.ts" 60ms',
  '!tool Grep "cachedInputTokens" 60ms',
  '!tool Bash "npm test -- Prices" 60ms',
  '!tool-fail Bash "npm run types" 60ms',
  "!say The price is worked out in one place. I mend how cached tokens count.",
  '!tool Edit "src/bot/Prices.ts" 60ms',
  '!agent "review the change" 80ms',
  '!todo "find the place" "mend it" "test it" every 20ms',
  "!markdown",
  "!cost 0.42"
].join("\n")

/** Returns when a turn of the session is over and everybody was told. */
export const untilOver = (service: Caller, { session, turn }: { readonly session: SessionId; readonly turn: TurnId }) =>
  service.WatchSession({ session, after: 0 }).pipe(
    Stream.filter(
      (heard) => heard._tag === "Rows" && heard.rows.some((row) => row.turn === turn && row.entry._tag === "Delivered")
    ),
    Stream.runHead,
    Effect.timeout("40 seconds"),
    Effect.orDie
  )

export const bringToLife = Effect.fnUntraced(function* (service: Caller) {
  let said = 0
  const begin = (agent: string, text: string) => service.BeginSession({ agent, text, message: `begin-${++said}` })
  const board = (holds: (board: Board) => boolean) =>
    service.WatchBoard().pipe(Stream.filter(holds), Stream.runHead, Effect.timeout("40 seconds"), Effect.orDie)

  const done = yield* begin("scout", report)
  const failed = yield* begin("scout", 'Move the fixtures of the old suite\n!tool Bash "git mv" 40ms\n!fail overloaded')
  const overBudget = yield* begin("frugal", "Read every file in the repository\n!say I begin at the top.\n!cost 0.21")
  for (const turn of [done, failed, overBudget]) yield* untilOver(service, turn)
  const again = yield* service.Say({ session: failed.session, text: "Try again\n!fail network", message: "again" })
  yield* untilOver(service, { session: failed.session, turn: again })
  const thanks = yield* service.Say({ session: done.session, text: "Thanks. Anything else?", message: "thanks" })
  yield* untilOver(service, { session: done.session, turn: thanks })

  const job = yield* service.SpawnWorkers({
    key: "summaries",
    title: "summarise the modules",
    workers: [
      { title: "core", text: "Summarise the core\n!say The core is pure.\n!cost 0.03" },
      { title: "adapters", text: "Summarise the adapters\n!say Adapters know the outside.\n!cost 0.02" },
      { title: "bot", text: "Summarise the joins\n!fail refused" }
    ]
  })
  const chain = yield* service.RunChain({
    key: "faster",
    title: "make it faster",
    input: "the start of the service",
    steps: [
      { name: "look", agent: "scout", task: "Find what is slow in {{input}}\n!say Reading the prices." },
      { name: "mend", agent: "builder", task: "Mend it: {{look}}\n!say It is faster.\n!cost 0.11" }
    ]
  })

  const running = yield* begin(
    "builder",
    'Build the release\n!say I build it step by step.\n!tool Bash "npm run build" 20m'
  )
  yield* service.Say({ session: running.session, text: "And put a tag on it", message: "queued-1" })
  yield* service.Say({ session: running.session, text: "Then write to the list", message: "queued-2" })
  const asking = yield* begin(
    "scout",
    'Clean up after the release\n!say Two folders are left over.\n!ask Bash "rm -rf dist .cache"'
  )
  const question = yield* begin("scout", 'Choose a colour for the badge\n!question "Which colour fits?" Blue Green')
  yield* board((now) => now.asking.length >= 2 && now.queued.length >= 2)
  return { chain, done, failed, job, overBudget, running, asking, question }
})

export const lively = Effect.fnUntraced(function* (dashboard: { readonly loginLink: () => Effect.Effect<string> }) {
  const { service } = yield* signedIn(yield* dashboard.loginLink())
  const life = yield* bringToLife(service)
  return { service, ...life }
})
