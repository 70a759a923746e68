/**
 * Waits for the end of a turn that a script said. Owns putting the answer together out of what the session tells.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Calls } from "../../../../../core/control/Calls.ts"
import type { TranscriptRow } from "../../../../../core/control/protocol/SessionRpcs.ts"
import type { SessionId, TurnId } from "../../../../../core/model/Ids.ts"
import { answerText, initialTurnState, reduceTurn, type TurnState } from "../../../../../core/sessions/TurnState.ts"
import type { Said } from "./SessionEndpoints.ts"

/** More than are said at once; a turn that is older is looked for from the beginning. */
const latest = 20

const told = (state: TurnState | undefined, { at, entry }: TranscriptRow): TurnState | undefined => {
  if (entry._tag === "Accepted") return initialTurnState(entry.turn, at)
  return state === undefined ? undefined : reduceTurn(state, entry, at)
}

const endOf = (state: TurnState): NonNullable<Said["ended"]> | undefined =>
  state.outcome === undefined
    ? undefined
    : {
        outcome: state.outcome,
        text: answerText(state),
        elapsedMillis: state.elapsedMillis,
        ...(state.usage === undefined ? {} : { usage: state.usage })
      }

/** Everything of the turn, from its first row. */
const rowsOf = (calls: Calls, session: SessionId, turn: TurnId) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const page = yield* calls.ReadTurns({ session, limit: latest })
      const known = page.turns.find((each) => each.turn === turn)
      const later = calls
        .WatchSession({ session, after: known === undefined && page.more ? 0 : page.upTo })
        .pipe(Stream.flatMap((heard) => (heard._tag === "Rows" ? Stream.fromIterable(heard.rows) : Stream.empty)))
      return Stream.concat(Stream.fromIterable(known?.rows ?? []), later)
    })
  ).pipe(Stream.filter((row) => row.turn === turn))

/** The end of it, unless it does not come in that time. */
export const endOfTurn = (calls: Calls, session: SessionId, turn: TurnId, seconds: number) =>
  rowsOf(calls, session, turn).pipe(
    Stream.scan((): TurnState | undefined => undefined, told),
    Stream.filter((state) => state !== undefined),
    Stream.map(endOf),
    Stream.filter((end) => end !== undefined),
    Stream.runHead,
    Effect.timeoutOption(Duration.seconds(seconds)),
    Effect.map(Option.flatten)
  )
