/**
 * Up to where everything that was said has been taken in: one position for the whole bot, since ids grow with time
 * everywhere. Owns the position and where it is kept; must not fetch anything. Written at most once a second and at the
 * end: what is between the kept position and the true one is handed over twice, never left out.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { State, type StateNamespace } from "../../../../core/ports/State.ts"
import { idAt } from "../Address.ts"

/** Something that is not taken in yet; the position stays before it until it is ended. */
export type Held = symbol

export interface Cursor {
  /** Where this run began. */
  readonly start: bigint
  /** Everything up to this id has been taken in. */
  readonly position: () => bigint
  /** A message was told of, on this connection. */
  readonly begin: (message: string, shard: number) => Held
  /** What came after this id may be missing. */
  readonly hold: (after: bigint) => Held
  readonly end: (held: Held) => void
  /** A message that was fetched has been taken in. */
  readonly reach: (message: bigint) => void
  /** The newest that was told on this connection, else where this run began. */
  readonly told: (shard: number) => bigint
}

const larger = (left: bigint, right: bigint): bigint => (left > right ? left : right)

export const makeCursor = (start: bigint): Cursor => {
  const held = new Map<Held, { readonly after: bigint; readonly message?: bigint }>()
  const toldBy = new Map<number, bigint>()
  let reached: bigint | undefined

  const put = (what: { readonly after: bigint; readonly message?: bigint }): Held => {
    const one = Symbol()
    held.set(one, what)
    return one
  }

  const reach = (message: bigint) => {
    reached = larger(message, reached ?? 0n)
  }

  return {
    start,
    position: () => {
      // A clock that runs ahead can put the start into the future: what Discord told since counts more.
      let least = reached ?? start
      for (const { after } of held.values()) if (after < least) least = after
      return least
    },
    begin: (written, shard) => {
      const message = BigInt(written)
      toldBy.set(shard, larger(message, toldBy.get(shard) ?? 0n))
      return put({ after: message - 1n, message })
    },
    hold: (after) => put({ after }),
    end: (one) => {
      const { message } = held.get(one) ?? {}
      held.delete(one)
      if (message !== undefined) reach(message)
    },
    reach,
    told: (shard) => toldBy.get(shard) ?? start
  }
}

const Kept = Schema.Struct({ position: Schema.String.check(Schema.isPattern(/^\d{1,20}$/)) })
const key = "bot"

/** The first start ever begins now: nobody expects answers to what was said before. */
const startOf = (kept: StateNamespace<typeof Kept.Type>): Effect.Effect<bigint> =>
  kept.get(key).pipe(
    Effect.tapCause((cause) => Effect.logError("it is not known up to where discord was read", cause)),
    Effect.orElseSucceed(() => Option.none<typeof Kept.Type>()),
    Effect.flatMap((found) =>
      Option.isSome(found)
        ? Effect.succeed(BigInt(found.value.position))
        : Effect.map(Clock.currentTimeMillis, (now) => BigInt(idAt(now)))
    )
  )

/** A cursor that begins where the last one ended. */
export const keptCursor: Effect.Effect<Cursor, never, State | Scope.Scope> = Effect.gen(function* () {
  const kept = (yield* State).namespace("discord-cursor", Kept)
  const start = yield* startOf(kept)
  const cursor = makeCursor(start)
  let written: bigint | undefined

  const write = Effect.suspend(() => {
    const position = cursor.position()
    if (position === written) return Effect.void
    return Effect.andThen(
      kept.set(key, { position: String(position) }),
      Effect.sync(() => {
        written = position
      })
    )
  }).pipe(Effect.ignore({ log: "Error" }))

  yield* write
  yield* Effect.addFinalizer(() => write)
  yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep("1 second"), write)))
  return cursor
})
