/**
 * `orchestrator sessions`: what conversations with agents there are, and what was said in one. Reads beside the running
 * service and changes nothing.
 */
import * as Console from "effect/Console"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { tame, tameLine } from "../../adapters/chat/console/HostileText.ts"
import type { SessionId } from "../../core/model/Ids.ts"
import { Journal } from "../../core/ports/Journal.ts"
import * as Words from "../../core/render/Words.ts"
import { sessionRecords } from "../../core/sessions/SessionRecords.ts"
import { sessionTurns, type ToldTurn } from "../../core/sessions/SessionTurns.ts"
import { localTime } from "../LocalTime.ts"
import { layerMachine } from "../Service.ts"
import { layerStoresReadOnly } from "../Stores.ts"
import { table } from "../Table.ts"
import { findSession, readSession } from "./FindSession.ts"

const json = Flag.Boolean("json").pipe(Flag.withDescription("As JSON, for scripts"), Flag.withDefault(false))

interface Listed {
  readonly session: SessionId
  readonly turns: number
  readonly unfinished: number
  readonly firstAt: string
  readonly lastAt: string
}

const iso = (millis: number): string => new Date(millis).toISOString()

const listed = Effect.fnUntraced(function* (limit: number) {
  const journal = yield* Journal
  const unfinished = yield* journal.unfinished
  const known = yield* journal.sessions(limit)
  return known.map(
    ({ firstAt, lastAt, session, turns }): Listed => ({
      session,
      turns,
      unfinished: unfinished.filter((turn) => turn.session === session).length,
      firstAt: iso(firstAt),
      lastAt: iso(lastAt)
    })
  )
})

const listText = (sessions: ReadonlyArray<Listed>): string =>
  table([
    ["session", "turns", "last", ""],
    ...sessions.map(({ lastAt, session, turns, unfinished }) => [
      session,
      String(turns),
      localTime(Date.parse(lastAt)),
      unfinished === 0 ? "" : `${unfinished} unfinished`
    ])
  ])

/** To be pasted into a shell, whatever a platform calls its conversations. */
const shellWord = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const shortened = (text: string): string => {
  const line = tameLine(text)
  return line.length > 60 ? `${line.slice(0, 59).trimEnd()}…` : line
}

const turnRow = ({ state }: ToldTurn): ReadonlyArray<string> => [
  localTime(state.turn.saidAt),
  state.turn.origin === undefined ? "a background task" : state.turn.person.name,
  shortened(state.turn.text),
  state.outcome === undefined || state.phase !== "ended"
    ? state.phase === "queued"
      ? "still waits"
      : Words.stillWorking
    : Words.folded[state.outcome._tag],
  state.phase === "ended" ? Words.duration(state.elapsedMillis) : "",
  state.usage?.costUsd === undefined ? "" : Words.money(state.usage.costUsd)
]

const show = Command.make(
  "show",
  { session: Argument.String("session").pipe(Argument.withDescription("Its id, or a part that only it has")), json },
  Effect.fn("sessions show")(function* ({ json, session }) {
    yield* Effect.gen(function* () {
      const found = yield* findSession(session)
      const turns = sessionTurns(yield* readSession(found.session))
      const record = Option.getOrUndefined(yield* (yield* sessionRecords).get(found.session))
      const first = turns[0]?.state.turn
      const agent = record?.agent ?? first?.agent
      if (json) {
        const told = turns.map(({ state }) => ({
          turn: state.turn.id,
          at: iso(state.turn.saidAt),
          person: state.turn.person.name,
          text: state.turn.text,
          phase: state.phase,
          outcome: state.outcome?._tag ?? null,
          elapsedMillis: state.elapsedMillis,
          costUsd: state.usage?.costUsd ?? null
        }))
        const shown = { session: found.session, agent, conversation: record?.token ?? null, turns: told }
        return yield* Console.log(JSON.stringify(shown, null, 2))
      }
      const facts = [
        `session: ${found.session}`,
        ...(agent === undefined ? [] : [`agent: ${agent}`]),
        ...(record?.settings.model === undefined ? [] : [`model: ${record.settings.model}`]),
        ...(record?.token === undefined ? [] : [`the cli's conversation: ${record.token}`]),
        `whole transcript: orchestrator export ${shellWord(found.session)}`
      ]
      const rows = [["said", "by", "message", "outcome", "took", "cost"], ...turns.map(turnRow)]
      yield* Console.log(`${tame(facts.join("\n"))}\n\n${table(rows)}`)
    }).pipe(Effect.provide(Layer.provideMerge(layerStoresReadOnly, layerMachine({ quiet: true }))))
  })
).pipe(Command.withDescription("Shows one session with its turns"))

export const sessions = Command.make(
  "sessions",
  {
    json,
    limit: Flag.Int("limit").pipe(
      Flag.withDescription("How many are shown at most"),
      Flag.filter(
        (limit) => limit > 0,
        () => "a number above 0"
      ),
      Flag.withDefault(20)
    )
  },
  Effect.fn("sessions")(function* ({ json, limit }) {
    yield* Effect.gen(function* () {
      const known = yield* listed(limit).pipe(
        Effect.provide(layerStoresReadOnly),
        Effect.catchTag("NothingYet", () => Effect.succeed<ReadonlyArray<Listed>>([]))
      )
      if (json) return yield* Console.log(JSON.stringify(known, null, 2))
      yield* Console.log(
        known.length === 0 ? "nothing has happened yet; talk to an agent: orchestrator chat" : listText(known)
      )
    }).pipe(Effect.provide(layerMachine({ quiet: true })))
  })
).pipe(
  Command.withDescription("Shows the latest sessions"),
  Command.withSubcommands([show]),
  Command.withExamples([
    { command: "orchestrator sessions", description: "the latest 20" },
    { command: "orchestrator sessions show scout", description: "the turns of the only session of scout" }
  ])
)
