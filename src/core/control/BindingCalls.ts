/**
 * What a visitor may do with bindings: see who answers where, put an agent into a place and take it off. Owns which places
 * are offered, and that nobody is bound where nobody could ever speak.
 */
import * as Effect from "effect/Effect"
import { Agents } from "../agents/Agents.ts"
import { Bindings } from "../agents/Bindings.ts"
import type { Conversation } from "../model/Conversation.ts"
import type { PlatformName } from "../model/Ids.ts"
import { type AuditAction, AuditLog } from "../ports/AuditLog.ts"
import { Stage } from "../render/Stage.ts"
import { sessionRecords } from "../sessions/SessionRecords.ts"
import { workersPlatformName } from "../workers/WorkerSession.ts"
import { agentRefusal } from "./AgentRefusals.ts"
import { controlPlatformName } from "./ControlConversation.ts"
import { permits } from "./Permits.ts"
import type { Place } from "./protocol/AgentRpcs.ts"
import { ControlError, unavailable } from "./protocol/ControlError.ts"
import { webPlatformName } from "./WebConversation.ts"

/** More places nobody looks through; any other one can be named. */
const mostPlaces = 500

const unseen: ReadonlySet<PlatformName> = new Set([controlPlatformName, webPlatformName, workersPlatformName])

const shown = ({ conversation, platform }: Place) => `${platform}:${conversation ?? ""}`

/** Where it is, and what contains it: a thread is seldom meant, its channel is. */
const placesOf = ({ id, kind, platform, within }: Conversation): ReadonlyArray<Place> => [
  ...(kind === "thread" ? [] : [{ platform, conversation: id }]),
  ...within.map((conversation) => ({ platform, conversation }))
]

export const bindingCalls = Effect.gen(function* () {
  const agents = yield* Agents
  const audit = yield* AuditLog
  const bindings = yield* Bindings
  const permit = yield* permits
  const records = yield* sessionRecords
  const stage = yield* Stage

  const platforms = stage.platforms.filter((platform) => !unseen.has(platform))

  const noted = Effect.fnUntraced(function* (action: AuditAction, subject: string, place: Place) {
    const by = yield* permit.need("administer")
    yield* audit.note({ by, platform: webPlatformName, action, subject, detail: shown(place) })
  })

  return {
    ListBindings: () =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        const known = yield* bindings.known
        const spoken = (yield* records.all).flatMap(({ conversation }) =>
          unseen.has(conversation.platform) ? [] : placesOf(conversation)
        )
        const bound = known.map(({ binding: { conversation, platform } }) => ({
          platform,
          ...(conversation === undefined ? {} : { conversation })
        }))
        const all: ReadonlyArray<Place> = [...platforms.map((platform) => ({ platform })), ...bound, ...spoken]
        const places = [...new Map(all.map((place) => [shown(place), place])).values()].slice(0, mostPlaces)
        return { bindings: known, places }
      }).pipe(Effect.catchTag("StateError", unavailable)),
    Bind: ({ binding }: { readonly binding: Parameters<typeof bindings.bind>[0] }) =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        if (!platforms.includes(binding.platform)) {
          const detail =
            platforms.length === 0
              ? "no chat platform runs; connect one first: orchestrator setup"
              : `${binding.platform} is no platform that runs here; use one of ${platforms.join(", ")}`
          return yield* new ControlError({ reason: "invalid", detail, fields: { platform: detail } })
        }
        const agent = yield* Effect.mapError(agents.get(binding.agent), agentRefusal)
        yield* bindings.bind({ ...binding, agent: agent.name })
        yield* noted("bound", agent.name, binding)
      }).pipe(Effect.catchTag("StateError", unavailable)),
    Unbind: (place: Pick<Place, "platform" | "conversation">) =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        const before = (yield* bindings.all).find((binding) => shown(binding) === shown(place))
        yield* bindings.unbind(place)
        yield* noted("unbound", before?.agent ?? "", place)
      }).pipe(
        Effect.catchTags({
          StateError: unavailable,
          BindingError: (error) => new ControlError({ reason: "conflict", detail: error.message })
        })
      )
  }
})
