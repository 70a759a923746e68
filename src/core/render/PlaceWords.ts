/**
 * A place in words: `#general · Acme`, `#general › fix the build`. Pure, and the same in every window. Names are foreign
 * text that was made safe where it came in; without one the id is what there is to say.
 */
import type { ConversationId, PlatformName } from "../model/Ids.ts"
import type { NamedPlace } from "../ports/ChatPlatform.ts"

/** A place to which something is bound, as far as it is known. Without a conversation it is the whole platform. */
export interface ShownPlace {
  readonly platform: PlatformName
  readonly conversation?: ConversationId
  readonly title?: string
  readonly kind?: NamedPlace["kind"]
  /** The titles of what contains it, nearest first: a thread's channel, its category, its workspace. */
  readonly within?: ReadonlyArray<string>
}

/** From a channel on: `#general`, `#general › fix the build`. */
export const titlePath = ({ kind, title, within = [] }: Pick<ShownPlace, "kind" | "title" | "within">): string => {
  const [channel] = within
  return kind === "thread" && channel !== undefined ? `${channel} › ${title ?? ""}` : (title ?? "")
}

export const placeWords = (place: ShownPlace): string => {
  const { conversation, kind, platform, title, within = [] } = place
  if (conversation === undefined) return `all of ${platform}`
  if (title === undefined) return `${platform} · ${conversation}`
  if (kind === "workspace") return `all of ${title}`
  const path = kind === "category" ? `all of ${title}` : titlePath(place)
  const workspace = within.at(-1)
  return workspace === undefined ? path : `${path} · ${workspace}`
}

/** As it is written down: what it is called now, and which one that is. */
export const placeOnRecord = (place: ShownPlace): string => {
  const { conversation, platform, title } = place
  const which = `${platform}:${conversation ?? ""}`
  return title === undefined ? which : `${placeWords(place)} (${which})`
}
