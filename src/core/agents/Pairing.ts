/**
 * How the first person becomes an owner: a code that was shown on the host is said to the bot. Owns codes, their life
 * and how often one may be guessed. Who paired is kept in `PairedOwners`; what owners may do is in `Access`.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { Person } from "../model/Conversation.ts"
import type { PlatformName } from "../model/Ids.ts"
import { State, type StateError } from "../ports/State.ts"
import { type PairedOwner, PairedOwners } from "./PairedOwners.ts"

export interface Paired extends PairedOwner {
  readonly name: string
}

/** `none`: the words are no code at all, and a message like any other. */
export type Redeemed = "paired" | "wrong" | "none"

/** Letters and digits that nobody mistakes for one another. */
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
const written = /^\s*([2-9A-HJ-NP-Z]{4})-?([2-9A-HJ-NP-Z]{4})\s*$/i
const lifetime = "15 minutes"
/** Wrong codes in the life of one: after that it is void, whoever tries. */
const mostGuesses = 10

const PairingCode = Schema.Struct({ code: Schema.String, until: Schema.Finite, guesses: Schema.Natural })
const theCode = "code"

export class Pairing extends Context.Service<
  Pairing,
  {
    /** A new code, valid for 15 minutes; an older one is void. Only what runs on the host may ask for one. */
    readonly offer: Effect.Effect<string, StateError>
    readonly paired: Effect.Effect<ReadonlyArray<PairedOwner>, StateError>
    readonly redeem: (platform: PlatformName, person: Person, words: string) => Effect.Effect<Redeemed, StateError>
    /** Who pairs from now on. */
    readonly changes: Stream.Stream<Paired>
  }
>()("orchestrator/agents/Pairing") {
  static readonly layer = Layer.effect(
    Pairing,
    Effect.gen(function* () {
      const state = yield* State
      const random = yield* SecureRandom
      const owners = yield* PairedOwners
      const codes = state.namespace("pairing-codes", PairingCode)
      const changes = yield* PubSub.unbounded<Paired>()
      const oneAtATime = (yield* Semaphore.make(1)).withPermit

      const redeem = Effect.fn("Pairing.redeem")(function* (platform: PlatformName, person: Person, words: string) {
        const [, left, right] = written.exec(words) ?? []
        if (left === undefined || right === undefined) return "none"
        const found = yield* codes.get(theCode)
        // Without an open code these are words like others.
        if (found._tag === "None" || found.value.until < (yield* Clock.currentTimeMillis)) return "none"
        const { code, guesses, until } = found.value
        if (code !== `${left}${right}`.toUpperCase()) {
          if (guesses + 1 >= mostGuesses) yield* codes.remove(theCode)
          else yield* codes.set(theCode, { code, until, guesses: guesses + 1 }, lifetime)
          return "wrong"
        }
        yield* owners.add({ platform, user: person.id })
        yield* codes.remove(theCode)
        yield* PubSub.publish(changes, { platform, user: person.id, name: person.name })
        return "paired"
      }, oneAtATime)

      return Pairing.of({
        offer: Effect.gen(function* () {
          const letters = yield* Effect.forEach(Array.from({ length: 8 }), () =>
            Effect.map(random.intBetween(0, alphabet.length - 1), (at) => alphabet.charAt(at))
          )
          const code = letters.join("")
          const until = (yield* Clock.currentTimeMillis) + 15 * 60_000
          yield* codes.set(theCode, { code, until, guesses: 0 }, lifetime)
          return `${code.slice(0, 4)}-${code.slice(4)}`
        }).pipe(oneAtATime),
        paired: owners.all,
        redeem,
        changes: Stream.fromPubSub(changes)
      })
    })
  ).pipe(Layer.provide(PairedOwners.layer))
}
