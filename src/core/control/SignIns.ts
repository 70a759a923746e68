/**
 * Who is signed in to the dashboard: links that let a person in once, what their browser is known by afterwards, and
 * tokens of scripts. Owns how long each lasts and ending it at once. A browser is known by two secrets, since it hands one
 * of them to whatever else runs on the machine. Of all secrets only hashes are kept. What somebody may do is not its
 * business: a link carries a person, and whoever makes one says which.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Digest from "effect/crypto/Digest"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { Person } from "../model/Conversation.ts"
import { AuditLog } from "../ports/AuditLog.ts"
import { State, type StateError } from "../ports/State.ts"
import { Scope } from "./protocol/Visitor.ts"
import { webPlatformName } from "./WebConversation.ts"

const linkLife = Duration.minutes(15)
/** After the last time that it was seen. */
const signInLife = Duration.days(30)
/** What was seen is not written down more often. */
const seenEvery = Duration.toMillis("1 minute")

const Link = Schema.Struct({ person: Person, until: Schema.Finite })

export const KeptSignIn = Schema.Struct({
  id: Schema.String,
  /** The hash of its key. */
  key: Schema.String,
  person: Person,
  since: Schema.Finite,
  lastSeenAt: Schema.Finite
})
export type KeptSignIn = typeof KeptSignIn.Type

export const KeptToken = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  scopes: Schema.Array(Scope),
  /** In whose name it acts. */
  person: Person,
  since: Schema.Finite,
  lastUsedAt: Schema.optionalKey(Schema.Finite)
})
export type KeptToken = typeof KeptToken.Type

export interface Admitted {
  readonly id: string
  readonly person: Person
  readonly scopes: ReadonlySet<Scope>
  /** Returns when it is worth nothing any more. */
  readonly over: Effect.Effect<void>
}

export interface OfferedLink {
  readonly code: Redacted.Redacted<string>
  /** Epoch milliseconds. */
  readonly until: number
}

/** Both together are the browser. */
export interface BrowserSecrets<A> {
  /** Kept as a cookie: browsers send it to every server that the name of this one leads to. */
  readonly secret: A
  /** Kept by the page: sent by nothing but its own code. */
  readonly key: A
}

/** By what tokens of scripts are told from everything else. */
export const tokenPrefix = "orc_"

/** Takes as long whatever is wrong in it. Both are hashes, of one length. */
const isSameText = (one: string, other: string): boolean => {
  let differs = one.length ^ other.length
  for (let place = 0; place < one.length; place++) differs |= one.charCodeAt(place) ^ other.charCodeAt(place)
  return differs === 0
}

const everything: ReadonlySet<Scope> = new Set(Scope.literals)

export class SignIns extends Context.Service<
  SignIns,
  {
    /** Lets this person in once, for 15 minutes. */
    readonly offer: (person: Person) => Effect.Effect<OfferedLink, StateError>
    /** What the browser is known by from now on; undefined: no such link, it was used, or its time is over. */
    readonly redeem: (code: string) => Effect.Effect<BrowserSecrets<Redacted.Redacted<string>> | undefined, StateError>
    /** The person whose browser says this. */
    readonly signedIn: (said: BrowserSecrets<string>) => Effect.Effect<Admitted | undefined, StateError>
    /** Whether a browser with this cookie is signed in; enough to be shown the page, which has the key. */
    readonly knows: (secret: string) => Effect.Effect<boolean, StateError>
    readonly signIns: Effect.Effect<ReadonlyArray<KeptSignIn>, StateError>
    /** False: there is none. */
    readonly end: (id: string) => Effect.Effect<boolean, StateError>
    readonly makeToken: (options: {
      readonly name: string
      readonly scopes: ReadonlyArray<Scope>
      readonly person: Person
    }) => Effect.Effect<{ readonly secret: Redacted.Redacted<string>; readonly made: KeptToken }, StateError>
    /** The person in whose name this token acts. */
    readonly withToken: (secret: string) => Effect.Effect<Admitted | undefined, StateError>
    readonly tokens: Effect.Effect<ReadonlyArray<KeptToken>, StateError>
    readonly revoke: (id: string) => Effect.Effect<boolean, StateError>
  }
>()("orchestrator/control/SignIns") {
  static readonly layer = Layer.effect(
    SignIns,
    Effect.gen(function* () {
      const state = yield* State
      const random = yield* SecureRandom
      const digest = yield* Digest.Digest
      const audit = yield* AuditLog
      const links = state.namespace("web-links", Link)
      const signIns = state.namespace("web-sign-ins", KeptSignIn)
      const tokens = state.namespace("web-tokens", KeptToken)
      // what is ended must not come back because it was seen at the same moment
      const oneAtATime = (yield* Semaphore.make(1)).withPermit
      /** Those that somebody ended in this life of the service; what ends by its time is none of them. */
      const ended = new Set<string>()
      /** By id, of those whose end is waited for. */
      const overs = new Map<string, { readonly over: Deferred.Deferred<void>; waiting: number }>()

      const hashOf = (secret: string) => digest.digestHex(Digest.sha256, new TextEncoder().encode(secret))
      const newSecret = Effect.map(random.randomBytes(32), Hex.encode)
      /** Says which one is meant, and nothing about what it is known by. */
      const newId = Effect.map(random.randomBytes(8), Hex.encode)

      const overOf = (id: string) =>
        Effect.acquireUseRelease(
          Effect.sync(() => {
            const waited = overs.get(id) ?? { over: Deferred.makeUnsafe<void>(), waiting: 0 }
            waited.waiting++
            overs.set(id, waited)
            return waited
          }),
          ({ over }) => (ended.has(id) ? Effect.void : Deferred.await(over)),
          (waited) =>
            Effect.sync(() => {
              waited.waiting--
              if (waited.waiting === 0) overs.delete(id)
            })
        )
      const isOver = (id: string) =>
        Effect.suspend(() => {
          ended.add(id)
          const waited = overs.get(id)
          return waited === undefined ? Effect.void : Deferred.succeed(waited.over, undefined)
        })
      const admitted = (id: string, person: Person, scopes: ReadonlySet<Scope>): Admitted => ({
        id,
        person,
        scopes,
        over: overOf(id)
      })
      /** When it was seen is worth less than that it gets in: a disk that is full must not keep out whoever makes room. */
      const seen = Effect.ignore({ log: "Warn", message: "when somebody was last seen cannot be written down" })

      const remove = <A extends { readonly id: string }>(kept: ReturnType<typeof state.namespace<A, Schema.Json>>) =>
        Effect.fnUntraced(function* (id: string) {
          const found = (yield* kept.entries).find(([, value]) => value.id === id)
          if (found === undefined) return false
          yield* kept.remove(found[0])
          yield* isOver(id)
          return true
        }, oneAtATime)

      return SignIns.of({
        offer: Effect.fn("SignIns.offer")(function* (person) {
          const code = yield* newSecret
          const until = (yield* Clock.currentTimeMillis) + Duration.toMillis(linkLife)
          yield* links.set(yield* hashOf(code), { person, until }, linkLife)
          return { code: Redacted.make(code), until }
        }),

        redeem: Effect.fn("SignIns.redeem")(function* (code) {
          const name = yield* hashOf(code)
          const link = yield* links.get(name)
          const now = yield* Clock.currentTimeMillis
          if (Option.isNone(link) || link.value.until <= now) return undefined
          const { person } = link.value
          const secret = yield* newSecret
          const key = yield* newSecret
          const place = yield* hashOf(secret)
          const made: KeptSignIn = { id: yield* newId, key: yield* hashOf(key), person, since: now, lastSeenAt: now }
          // the link is used up once there is what it is used for, and there is nothing unless it is used up
          yield* signIns.set(place, made, signInLife)
          yield* links.remove(name).pipe(Effect.onError(() => Effect.ignore(signIns.remove(place), { log: "Warn" })))
          yield* audit.note({
            by: person,
            platform: webPlatformName,
            action: "signed-in",
            subject: person.name,
            detail: "by a link that was used once"
          })
          return { secret: Redacted.make(secret), key: Redacted.make(key) }
        }, oneAtATime),

        signedIn: Effect.fn("SignIns.signedIn")(function* (said) {
          const place = yield* hashOf(said.secret)
          const found = yield* signIns.get(place)
          if (Option.isNone(found) || !isSameText(yield* hashOf(said.key), found.value.key)) return undefined
          const { id, lastSeenAt, person } = found.value
          const now = yield* Clock.currentTimeMillis
          if (now - lastSeenAt >= seenEvery) {
            yield* seen(signIns.set(place, { ...found.value, lastSeenAt: now }, signInLife))
          }
          return admitted(id, person, everything)
        }, oneAtATime),

        knows: Effect.fn("SignIns.knows")(function* (secret) {
          return Option.isSome(yield* signIns.get(yield* hashOf(secret)))
        }),

        signIns: Effect.map(signIns.entries, (entries) => entries.map(([, kept]) => kept)),
        end: remove(signIns),

        makeToken: Effect.fn("SignIns.makeToken")(function* ({ name, person, scopes }) {
          const secret = `${tokenPrefix}${yield* newSecret}`
          const since = yield* Clock.currentTimeMillis
          const made: KeptToken = { id: yield* newId, name, scopes: [...new Set(scopes)], person, since }
          yield* tokens.set(yield* hashOf(secret), made)
          return { secret: Redacted.make(secret), made }
        }),

        withToken: Effect.fn("SignIns.withToken")(function* (secret) {
          if (!secret.startsWith(tokenPrefix)) return undefined
          const key = yield* hashOf(secret)
          const found = yield* tokens.get(key)
          if (Option.isNone(found)) return undefined
          const { id, lastUsedAt = 0, person, scopes } = found.value
          const now = yield* Clock.currentTimeMillis
          if (now - lastUsedAt >= seenEvery) yield* seen(tokens.set(key, { ...found.value, lastUsedAt: now }))
          return admitted(id, person, new Set(scopes))
        }, oneAtATime),

        tokens: Effect.map(tokens.entries, (entries) => entries.map(([, kept]) => kept)),
        revoke: remove(tokens)
      })
    })
  )
}
