/**
 * Who is signed in and who may come in, as calls. Owns that nobody lets in somebody, or hands a script something, that may
 * do more than they may themselves.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { ownerRole } from "../agents/Access.ts"
import { AccessPolicy } from "../agents/AccessPolicy.ts"
import { Agents } from "../agents/Agents.ts"
import type { Person } from "../model/Conversation.ts"
import { UserId } from "../model/Ids.ts"
import { type AuditAction, AuditLog } from "../ports/AuditLog.ts"
import { Journal } from "../ports/Journal.ts"
import { Premises } from "../ports/Premises.ts"
import * as Words from "../render/Words.ts"
import { permits, scopes } from "./Permits.ts"
import { ControlError, unavailable } from "./protocol/ControlError.ts"
import { type ApiToken, PeopleRpcs } from "./protocol/PeopleRpcs.ts"
import { type Scope, Visitor } from "./protocol/Visitor.ts"
import { SignInLinks } from "./SignInLinks.ts"
import { type KeptToken, SignIns } from "./SignIns.ts"
import { dashboard, webPlatformName } from "./WebConversation.ts"

const noSuch = (what: string) =>
  new ControlError({ reason: "unknown", detail: `there is no such ${what}, or not any more` })

const tokenLine = ({ id, lastUsedAt, name, person, scopes, since }: KeptToken): ApiToken => ({
  id,
  name,
  scopes,
  by: person.name,
  since,
  ...(lastUsedAt === undefined ? {} : { lastUsedAt })
})

export const peopleCalls = Effect.gen(function* () {
  const { all, may, need } = yield* permits
  const access = yield* AccessPolicy
  const agents = yield* Agents
  const audit = yield* AuditLog
  const journal = yield* Journal
  const links = yield* SignInLinks
  const premises = yield* Premises
  const signIns = yield* SignIns

  const note = (by: Person, action: AuditAction, subject: string, detail: string) =>
    audit.note({ by, platform: webPlatformName, action, subject, detail })

  /** What the access rules say of a person whom nobody gave a role. */
  const allowedTo = (person: Person) =>
    Effect.gen(function* () {
      const rules = ["talk", "approve", "administer", "spend"] as const
      const found = yield* Effect.filter(rules, (action) => access.allows(person, dashboard, action))
      const carried: ReadonlyArray<Scope> = found.length === 0 ? [] : ["read", ...found]
      return carried
    })

  const noMoreThan = Effect.fnUntraced(function* (wanted: ReadonlyArray<Scope>, words: string) {
    const own = yield* all
    const missing = wanted.filter((scope) => !own.includes(scope))
    if (missing.length === 0) return
    return yield* new ControlError({ reason: "not-allowed", detail: `${words}: ${missing.join(", ")}` })
  })

  return PeopleRpcs.of({
    WhoAmI: () =>
      Effect.gen(function* () {
        const { person } = yield* Visitor
        const mayLook = yield* may("read")
        const mayBegin = mayLook && !premises.configured
        const talked = mayBegin ? yield* Effect.mapError(journal.sessions(1), unavailable) : []
        return {
          person,
          may: yield* all,
          version: premises.version,
          now: yield* Clock.currentTimeMillis,
          fresh: mayBegin && talked.length === 0,
          rehearsing: yield* premises.rehearsing,
          roots: mayLook ? premises.roots : []
        }
      }),

    ListSignIns: () =>
      Effect.gen(function* () {
        const asking = yield* need("read")
        const visitor = yield* Visitor
        const everybody = yield* may("administer")
        const kept = yield* Effect.mapError(signIns.signIns, unavailable)
        return kept
          .filter(({ person }) => everybody || person.id === asking.id)
          .map(({ id, lastSeenAt, person, since }) => ({
            id,
            user: person.id,
            name: person.name,
            owner: person.roles.includes(ownerRole),
            since,
            lastSeenAt,
            own: id === visitor.signIn
          }))
          .sort((left, right) => right.lastSeenAt - left.lastSeenAt)
      }),

    EndSignIn: ({ id }) =>
      Effect.gen(function* () {
        const { signIn } = yield* Visitor
        const everybody = yield* may("administer")
        // a script's token that may look ends nobody's
        const asking = yield* need(signIn === undefined ? "administer" : "read")
        const kept = yield* Effect.mapError(signIns.signIns, unavailable)
        const found = kept.find((signIn) => signIn.id === id && (everybody || signIn.person.id === asking.id))
        if (found === undefined || !(yield* Effect.mapError(signIns.end(id), unavailable))) {
          return yield* noSuch("sign-in")
        }
        yield* note(asking, "revoked", found.person.name, "a sign-in was ended")
      }),

    InvitePerson: ({ name }) =>
      Effect.gen(function* () {
        const asking = yield* need("administer")
        if (name === premises.owner) {
          return yield* new ControlError({
            reason: "invalid",
            detail: "that is the name of whoever owns this service; they sign in with: orchestrator login",
            fields: { name: "taken" }
          })
        }
        const isAgent = yield* Effect.isSuccess(agents.get(name))
        if (isAgent) {
          const detail = "that is the name of an agent: what the two did could not be told apart"
          return yield* new ControlError({ reason: "invalid", detail, fields: { name: "an agent's" } })
        }
        const person: Person = { id: UserId.make(name), name, roles: [] }
        const allowed = yield* allowedTo(person)
        yield* noMoreThan(allowed, `${name} may do more here than you, so somebody else has to invite them`)
        const { origin } = yield* Visitor
        const here = (yield* Effect.mapError(signIns.signIns, unavailable)).some((one) => one.person.id === person.id)
        const { until, url } = yield* links.link(person, origin)
        const does = allowed.length === 0 ? "may do nothing yet" : `may ${allowed.join(", ")}`
        // whoever holds a link is that person: that somebody was it before is worth a look
        yield* note(asking, "invited", name, Words.facts(here ? "signed in already" : undefined, does))
        return { url, until, may: allowed }
      }),

    ListTokens: () =>
      Effect.gen(function* () {
        yield* need("administer")
        const kept = yield* Effect.mapError(signIns.tokens, unavailable)
        return kept.map(tokenLine).sort((left, right) => right.since - left.since)
      }),

    CreateToken: ({ name, scopes: asked }) =>
      Effect.gen(function* () {
        const asking = yield* need("administer")
        // whoever begins a session goes on with it, and for that has to see it
        const wanted: ReadonlyArray<Scope> = asked.includes("talk") ? ["read", ...asked] : asked
        yield* noMoreThan(wanted, "a token can carry no more than you may do yourself")
        const carried = scopes.filter((scope) => wanted.includes(scope))
        const { made, secret } = yield* Effect.mapError(
          signIns.makeToken({ name, scopes: carried, person: asking }),
          unavailable
        )
        yield* note(asking, "created", `token ${name}`, `carries ${carried.join(", ")}`)
        return { token: Redacted.value(secret), made: tokenLine(made) }
      }),

    RevokeToken: ({ id }) =>
      Effect.gen(function* () {
        const asking = yield* need("administer")
        const kept = yield* Effect.mapError(signIns.tokens, unavailable)
        const found = kept.find((token) => token.id === id)
        if (found === undefined || !(yield* Effect.mapError(signIns.revoke(id), unavailable))) {
          return yield* noSuch("token")
        }
        yield* note(asking, "revoked", `token ${found.name}`, "")
      })
  })
})
