/** One more place for an agent: looked for by what people call it, and what the agent hears there. */
import { useMemo, useState } from "react"
import type { AgentLine, Place } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import { AgentName } from "../../../../../../core/model/Ids.ts"
import { placeWords } from "../../../../../../core/render/PlaceWords.ts"
import { useActing } from "../../live/Acting.ts"
import { Button } from "../../ui/Button.tsx"
import { RadioRow } from "../../ui/RadioRow.tsx"
import { TextInput } from "../../ui/TextInput.tsx"
import { toast } from "../../ui/Toast.ts"
import { placeKey } from "./PlaceKey.ts"
import { PlaceList } from "./PlaceList.tsx"
import { findPlaces, isAmong } from "./PlaceSearch.ts"

export interface PlaceChooserProps {
  readonly agent: string
  readonly bindings: ReadonlyArray<{ readonly binding: AgentLine["bindings"][number]; readonly configured: boolean }>
  readonly places: ReadonlyArray<Place>
  readonly onBound: () => void
}

export const PlaceChooser = ({ agent, bindings, places, onBound }: PlaceChooserProps) => {
  const [search, setSearch] = useState("")
  const [chosen, setChosen] = useState<Place>()
  const [trigger, setTrigger] = useState<"all" | "mention">("mention")
  const { act, busy, refusal } = useActing()
  const found = useMemo(() => findPlaces(places, search), [places, search])
  if (places.length === 0) {
    return (
      <p className="text-muted text-sm">
        no chat platform runs yet. connect one on the first-steps page or with <code>orchestrator setup</code>; until
        then agents are spoken to here.
      </p>
    )
  }
  const place = chosen !== undefined && isAmong(found, chosen) ? chosen : undefined
  const agentAt = (at: Place) => bindings.find(({ binding }) => placeKey(binding) === placeKey(at))?.binding.agent
  const there = place === undefined ? undefined : agentAt(place)
  const bind = async ({ conversation, platform, ...rest }: Place) => {
    const where = { platform, ...(conversation === undefined ? {} : { conversation }) }
    const binding = { ...where, agent: AgentName.make(agent), trigger }
    if ((await act((service) => service.Bind({ binding }))) === undefined) return
    toast(`${agent} answers in ${placeWords({ ...where, ...rest })}`, { tone: "good" })
    setSearch("")
    setChosen(undefined)
    onBound()
  }
  return (
    <form
      className="flex flex-col gap-4 py-1"
      onSubmit={(event) => {
        event.preventDefault()
        if (place !== undefined) void bind(place)
      }}
    >
      <div className="flex flex-col gap-2">
        <TextInput
          label="channel"
          value={search}
          placeholder="search by name or id"
          hint="what holds in a channel holds in its threads; a whole server or platform can be chosen, too"
          spellCheck={false}
          onChange={setSearch}
          error={refusal?.fields.platform}
        />
        <PlaceList found={found} chosen={place} agentAt={agentAt} onChoose={setChosen} />
      </div>
      <RadioRow
        label="what it hears"
        value={trigger}
        options={[
          { value: "mention", label: "when it is mentioned" },
          { value: "all", label: "every message" }
        ]}
        onChange={setTrigger}
      />
      {there !== undefined && there !== agent && (
        <p className="text-sm text-warn">{there} answers there now; this one takes its place</p>
      )}
      {refusal !== undefined && refusal.fields.platform === undefined && (
        <p className="text-bad text-sm">{refusal.detail}</p>
      )}
      <div className="flex justify-end">
        <Button type="submit" tone="accent" busy={busy} disabled={place === undefined}>
          bind it there
        </Button>
      </div>
    </form>
  )
}
