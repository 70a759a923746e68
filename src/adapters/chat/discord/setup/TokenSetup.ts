/**
 * The part of the setup that ends with a token that Discord takes: one from the environment, or one that the person
 * pastes. Owns how often it asks; the token goes to Discord and to `keep`, and into no word that is shown.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { Misconfigured, PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Guide, NotKept } from "../../../../core/ports/Guide.ts"
import { type Account, findAccount } from "../Account.ts"
import { type Credentials, readToken, tokenName } from "../Credentials.ts"
import { discord } from "../Place.ts"
import type { Api } from "../rest/Api.ts"
import { makeApi } from "../rest/Rest.ts"

const tries = 3

export interface SignedIn {
  readonly api: Api
  readonly account: Account
}

const steps = `a bot of your own is needed, which takes two minutes:
  1. open https://discord.com/developers/applications, press New Application and give it a name
  2. on its page Bot, switch on Message Content Intent and save
  3. on the same page, press Reset Token and copy the token`

/** What somebody may have copied instead, from the same pages. */
const mistaken = (token: string): string => {
  if (/^\d{17,20}$/.test(token)) return "that is an id, not a token: the token is on the page Bot, behind Reset Token"
  if (/^[0-9a-f]{64}$/.test(token)) return "that is the public key: the token is on the page Bot, behind Reset Token"
  if (/^[\w-]{32}$/.test(token)) return "that looks like the client secret: the token is on the page Bot"
  return "discord refuses this token: copy the whole of it, or press Reset Token for a new one"
}

/** It goes into a header. */
const isPlain = (token: string): boolean => /^[\x21-\x7e]+$/.test(token)

/** Undefined for a token that Discord refuses. */
const signIn = (
  guide: Guide,
  token: Redacted.Redacted,
  apiUrl: string
): Effect.Effect<SignedIn | undefined, PlatformError, Scope.Scope> =>
  Effect.gen(function* () {
    if (!isPlain(Redacted.value(token))) return undefined
    const api = yield* makeApi({ token, apiUrl })
    const account = yield* guide.waiting("asking discord about the token", findAccount(api))
    return { api, account }
  }).pipe(
    Effect.catchIf(
      ({ reason }) => reason._tag === "Misconfigured",
      () => Effect.undefined
    )
  )

const askToken = (
  guide: Guide,
  apiUrl: string,
  left: number
): Effect.Effect<SignedIn, PlatformError | NotKept, Scope.Scope> =>
  Effect.gen(function* () {
    const token = readToken(Redacted.value(yield* guide.askSecret("paste the token (it is not shown)")))
    const signedIn = yield* signIn(guide, token, apiUrl)
    if (signedIn !== undefined) {
      yield* guide.keep(tokenName, token)
      return signedIn
    }
    yield* guide.say(`✗ ${mistaken(Redacted.value(token))}`)
    if (left > 1) return yield* askToken(guide, apiUrl, left - 1)
    const remedy = "make a new one on the page Bot of your application, then run again: orchestrator setup"
    return yield* new PlatformError({
      platform: discord,
      reason: new Misconfigured({ detail: `discord refused ${tries} tokens`, remedy })
    })
  })

/** Asks for nothing when the token that is there already does. */
export const setUpToken = Effect.fn("setUpToken")(function* (guide: Guide, { apiUrl, token: known }: Credentials) {
  if (known !== undefined) {
    const signedIn = yield* signIn(guide, known, apiUrl)
    if (signedIn !== undefined) return signedIn
    yield* guide.say(`✗ ${tokenName} is set, and discord refuses it`)
  }
  yield* guide.say(steps)
  return yield* askToken(guide, apiUrl, tries)
})
