/** The places that were found, one of which is chosen: by platform and workspace, with who answers there now. */
import { useId } from "react"
import { tameText } from "../../../../../../core/chat/HostileText.ts"
import type { Place } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import { placeWords, titlePath } from "../../../../../../core/render/PlaceWords.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import { Foreign } from "../../ui/Foreign.tsx"
import { placeKey } from "./PlaceKey.ts"
import type { FoundPlaces } from "./PlaceSearch.ts"

export interface PlaceListProps {
  readonly found: FoundPlaces
  readonly chosen: Place | undefined
  /** Who answers there now. */
  readonly agentAt: (place: Place) => string | undefined
  readonly onChoose: (place: Place) => void
}

/** In its group: what the group says already is left out. */
const nameOf = (place: Place): string =>
  place.title === undefined || place.kind === "workspace" || place.kind === "category"
    ? placeWords({ ...place, within: [] })
    : titlePath(place)

/** A channel's category: of names that are alike it tells which. */
const besideOf = ({ kind, within = [] }: Place): string =>
  kind === "channel" && within.length > 1 ? (within[0] ?? "") : ""

export const PlaceList = ({ agentAt, chosen, found, onChoose }: PlaceListProps) => {
  const name = useId()
  const key = chosen === undefined ? undefined : placeKey(chosen)
  return (
    <fieldset className="max-h-72 min-w-0 overflow-y-auto rounded-md border p-1">
      <legend className="sr-only">place</legend>
      {found.groups.map(({ label, places }, index) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset in a fieldset is said twice
        <div key={label} role="group" aria-labelledby={`${name}-${index}`} className="pb-1">
          <p id={`${name}-${index}`} className="px-2 py-1 text-faint text-xs">
            <Foreign text={label} />
          </p>
          {places.map((place) => {
            const agent = agentAt(place)
            return (
              <label
                key={placeKey(place)}
                title={tameText(`${place.platform} ${place.conversation ?? ""}`.trim())}
                className="flex min-h-8 items-center gap-2 rounded-sm px-2 text-sm hover:bg-hover has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent pointer-coarse:min-h-11"
              >
                <input
                  type="radio"
                  name={name}
                  value={placeKey(place)}
                  checked={placeKey(place) === key}
                  onChange={() => onChoose(place)}
                  className="shrink-0 accent-accent"
                />
                <span className="wrap-anywhere min-w-0">
                  <Foreign text={nameOf(place)} />
                </span>
                {besideOf(place) !== "" && (
                  <span className="min-w-0 truncate text-faint text-xs">
                    <Foreign text={besideOf(place)} />
                  </span>
                )}
                {agent !== undefined && (
                  <span className="ml-auto shrink-0 text-muted text-xs">{`${agent} answers there`}</span>
                )}
              </label>
            )
          })}
        </div>
      ))}
      {found.groups.length === 0 && (
        <p className="px-2 py-4 text-center text-muted text-sm">
          no place is called that. the bot has to be in a channel to be heard there; any other one is found by its id.
        </p>
      )}
      {found.more > 0 && (
        <p className="px-2 py-1 text-muted text-xs">{`${Words.count(found.more, "more place")}: type to find one`}</p>
      )}
    </fieldset>
  )
}
