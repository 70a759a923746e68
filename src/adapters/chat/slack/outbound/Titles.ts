/**
 * What a thread is called: the title of the agent's session in it, or in a direct message that of the assistant's thread.
 * Owns which of the two, and that a workspace that has neither is not asked again: there a thread has no title, which is
 * no failure.
 */
import * as Effect from "effect/Effect"
import type { ConversationId } from "../../../../core/model/Ids.ts"
import { type PlatformError, Rejected } from "../../../../core/ports/ChatPlatform.ts"
import { addressOf } from "../Address.ts"
import { sessionTitle } from "../format/SessionTitle.ts"
import { isDirect } from "../inbound/Places.ts"
import type { Api } from "../web/Api.ts"
import { errorOf, faultOf } from "../web/Faults.ts"
import { isRefusal, makeRefusals, type Refusals } from "./Refusals.ts"

export interface Titles {
  readonly give: (conversation: ConversationId, title: string) => Effect.Effect<void, PlatformError>
}

/** Worth another try, or the place itself is gone; else there is merely no title to be had. */
const matters = ({ reason }: PlatformError): boolean => reason._tag !== "Forbidden" && reason._tag !== "Rejected"

export const makeTitles = (parts: {
  readonly api: Api
  /** Whether sessions are to be used at all. */
  readonly sessions: boolean
}): Titles => {
  const { api } = parts
  const none = "threads keep the titles that they have"
  const ofSessions = makeRefusals(`${none}: see that the app is an agent (agent_view in its manifest)`)
  const ofThreads = makeRefusals(`${none}: add the scope assistant:write and install the app again`)

  /** Whether it has the title now. */
  const attempt = (
    team: string,
    refusals: Refusals,
    request: Effect.Effect<void, PlatformError>
  ): Effect.Effect<boolean, PlatformError> =>
    Effect.suspend(() => {
      if (refusals.has(team)) return Effect.succeed(false)
      return Effect.as(request, true).pipe(
        Effect.catchIf(
          (error) => !matters(error),
          (error) => Effect.as(isRefusal(error) ? refusals.add(team, error) : Effect.logDebug(error), false)
        )
      )
    })

  return {
    give: Effect.fn("Titles.give")(function* (conversation, wanted) {
      const { channel, team, thread } = addressOf(conversation)
      if (thread === undefined) return yield* faultOf(new Rejected({ detail: "only a thread has a title" }))
      const title = sessionTitle(wanted, [])
      const args = { channel_id: channel, thread_ts: thread, title }
      const rename = api.tell({ team, method: "agents.sessions.rename", args }).pipe(
        // Nobody was at work there yet: the session begins with its title.
        Effect.catchIf(
          (error) => errorOf(error) === "session_not_found",
          () => api.tell({ team, method: "agents.sessions.setStatus", args: { ...args, status: "active" } })
        )
      )
      if (parts.sessions && (yield* attempt(team, ofSessions, rename))) return
      if (!isDirect(channel)) return
      yield* attempt(team, ofThreads, api.tell({ team, method: "assistant.threads.setTitle", args }))
    })
  }
}
