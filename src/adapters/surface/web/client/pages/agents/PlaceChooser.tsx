/** One more place for an agent: on which platform, where there, and what it hears. */
import { useState } from "react"
import type { AgentLine, Place } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import { AgentName, ConversationId, PlatformName } from "../../../../../../core/model/Ids.ts"
import { useActing } from "../../live/Acting.ts"
import { Button } from "../../ui/Button.tsx"
import { RadioRow } from "../../ui/RadioRow.tsx"
import { Select } from "../../ui/Select.tsx"
import { toast } from "../../ui/Toast.ts"
import { placeKey, placeWords } from "./PlaceWords.ts"
import { SuggestedInput } from "./SuggestedInput.tsx"

export interface PlaceChooserProps {
  readonly agent: string
  readonly bindings: ReadonlyArray<{ readonly binding: AgentLine["bindings"][number]; readonly configured: boolean }>
  readonly places: ReadonlyArray<Place>
  readonly onBound: () => void
}

export const PlaceChooser = ({ agent, bindings, places, onBound }: PlaceChooserProps) => {
  const platforms = [...new Set(places.map(({ platform }) => platform))]
  const [chosen, setPlatform] = useState<string>()
  const [where, setWhere] = useState<"channel" | "all">("channel")
  const [conversation, setConversation] = useState("")
  const [trigger, setTrigger] = useState<"all" | "mention">("mention")
  const { act, busy, refusal } = useActing()
  const platform = chosen ?? platforms[0]
  if (platform === undefined) {
    return (
      <p className="text-muted text-sm">
        no chat platform runs yet. connect one on the first-steps page or with <code>orchestrator setup</code>; until
        then agents are spoken to here.
      </p>
    )
  }
  const id = conversation.trim()
  const place: Place = {
    platform: PlatformName.make(platform),
    ...(where === "all" || id === "" ? {} : { conversation: ConversationId.make(id) })
  }
  const there = bindings.find(({ binding }) => placeKey(binding) === placeKey(place))?.binding
  const ready = where === "all" || id !== ""
  const bind = async () => {
    const binding = { ...place, agent: AgentName.make(agent), trigger }
    if ((await act((service) => service.Bind({ binding }))) === undefined) return
    toast(`${agent} answers in ${placeWords(place)}`, { tone: "good" })
    setConversation("")
    onBound()
  }
  return (
    <form
      className="flex flex-col gap-4 py-1"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) void bind()
      }}
    >
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Select
          label="platform"
          value={platform}
          options={platforms.map((value) => ({ value, label: value }))}
          onChange={setPlatform}
          error={refusal?.fields.platform}
        />
        <RadioRow
          label="where"
          value={where}
          options={[
            { value: "channel", label: "one channel" },
            { value: "all", label: "everywhere there" }
          ]}
          onChange={setWhere}
        />
      </div>
      {where === "channel" && (
        <SuggestedInput
          label="channel"
          mono
          value={conversation}
          hint="its id, or one of those that were spoken in; it holds in the channel's threads too"
          suggestions={places.flatMap((each) =>
            each.platform === platform && each.conversation !== undefined ? [each.conversation] : []
          )}
          spellCheck={false}
          onChange={setConversation}
        />
      )}
      <RadioRow
        label="what it hears"
        value={trigger}
        options={[
          { value: "mention", label: "when it is mentioned" },
          { value: "all", label: "every message" }
        ]}
        onChange={setTrigger}
      />
      {ready && there !== undefined && there.agent !== agent && (
        <p className="text-sm text-warn">{there.agent} answers there now; this one takes its place</p>
      )}
      {refusal !== undefined && refusal.fields.platform === undefined && (
        <p className="text-bad text-sm">{refusal.detail}</p>
      )}
      <div className="flex justify-end">
        <Button type="submit" tone="accent" busy={busy} disabled={!ready}>
          bind it there
        </Button>
      </div>
    </form>
  )
}
