/**
 * Which model works on a turn whose agent leaves that to the rules. Owns that it is chosen once in a turn, journaled
 * before the CLI hears of it, and kept by whatever attempt comes later. The rules themselves are in `core/routing`.
 */
import * as Effect from "effect/Effect"
import type { Routed } from "../model/Worker.ts"
import { JournalEntry, type JournalError } from "../ports/Journal.ts"
import { Routing } from "../routing/Routing.ts"
import type { LiveTurn } from "./LiveTurn.ts"
import type { Equipped } from "./SessionContext.ts"

export interface TurnModel {
  /** With the model that the rules give it, given what it may spend, US dollars. */
  readonly choose: (equipped: Equipped, budgetUsd: number | undefined) => Effect.Effect<Equipped, JournalError>
  /** With the model that was chosen before, if one was. */
  readonly known: (equipped: Equipped) => Effect.Effect<Equipped>
}

const withModel = (equipped: Equipped, routed: Routed | undefined): Equipped => {
  const model = routed?.model
  if (!equipped.auto || model === undefined) return equipped
  const agent = { ...equipped.agent, model }
  return { ...equipped, agent, open: { ...equipped.open, agent } }
}

export const makeTurnModel = Effect.fnUntraced(function* (live: LiveTurn): Effect.fn.Return<TurnModel, never, Routing> {
  const { route } = yield* Routing

  return {
    choose: (equipped, budgetUsd) =>
      Effect.gen(function* () {
        if (!equipped.auto && live.turn.routed === undefined) return equipped
        const { routed: known, turn } = yield* live.state
        if (known !== undefined) return withModel(equipped, known)
        const { text, attachments } = turn
        const { backend } = equipped.agent
        const routed = turn.routed ?? route({ text, files: attachments.length > 0, budgetUsd, backend })
        yield* live.record(JournalEntry.cases.Routed.make(routed))
        return withModel(equipped, routed)
      }),
    known: (equipped) => Effect.map(live.state, ({ routed }) => withModel(equipped, routed))
  }
})
