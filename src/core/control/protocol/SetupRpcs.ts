/**
 * The first steps over a wire: what is there, what is missing, and the same guided way to a chat platform that a terminal
 * has. Owns the shapes. A guide asks one thing at a time; the answer names the question.
 */
import * as Rpc from "effect/rpc/Rpc"
import * as RpcGroup from "effect/rpc/RpcGroup"
import * as Schema from "effect/Schema"
import { ControlError } from "./ControlError.ts"
import { HealthCheck } from "./ReportRpcs.ts"
import { Admission } from "./Visitor.ts"

export const FirstSteps = Schema.Struct({
  /** What agents can run on, found or missing, each with its fix. */
  clis: Schema.Array(Schema.Struct({ name: Schema.String, title: Schema.String, check: HealthCheck })),
  rehearsing: Schema.Boolean,
  agents: Schema.Natural,
  platforms: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      title: Schema.String,
      connected: Schema.Boolean,
      /** It can be set up from here. */
      guided: Schema.Boolean
    })
  ),
  /** The platform whose setup is under way. */
  underWay: Schema.optionalKey(Schema.String)
})
export type FirstSteps = typeof FirstSteps.Type

export const SetupStep = Schema.TaggedUnion({
  /** One or more lines; may hold an address that is worth opening. */
  Said: { text: Schema.String },
  /** What is typed is not shown. */
  SecretWanted: { question: Schema.Natural, text: Schema.String },
  ChoiceWanted: {
    question: Schema.Natural,
    text: Schema.String,
    options: Schema.Array(
      Schema.Struct({ title: Schema.String, about: Schema.String, unusable: Schema.optionalKey(Schema.Boolean) })
    )
  },
  ConfirmWanted: { question: Schema.Natural, text: Schema.String },
  /** The question was answered, by these words; nothing of a secret is in them. */
  Answered: { question: Schema.Natural, text: Schema.String },
  /** Until the next step something is waited for. */
  Waiting: { text: Schema.String },
  /** The service begins anew with what was set up; the page goes on by itself. */
  Restarting: {},
  /** It could not be done; `fix` says what to do. */
  Failed: { found: Schema.String, fix: Schema.String },
  /** The last one. */
  Done: {}
})
export type SetupStep = typeof SetupStep.Type

export const SetupReply = Schema.TaggedUnion({
  Secret: { value: Schema.String },
  /** Which option, from 0. */
  Choice: { index: Schema.Natural },
  Confirm: { yes: Schema.Boolean }
})
export type SetupReply = typeof SetupReply.Type

export class SetupRpcs extends RpcGroup.make(
  Rpc.make("ReadFirstSteps", { success: FirstSteps, error: ControlError }),
  /**
   * Begins to set a platform up, or goes on with the setup that is under way: everything that was said so far, then what
   * is said. One setup at a time in the service; leaving does not end it. The same `key` is the same setup, also once it
   * is over: whoever comes back does not begin another one.
   */
  Rpc.make("FollowSetup", {
    payload: { platform: Schema.String, key: Schema.optionalKey(Schema.NonEmptyString) },
    success: SetupStep,
    error: ControlError,
    stream: true
  }),
  Rpc.make("ReplySetup", {
    payload: { question: Schema.Natural, reply: SetupReply },
    error: ControlError
  }),
  Rpc.make("CancelSetup", { error: ControlError })
).middleware(Admission) {}
