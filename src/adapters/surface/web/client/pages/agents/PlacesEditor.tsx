/** Where an agent answers without being named: its bindings, and one more. */
import { X } from "lucide-react"
import { tameText } from "../../../../../../core/chat/HostileText.ts"
import { placeWords } from "../../../../../../core/render/PlaceWords.ts"
import { useActing } from "../../live/Acting.ts"
import { refresh } from "../../live/Answers.ts"
import { Badge } from "../../ui/Badge.tsx"
import { Card } from "../../ui/Card.tsx"
import { CopyButton } from "../../ui/CopyButton.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { IconButton } from "../../ui/IconButton.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { useBindings } from "./Bindings.ts"
import { PlaceChooser } from "./PlaceChooser.tsx"
import { placeKey } from "./PlaceKey.ts"

export interface PlacesEditorProps {
  readonly agent: string
}

export const PlacesEditor = ({ agent }: PlacesEditorProps) => {
  const { again, refusal, value } = useBindings()
  const { act, busy, refusal: refused } = useActing()
  if (value === undefined) {
    return refusal === undefined ? <Skeleton lines={4} /> : <p className="text-bad text-sm">{refusal.detail}</p>
  }
  const own = value.bindings.filter(({ binding }) => binding.agent === agent)
  const known = () => {
    again()
    refresh("agents")
  }
  const unbind = async ({ conversation, platform }: (typeof own)[number]["binding"]) => {
    const place = { platform, ...(conversation === undefined ? {} : { conversation }) }
    if ((await act((service) => service.Unbind(place))) !== undefined) known()
  }
  return (
    <div className="flex flex-col gap-4">
      <Card flush>
        {own.length === 0 ? (
          <EmptyState title="it answers nowhere by itself">
            bind it to a channel, and everybody there speaks to it without naming it. where others answer it is still
            reached as @{agent}.
          </EmptyState>
        ) : (
          <ul className="divide-y">
            {own.map(({ binding, configured }) => (
              <li key={placeKey(binding)} className="flex min-h-11 flex-wrap items-center gap-2 px-4 py-1.5 text-sm">
                <span
                  className="wrap-anywhere min-w-0 flex-1"
                  title={tameText(`${binding.platform} ${binding.conversation ?? ""}`.trim())}
                >
                  <Foreign text={placeWords(binding)} />
                </span>
                {binding.title !== undefined && binding.conversation !== undefined && (
                  <CopyButton text={binding.conversation} label={tameText(`copy the id of ${placeWords(binding)}`)} />
                )}
                <Badge>{binding.trigger === "all" ? "every message" : "when mentioned"}</Badge>
                {configured ? (
                  <span className="text-muted text-xs">in the configuration: remove it there</span>
                ) : (
                  <IconButton
                    label={tameText(`take it off ${placeWords(binding)}`)}
                    size="small"
                    busy={busy}
                    icon={<X size={14} aria-hidden="true" />}
                    onClick={() => void unbind(binding)}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </Card>
      {refused !== undefined && <p className="text-bad text-sm">{refused.detail}</p>}
      <Card title="bind it to a place">
        <PlaceChooser agent={agent} bindings={value.bindings} places={value.places} onBound={known} />
      </Card>
    </div>
  )
}
