/**
 * The places that somebody looks for, in groups: each platform, and there each workspace. Pure. Owns what is found by
 * which words, and that an id is a place too, though nobody knows it.
 */
import type { Place } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import { ConversationId } from "../../../../../../core/model/Ids.ts"
import { placeWords } from "../../../../../../core/render/PlaceWords.ts"
import { placeKey } from "./PlaceKey.ts"

export interface PlaceGroup {
  readonly label: string
  readonly places: ReadonlyArray<Place>
}

export interface FoundPlaces {
  readonly groups: ReadonlyArray<PlaceGroup>
  /** So many more would be found. */
  readonly more: number
}

/** More nobody looks through. */
const most = 60

const byId = "by id"

const groupOf = ({ kind, platform, title, within = [] }: Place): string => {
  const workspace = kind === "workspace" ? title : within.at(-1)
  return workspace === undefined ? platform : `${platform} · ${workspace}`
}

const wordsOf = (place: Place): string =>
  [place.platform, place.conversation ?? "", placeWords(place), ...(place.within ?? [])].join(" ").toLowerCase()

const isId = (text: string): boolean => /^[\w-]{3,200}$/.test(text)

export const findPlaces = (places: ReadonlyArray<Place>, search: string): FoundPlaces => {
  const text = search.trim()
  const words = text.toLowerCase().split(/\s+/)
  const found = places.filter((place) => {
    const all = wordsOf(place)
    return words.every((word) => all.includes(word))
  })
  const isKnown = places.some(({ conversation }) => conversation === text)
  // a name may look like an id: it is offered as one when it is the name of nothing, or has figures in it
  const typed: ReadonlyArray<Place> =
    isId(text) && !isKnown && (found.length === 0 || /\d/.test(text))
      ? [...new Set(places.map(({ platform }) => platform))].map((platform) => ({
          platform,
          conversation: ConversationId.make(text)
        }))
      : []
  const groups = new Map<string, Array<Place>>()
  for (const place of found.slice(0, most)) {
    const label = groupOf(place)
    groups.set(label, [...(groups.get(label) ?? []), place])
  }
  return {
    groups: [
      ...[...groups].map(([label, each]) => ({ label, places: each })),
      ...(typed.length === 0 ? [] : [{ label: byId, places: typed }])
    ],
    more: Math.max(0, found.length - most)
  }
}

export const isAmong = ({ groups }: FoundPlaces, place: Place): boolean =>
  groups.some(({ places }) => places.some((each) => placeKey(each) === placeKey(place)))
