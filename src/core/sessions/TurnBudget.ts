/**
 * One turn and the ledger: what it may spend, how it stands while it runs, its row in the end. Owns what is asked of the
 * ledger on behalf of a turn and that a budget that is nearly used up is written down once. Must not stop anything.
 */
import * as Effect from "effect/Effect"
import { Ledger } from "../ledger/Ledger.ts"
import { overrun, refusal } from "../ledger/Overruns.ts"
import { turnLimit } from "../ledger/TurnLimit.ts"
import type { Agent } from "../model/Agent.ts"
import { Outcome } from "../model/Outcome.ts"
import { spentOn } from "../model/Turn.ts"
import { JournalEntry, type JournalError } from "../ports/Journal.ts"
import type { LedgerError } from "../ports/LedgerStore.ts"
import type { StateError } from "../ports/State.ts"
import type { LiveTurn } from "./LiveTurn.ts"
import { usedSoFar } from "./TurnState.ts"

export type Allowance =
  | { readonly _tag: "Allowed"; readonly turnUsd?: number }
  | { readonly _tag: "Refused"; readonly outcome: Outcome }

export interface TurnBudget {
  readonly allowance: (agent: Agent) => Effect.Effect<Allowance, LedgerError | StateError>
  /** How it has to end now, if it has to. */
  readonly meter: (agent: Agent) => Effect.Effect<Outcome | undefined, JournalError>
  /** The end that a CLI made of its own limit, in the words of the budget behind it and with the way to raise it. */
  readonly named: (outcome: Outcome) => Effect.Effect<Outcome>
  /** Writes the turn's row and gives back what it held. */
  readonly enter: (agent: Agent, outcome: Outcome, elapsedMillis: number) => Effect.Effect<void>
}

export const makeTurnBudget = (live: LiveTurn): Effect.Effect<TurnBudget, never, Ledger> =>
  Effect.map(Ledger, (ledger) => {
    const { id, person, session } = live.turn

    const allowance = Effect.fnUntraced(function* (agent: Agent) {
      const state = yield* live.state
      const turnUsd = turnLimit(state.turn, agent)
      const { day } = agent.budget
      const used = usedSoFar(state)
      const spentUsd = used === undefined ? undefined : ledger.priced(used, agent.model).costUsd
      const decision = yield* ledger.allowance({
        turn: id,
        agent: agent.name,
        user: person.id,
        platform: spentOn(state.turn),
        budget: { ...(turnUsd === undefined ? {} : { turn: turnUsd }), ...(day === undefined ? {} : { day }) },
        ...(state.turn.within === undefined ? {} : { within: state.turn.within }),
        ...(state.turn.raised === true ? { raised: true } : {}),
        ...(spentUsd === undefined ? {} : { spentUsd })
      })
      return decision._tag === "Allowed" ? decision : { _tag: "Refused" as const, outcome: refusal(decision, turnUsd) }
    })

    const meter = Effect.fnUntraced(function* (agent: Agent) {
      const state = yield* live.state
      const used = usedSoFar(state)
      if (used === undefined) return undefined
      // that the ledger cannot be read must not end what runs
      const metered = yield* ledger.meter(id, used, agent.model).pipe(
        Effect.tapError((error) => Effect.logWarning("the turn cannot be metered", error)),
        Effect.option
      )
      if (metered._tag === "None" || metered.value._tag === "Within") return undefined
      if (metered.value._tag === "Over") return overrun(metered.value)
      const { _tag, ...near } = metered.value
      if (state.neared === undefined) yield* live.record(JournalEntry.cases.Neared.make(near))
      return undefined
    })

    const named = Effect.fnUntraced(function* (outcome: Outcome) {
      if (outcome._tag !== "OverBudget" || outcome.raiseToUsd !== undefined) return outcome
      const known = yield* Effect.option(ledger.exceeded(id))
      const own = Outcome.cases.OverBudget.make({ ...outcome, raiseToUsd: Math.ceil(outcome.limitUsd * 200) / 100 })
      return known._tag === "Some" ? (known.value ?? own) : own
    })

    const enter = Effect.fnUntraced(
      function* (agent: Agent, outcome: Outcome, elapsedMillis: number) {
        const usage = usedSoFar(yield* live.state)
        if (usage === undefined) return yield* ledger.settle(id)
        yield* ledger.record({
          turn: id,
          session,
          agent: agent.name,
          backend: agent.backend,
          platform: spentOn(live.turn),
          user: person.id,
          ...(agent.model === undefined ? {} : { model: agent.model }),
          outcome: outcome._tag,
          usage,
          elapsedMillis
        })
      },
      Effect.ignore({ log: "Error" })
    )

    return { allowance, meter, named, enter }
  })
