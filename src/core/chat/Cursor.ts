/**
 * Up to where everything that was said has been taken in: one position for everything that grows in one order. Owns the
 * positions and where they are kept; must not fetch anything. Written at most once a second and at the end: what is
 * between the kept position and the true one is handed over twice, never left out.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { State } from "../ports/State.ts"

/** Something that is not taken in yet; the position stays before it until it is ended. */
export type Held = symbol

export interface Cursor {
  /** Where this run began. */
  readonly start: bigint
  /** There was no run before. */
  readonly first: boolean
  /** Everything up to here has been taken in. */
  readonly position: () => bigint
  /** A message was told of, on this connection. */
  readonly begin: (message: bigint, connection: number) => Held
  /** What came after this may be missing. */
  readonly hold: (after: bigint) => Held
  readonly end: (held: Held) => void
  /** A message that was fetched has been taken in. */
  readonly reach: (message: bigint) => void
  /** The newest that was told on this connection, else where this run began. */
  readonly told: (connection: number) => bigint
}

const larger = (left: bigint, right: bigint): bigint => (left > right ? left : right)

export const makeCursor = (start: bigint, first = false): Cursor => {
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
    first,
    position: () => {
      // A clock that runs ahead can put the start into the future: what the platform told since counts more.
      let least = reached ?? start
      for (const { after } of held.values()) if (after < least) least = after
      return least
    },
    begin: (message, connection) => {
      toldBy.set(connection, larger(message, toldBy.get(connection) ?? 0n))
      return put({ after: message - 1n, message })
    },
    hold: (after) => put({ after }),
    end: (one) => {
      const { message } = held.get(one) ?? {}
      held.delete(one)
      if (message !== undefined) reach(message)
    },
    reach,
    told: (connection) => toldBy.get(connection) ?? start
  }
}

export interface Cursors {
  /** Begins where the last one of this name ended. The first ever begins now: nobody expects answers to what was before. */
  readonly find: (name: string) => Effect.Effect<Cursor>
}

export interface CursorOptions {
  readonly namespace: string
  /** The position that something of this time would have. */
  readonly positionAt: (millis: number) => bigint
}

const Kept = Schema.Struct({ position: Schema.String.check(Schema.isPattern(/^\d{1,20}$/)) })

export const keptCursors = ({
  namespace,
  positionAt
}: CursorOptions): Effect.Effect<Cursors, never, State | Scope.Scope> =>
  Effect.gen(function* () {
    const kept = (yield* State).namespace(namespace, Kept)
    const one = yield* Semaphore.make(1)
    const cursors = new Map<string, { readonly cursor: Cursor; written?: bigint }>()

    const begin = (name: string): Effect.Effect<Cursor> =>
      kept.get(name).pipe(
        Effect.tapCause((cause) => Effect.logError("it is not known up to where was read", cause)),
        Effect.orElseSucceed(() => Option.none<typeof Kept.Type>()),
        Effect.flatMap((found) =>
          Option.isSome(found)
            ? Effect.succeed(makeCursor(BigInt(found.value.position)))
            : Effect.map(Clock.currentTimeMillis, (now) => makeCursor(positionAt(now), true))
        )
      )

    const write = Effect.suspend(() =>
      Effect.forEach(
        cursors,
        ([name, here]) => {
          const position = here.cursor.position()
          if (position === here.written) return Effect.void
          return Effect.andThen(
            kept.set(name, { position: String(position) }),
            Effect.sync(() => {
              here.written = position
            })
          ).pipe(Effect.ignore({ log: "Error" }))
        },
        { discard: true }
      )
    )

    yield* Effect.addFinalizer(() => write)
    yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep("1 second"), write)))
    return {
      find: (name) =>
        Effect.suspend(() => {
          const known = cursors.get(name)
          if (known !== undefined) return Effect.succeed(known.cursor)
          return Effect.gen(function* () {
            const meanwhile = cursors.get(name)
            if (meanwhile !== undefined) return meanwhile.cursor
            const cursor = yield* begin(name)
            cursors.set(name, { cursor })
            yield* write
            return cursor
          }).pipe(one.withPermit)
        })
    }
  })
