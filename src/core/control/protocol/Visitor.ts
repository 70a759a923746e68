/**
 * Who asks: a person, and how much of what that person may do this way of asking carries. Owns the shape and where a
 * surface has to say it: no call that people can make is made without one.
 */
import * as Context from "effect/Context"
import * as RpcMiddleware from "effect/rpc/RpcMiddleware"
import * as Schema from "effect/Schema"
import type { Person } from "../../model/Conversation.ts"
import { ControlError } from "./ControlError.ts"

/**
 * `read`: look at what its person may see. `metrics`: figures of the whole service and nothing that anybody said. The others
 * as in the access rules, and never more than its person may.
 */
export const Scope = Schema.Literals(["read", "talk", "approve", "administer", "spend", "metrics"])
export type Scope = typeof Scope.Type

export class Visitor extends Context.Service<
  Visitor,
  {
    readonly person: Person
    readonly scopes: ReadonlySet<Scope>
    /** The sign-in by which they came; absent for a script's token. */
    readonly signIn?: string
    /** Under which address they reach the service: `https://bots.example`. */
    readonly origin?: string
  }
>()("orchestrator/control/Visitor") {}

/** What stands between the wire and the calls: finds out who asks. */
export class Admission extends RpcMiddleware.Service<Admission, { provides: Visitor }>()(
  "orchestrator/control/Admission",
  { error: ControlError }
) {}
