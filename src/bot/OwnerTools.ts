/**
 * The service's tools for a command of its owner: on the service that runs, else on one that is started for as long as
 * the command takes. Owns nothing but that way in.
 */
import * as Effect from "effect/Effect"
import { remoteToolbox } from "../core/control/RemoteToolbox.ts"
import { Caller, type ToolProgress } from "../core/toolbox/Toolbox.ts"
import { makeAttachment } from "./Attachment.ts"
import { localPerson } from "./LocalPerson.ts"
import { socketPathOf } from "./SocketAddress.ts"
import { Startup } from "./Startup.ts"

/** Calls one tool after the other; what is told meanwhile goes to `progress`. What is started ends with the scope. */
export const ownerTools = Effect.gen(function* () {
  const { home } = yield* Startup
  const attachment = yield* makeAttachment(yield* socketPathOf(home))
  const toolbox = remoteToolbox({ ...attachment, callName: Effect.sync(() => crypto.randomUUID()) })
  const caller = Caller.make({ _tag: "Owner", person: yield* localPerson })
  return (
    name: string,
    input: unknown,
    progress: (progress: ToolProgress) => Effect.Effect<void> = () => Effect.void
  ) => toolbox.call(name, input, { caller, progress, log: () => Effect.void, elicit: () => Effect.undefined })
})

export type OwnerTools = Effect.Success<typeof ownerTools>
