/**
 * The names of places, to be looked up: what a conversation is called, and a place to which somebody is bound. Pure. Owns
 * that a thread without a name is its channel's, and that of several workspaces it is said which.
 */
import { placeTitle } from "../chat/PlaceTitle.ts"
import { threadTitle } from "../chat/ThreadTitle.ts"
import type { Conversation } from "../model/Conversation.ts"
import type { ConversationId, PlatformName } from "../model/Ids.ts"
import type { NamedPlace } from "../ports/ChatPlatform.ts"
import { type ShownPlace, titlePath } from "../render/PlaceWords.ts"

export interface NamedShownPlace extends ShownPlace {
  readonly conversation: ConversationId
  readonly title: string
  readonly kind: NamedPlace["kind"]
  readonly within: ReadonlyArray<string>
}

/** A conversation, or what contains one, where all that is known of it is its id. */
export type Sought = Pick<Conversation, "id" | "platform"> & Partial<Pick<Conversation, "kind" | "within">>

interface Unnamed {
  readonly platform: PlatformName
  readonly conversation?: ConversationId
}

export const soughtAt = ({ conversation, platform }: Unnamed): ReadonlyArray<Sought> =>
  conversation === undefined ? [] : [{ platform, id: conversation }]

export interface PlaceNames {
  /** All that have names: by platform, workspace and kind, each by its title. */
  readonly all: ReadonlyArray<NamedShownPlace>
  /** The place that this id means; its own id may be another one. */
  readonly place: (platform: PlatformName, conversation: ConversationId) => NamedShownPlace | undefined
  /** The same place with what it is called, where that is known; it stays under the id that it is given by. */
  readonly named: <P extends Unnamed>(place: P) => P & Pick<ShownPlace, "kind" | "title" | "within">
  /**
   * `#general`, `#general › fix the build`; with its workspace where there are several. A thread that is called as what was
   * `said` in it, which stands beside it, is its channel's.
   */
  readonly words: (conversation: Pick<Conversation, "id" | "platform" | "within">, said?: string) => string | undefined
  /** Nothing more could be said of it by asking again. */
  readonly knows: (sought: Sought) => boolean
}

/** A category lies in a workspace, a thread in a channel in both. */
const deepest = 4

const order: ReadonlyArray<NamedPlace["kind"]> = ["workspace", "category", "channel", "direct", "thread"]

const spoken: ReadonlySet<NamedPlace["kind"]> = new Set(["channel", "thread", "direct"])

const compared = (left: NamedShownPlace, right: NamedShownPlace): number => {
  const workspace = ({ kind, title, within }: NamedShownPlace) => (kind === "workspace" ? title : (within.at(-1) ?? ""))
  return (
    workspace(left).localeCompare(workspace(right), "en") ||
    order.indexOf(left.kind) - order.indexOf(right.kind) ||
    left.title.localeCompare(right.title, "en")
  )
}

const namesOn = (platform: PlatformName, told: ReadonlyArray<NamedPlace>) => {
  const byId = new Map<ConversationId, NamedPlace>()
  for (const place of told) for (const id of [place.id, ...(place.also ?? [])]) byId.set(id, place)
  const shown = new Map<NamedPlace, NamedShownPlace>()
  for (const place of told) {
    const within: Array<string> = []
    for (let around = place.within; around !== undefined && within.length < deepest; ) {
      const container = byId.get(around)
      if (container !== undefined) within.push(container.title)
      around = container?.within
    }
    shown.set(place, { platform, conversation: place.id, title: place.title, kind: place.kind, within })
  }
  const find = (id: ConversationId): NamedShownPlace | undefined => {
    const place = byId.get(id)
    return place === undefined ? undefined : shown.get(place)
  }
  return {
    all: [...shown.values()].sort(compared),
    find,
    workspaces: told.filter(({ kind }) => kind === "workspace").length,
    threads: told.some(({ kind }) => kind === "thread")
  }
}

export const placeNames = (told: ReadonlyMap<PlatformName, ReadonlyArray<NamedPlace>>): PlaceNames => {
  const platforms = new Map([...told].map(([platform, places]) => [platform, namesOn(platform, places)]))
  const nearest = ({ id, platform, within }: Pick<Conversation, "id" | "platform" | "within">) =>
    [id, ...within].flatMap((each) => {
      const place = platforms.get(platform)?.find(each)
      return place !== undefined && spoken.has(place.kind) ? [place] : []
    })[0]
  const place: PlaceNames["place"] = (platform, conversation) => platforms.get(platform)?.find(conversation)
  return {
    all: [...platforms.values()].flatMap(({ all }) => all),
    place,
    named: (given) => {
      const found = given.conversation === undefined ? undefined : place(given.platform, given.conversation)
      return found === undefined ? given : { ...given, title: found.title, kind: found.kind, within: found.within }
    },
    words: (conversation, said) => {
      const place = nearest(conversation)
      if (place === undefined) return undefined
      const [channel] = place.within
      const isSaid = place.kind === "thread" && said !== undefined && place.title === placeTitle(threadTitle(said, []))
      const path = isSaid && channel !== undefined ? channel : titlePath(place)
      const workspace = place.within.at(-1)
      const several = (platforms.get(conversation.platform)?.workspaces ?? 0) > 1
      return several && workspace !== undefined ? `${path} · ${workspace}` : path
    },
    knows: ({ id, kind, platform, within = [] }) => {
      const found = place(platform, id) ?? nearest({ id, platform, within })
      const threads = platforms.get(platform)?.threads === true
      return found !== undefined && (kind !== "thread" || found.kind === "thread" || !threads)
    }
  }
}

export const noNames: PlaceNames = placeNames(new Map())
