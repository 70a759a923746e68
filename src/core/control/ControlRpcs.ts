/**
 * Control over a wire: the same calls as messages, for a surface in another process. Owns the shapes on the wire.
 */
import * as Effect from "effect/Effect"
import * as Rpc from "effect/rpc/Rpc"
import * as RpcGroup from "effect/rpc/RpcGroup"
import * as Schema from "effect/Schema"
import { Answer } from "../model/Ask.ts"
import { Person } from "../model/Conversation.ts"
import { DoneBy } from "../model/DoneBy.ts"
import { AskId, SessionId } from "../model/Ids.ts"
import { Connection } from "../ports/ChatPlatform.ts"
import { Stage } from "../render/Stage.ts"
import { SessionStatus } from "../sessions/SessionStatus.ts"
import { Watched } from "../sessions/Watched.ts"
import { Control } from "./Control.ts"
import { ControlError } from "./protocol/ControlError.ts"
import { SignInLinks } from "./SignInLinks.ts"

export class ControlRpcs extends RpcGroup.make(
  Rpc.make("Ask", {
    payload: {
      agent: Schema.String,
      text: Schema.String,
      conversation: Schema.String,
      message: Schema.String,
      person: Person
    },
    success: Watched,
    error: ControlError,
    stream: true
  }),
  Rpc.make("Answer", {
    payload: { session: SessionId, ask: AskId, answer: Answer, ...DoneBy.fields },
    success: Schema.Boolean,
    error: ControlError
  }),
  Rpc.make("Stop", {
    payload: { session: SessionId, ...DoneBy.fields },
    success: Schema.Boolean,
    error: ControlError
  }),
  /** The platforms that run, each with how it is connected where it has to be. */
  Rpc.make("Connections", {
    success: Schema.Array(Schema.Struct({ platform: Schema.String, connection: Schema.optionalKey(Connection) }))
  }),
  /** A link to the dashboard that lets this person in once. */
  Rpc.make("LinkIn", {
    payload: { person: Person },
    success: Schema.Struct({ url: Schema.String, until: Schema.Finite }),
    error: ControlError
  }),
  Rpc.make("Status", { payload: { session: SessionId }, success: SessionStatus, error: ControlError }),
  Rpc.make("Watch", { payload: { session: SessionId }, success: Watched, error: ControlError, stream: true })
) {}

export const layerControlHandlers = ControlRpcs.toLayer(
  Effect.map(Effect.all([Control, SignInLinks, Stage]), ([control, links, stage]) =>
    ControlRpcs.of({
      Ask: (asked) => control.ask(asked),
      Answer: ({ answer, ask, session, ...by }) => control.answer(session, ask, answer, by),
      Stop: ({ session, ...by }) => control.stop(session, by),
      Connections: () => stage.connections,
      LinkIn: ({ person }) => links.link(person),
      Status: ({ session }) => control.status(session),
      Watch: ({ session }) => control.watch(session)
    })
  )
)
