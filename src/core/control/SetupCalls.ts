/**
 * The first steps for whoever administers: what is there, and the guided setup of a chat platform. Owns who may; the
 * steps themselves are behind the port.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Agents } from "../agents/Agents.ts"
import { FirstSteps } from "../ports/FirstSteps.ts"
import { permits } from "./Permits.ts"
import { type SetupReply, SetupRpcs } from "./protocol/SetupRpcs.ts"

export const setupCalls = Effect.gen(function* () {
  const agents = yield* Agents
  const steps = yield* FirstSteps
  const permit = yield* permits
  const allowed = permit.need("administer")

  const readFirstSteps = () =>
    Effect.gen(function* () {
      yield* allowed
      return { ...(yield* steps.look), agents: (yield* agents.all).length }
    })
  const followSetup = (wish: { readonly platform: string; readonly key?: string }) =>
    Stream.unwrap(Effect.map(allowed, (by) => steps.follow({ ...wish, by })))
  const replySetup = ({ question, reply }: { readonly question: number; readonly reply: SetupReply }) =>
    Effect.andThen(allowed, steps.reply(question, reply))
  const cancelSetup = () => Effect.andThen(allowed, steps.cancel)

  return SetupRpcs.of({
    ReadFirstSteps: readFirstSteps,
    FollowSetup: followSetup,
    ReplySetup: replySetup,
    CancelSetup: cancelSetup
  })
})
