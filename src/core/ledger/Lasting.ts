/**
 * The limits of turns whose workers may begin only after them, across restarts: what such a turn left of its own limit
 * is all that those get. Owns the record of it. What is held and left is in `Reservations`.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { AgentName, PlatformName, TurnId, UserId } from "../model/Ids.ts"
import { State, type StateError } from "../ports/State.ts"
import { type Reservations, spentUnder, withReservation } from "./Reservations.ts"

/** Longer than anything waits for a place. */
const keep = "48 hours"

const Lasts = Schema.Struct({
  agent: AgentName,
  user: UserId,
  /** Of what was kept before it was known nobody's day is charged. */
  platform: PlatformName.pipe(Schema.withDecodingDefaultKey(Effect.succeed("unknown"))),
  within: Schema.optionalKey(TurnId),
  limitUsd: Schema.Finite,
  limitedBy: Schema.Literals(["turn", "parent"]),
  /** By it and by all that it asked for. */
  spentUsd: Schema.Finite
})

export interface Lasting {
  /** With the turn as it was kept, and those above it, where they are not among the reservations. */
  readonly known: (all: Reservations, turn: TurnId | undefined) => Effect.Effect<Reservations, StateError>
  /** Nothing, unless its limit lasts. */
  readonly keep: (all: Reservations, turn: TurnId) => Effect.Effect<void, StateError>
}

export const makeLasting: Effect.Effect<Lasting, never, State> = Effect.map(State, (state) => {
  const stored = state.namespace("budget-lasts", Lasts)

  const known = (all: Reservations, turn: TurnId | undefined): Effect.Effect<Reservations, StateError> =>
    turn === undefined || all.has(turn)
      ? Effect.succeed(all)
      : Effect.flatMap(
          stored.get(turn),
          Option.match({
            onNone: () => Effect.succeed(all),
            onSome: (found) =>
              Effect.map(known(all, found.within), (above) =>
                withReservation(above, {
                  ...found,
                  turn,
                  endedUsd: 0,
                  presumed: false,
                  told: true,
                  lasting: true,
                  ended: true
                })
              )
          })
        )

  return {
    known,
    keep: Effect.fnUntraced(function* (all, turn) {
      const held = all.get(turn)
      if (held?.lasting !== true || held.limitUsd === undefined) return
      if (held.ownUsd === undefined && held.limitedBy !== "parent") return
      const { agent, limitUsd, limitedBy, platform, user, within } = held
      yield* stored.set(
        turn,
        {
          agent,
          user,
          platform,
          limitUsd,
          limitedBy: limitedBy === "parent" ? "parent" : "turn",
          spentUsd: spentUnder(all, held),
          ...(within === undefined ? {} : { within })
        },
        keep
      )
    })
  }
})
