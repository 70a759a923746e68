/**
 * What a visitor may do with bindings: see who answers where, put an agent into a place and take it off. Owns which places
 * are offered, each once whatever it is called in bindings, and that nobody is bound where nobody could ever speak.
 */
import * as Effect from "effect/Effect"
import { Agents } from "../agents/Agents.ts"
import { Bindings } from "../agents/Bindings.ts"
import type { PlatformName } from "../model/Ids.ts"
import { type AuditAction, AuditLog } from "../ports/AuditLog.ts"
import { Journal } from "../ports/Journal.ts"
import { placeOnRecord } from "../render/PlaceWords.ts"
import { Stage } from "../render/Stage.ts"
import { workersPlatformName } from "../workers/WorkerSession.ts"
import { agentRefusal } from "./AgentRefusals.ts"
import { controlPlatformName } from "./ControlConversation.ts"
import { permits } from "./Permits.ts"
import { type PlaceNames, soughtAt } from "./PlaceNames.ts"
import type { Place } from "./protocol/AgentRpcs.ts"
import { ControlError, unavailable } from "./protocol/ControlError.ts"
import { Titles } from "./Titles.ts"
import { webPlatformName } from "./WebConversation.ts"

/** More places nobody looks through; any other one can be named. */
const mostPlaces = 1000

const unseen: ReadonlySet<PlatformName> = new Set([controlPlatformName, webPlatformName, workersPlatformName])

type BindingPlace = Pick<Place, "platform" | "conversation">

const keyOf = ({ conversation, platform }: BindingPlace) => `${platform}:${conversation ?? ""}`

const withoutName = ({ conversation, platform }: BindingPlace): BindingPlace => ({
  platform,
  ...(conversation === undefined ? {} : { conversation })
})

/**
 * What is bound stands under the id by which it is bound. Where a platform tells names, what was spoken in and has none is
 * gone, or a thread.
 */
export const offeredPlaces = (
  names: PlaceNames,
  {
    bound,
    platforms,
    spoken
  }: Readonly<Record<"bound" | "spoken", ReadonlyArray<BindingPlace>>> & {
    readonly platforms: ReadonlyArray<PlatformName>
  }
): ReadonlyArray<Place> => {
  const telling = new Set(names.all.map(({ platform }) => platform))
  const keyBelow = (place: BindingPlace): string => {
    const { conversation, platform } = place
    return keyOf((conversation === undefined ? undefined : names.place(platform, conversation)) ?? place)
  }
  const boundAs = new Map(bound.map((place) => [keyBelow(place), place]))
  const offered = new Map<string, Place>()
  const put = (place: BindingPlace) => {
    const key = keyBelow(place)
    if (!offered.has(key)) offered.set(key, names.named(withoutName(boundAs.get(key) ?? place)))
  }
  for (const platform of platforms) put({ platform })
  for (const place of names.all) {
    if (platforms.includes(place.platform) && place.kind !== "thread" && place.kind !== "direct") put(place)
  }
  for (const place of bound) put(place)
  for (const place of spoken) {
    const kind = place.conversation === undefined ? undefined : names.place(place.platform, place.conversation)?.kind
    if (kind === undefined ? !telling.has(place.platform) : kind !== "thread") put(place)
  }
  return [...offered.values()].slice(0, mostPlaces)
}

export const bindingCalls = Effect.gen(function* () {
  const agents = yield* Agents
  const audit = yield* AuditLog
  const bindings = yield* Bindings
  const permit = yield* permits
  const journal = yield* Journal
  const stage = yield* Stage
  const titles = yield* Titles

  const platforms = stage.platforms.filter((platform) => !unseen.has(platform))

  const noted = Effect.fnUntraced(function* (action: AuditAction, subject: string, place: BindingPlace) {
    const by = yield* permit.need("administer")
    const detail = placeOnRecord((yield* titles.found(soughtAt(place))).named(withoutName(place)))
    yield* audit.note({ by, platform: webPlatformName, action, subject, detail })
  })

  return {
    ListBindings: () =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        const known = yield* bindings.known
        const names = yield* titles.all
        // each by itself: a thread is seldom meant, its channel is
        const spoken = (yield* journal.spots(platforms, mostPlaces)).flatMap(({ ids, platform }) =>
          ids.map((conversation) => ({ platform, conversation }))
        )
        return {
          bindings: known.map(({ binding, configured }) => ({ binding: names.named(binding), configured })),
          places: offeredPlaces(names, { platforms, bound: known.map(({ binding }) => binding), spoken })
        }
      }).pipe(Effect.catchTags({ StateError: unavailable, JournalError: unavailable })),
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
        const before = (yield* bindings.all).find((binding) => keyOf(binding) === keyOf(place))
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
