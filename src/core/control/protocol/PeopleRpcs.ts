/**
 * Who is signed in and who may come in: the visitor themself, links for others, tokens for scripts. Over a wire; owns the
 * shapes. What a token or a link says is told once, to whoever made it, and never again.
 */
import * as Rpc from "effect/rpc/Rpc"
import * as RpcGroup from "effect/rpc/RpcGroup"
import * as Schema from "effect/Schema"
import { Person } from "../../model/Conversation.ts"
import { UserId } from "../../model/Ids.ts"
import { ControlError } from "./ControlError.ts"
import { Admission, Scope } from "./Visitor.ts"

export const Self = Schema.Struct({
  person: Person,
  may: Schema.Array(Scope),
  version: Schema.String,
  /** What the service's clock says, milliseconds since 1970: what it tells of is timed by it. */
  now: Schema.Finite,
  /** Nothing is configured yet: the first steps are worth showing. */
  fresh: Schema.Boolean,
  /** No coding CLI was found, or it was asked for: agents run on a scripted one. */
  rehearsing: Schema.Boolean,
  /** Roots that agents may work in. */
  roots: Schema.Array(Schema.String)
})
export type Self = typeof Self.Type

export const SignIn = Schema.Struct({
  id: Schema.String,
  user: UserId,
  name: Schema.String,
  owner: Schema.Boolean,
  since: Schema.Finite,
  lastSeenAt: Schema.Finite,
  /** The one that asks. */
  own: Schema.Boolean
})
export type SignIn = typeof SignIn.Type

export const ApiToken = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  scopes: Schema.Array(Scope),
  by: Schema.String,
  since: Schema.Finite,
  lastUsedAt: Schema.optionalKey(Schema.Finite)
})
export type ApiToken = typeof ApiToken.Type

/** What a person is called in links, rules and sign-ins: `ann`, `ann.b`. */
export const SignInName = Schema.String.check(Schema.isPattern(/^[a-z0-9][a-z0-9._-]{0,63}$/))

export class PeopleRpcs extends RpcGroup.make(
  Rpc.make("WhoAmI", { success: Self, error: ControlError }),
  Rpc.make("ListSignIns", { success: Schema.Array(SignIn), error: ControlError }),
  /** Ends it at once, wherever it is open. */
  Rpc.make("EndSignIn", { payload: { id: Schema.String }, error: ControlError }),
  /** A link that signs this person in once, for 15 minutes; what they may do is what the access rules say. */
  Rpc.make("InvitePerson", {
    payload: { name: SignInName },
    success: Schema.Struct({ url: Schema.String, until: Schema.Finite, may: Schema.Array(Scope) }),
    error: ControlError
  }),
  Rpc.make("ListTokens", { success: Schema.Array(ApiToken), error: ControlError }),
  Rpc.make("CreateToken", {
    payload: {
      name: Schema.NonEmptyString.check(Schema.isMaxLength(64)),
      scopes: Schema.NonEmptyArray(Scope)
    },
    success: Schema.Struct({ token: Schema.String, made: ApiToken }),
    error: ControlError
  }),
  Rpc.make("RevokeToken", { payload: { id: Schema.String }, error: ControlError })
).middleware(Admission) {}
