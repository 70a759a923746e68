/**
 * The first steps for whoever administers: what is there, and the guided setup of a chat platform. Owns who may: a setup
 * shows a code that makes an owner of whoever says it, so that nobody follows one who may do less. The steps themselves are
 * behind the port.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Agents } from "../agents/Agents.ts"
import { FirstSteps } from "../ports/FirstSteps.ts"
import { permits } from "./Permits.ts"
import { ControlError } from "./protocol/ControlError.ts"
import { type SetupReply, SetupRpcs } from "./protocol/SetupRpcs.ts"

const ownersMay = ["talk", "approve", "administer", "spend"] as const

export const setupCalls = Effect.gen(function* () {
  const agents = yield* Agents
  const steps = yield* FirstSteps
  const permit = yield* permits
  const allowed = permit.need("administer")

  const asOwner = Effect.gen(function* () {
    const by = yield* allowed
    const all = yield* permit.all
    const missing = ownersMay.filter((scope) => !all.includes(scope))
    if (missing.length === 0) return by
    return yield* new ControlError({
      reason: "not-allowed",
      detail: `a setup makes an owner, who may do everything, and you may not: ${missing.join(", ")}; ask an owner to set it up, or run orchestrator setup on the machine`
    })
  })

  const readFirstSteps = () =>
    Effect.gen(function* () {
      yield* allowed
      return { ...(yield* steps.look), agents: (yield* agents.all).length }
    })
  const followSetup = (wish: { readonly platform: string; readonly key?: string }) =>
    Stream.unwrap(Effect.map(asOwner, (by) => steps.follow({ ...wish, by })))
  const replySetup = ({ question, reply }: { readonly question: number; readonly reply: SetupReply }) =>
    Effect.andThen(asOwner, steps.reply(question, reply))
  const cancelSetup = () => Effect.andThen(allowed, steps.cancel)

  return SetupRpcs.of({
    ReadFirstSteps: readFirstSteps,
    FollowSetup: followSetup,
    ReplySetup: replySetup,
    CancelSetup: cancelSetup
  })
})
