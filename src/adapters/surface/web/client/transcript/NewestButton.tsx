/** The way back to the newest, for whoever reads above it; says how many turns have begun since. */
import { ArrowDown } from "lucide-react"
import { useState } from "react"
import * as Words from "../../../../../core/render/Words.ts"
import { Button } from "../ui/Button.tsx"
import { useTranscript } from "./TranscriptContext.ts"

export interface NewestButtonProps {
  readonly onPress: () => void
}

export const NewestButton = ({ onPress }: NewestButtonProps) => {
  const last = useTranscript((seen) => seen.order.at(-1))
  const [lastSeen] = useState(last)
  const fresh = useTranscript(({ order, places }) =>
    lastSeen === undefined ? 0 : order.length - 1 - (places.get(lastSeen) ?? order.length - 1)
  )
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
      <Button
        size="small"
        icon={<ArrowDown size={14} aria-hidden="true" />}
        onClick={onPress}
        className="pointer-events-auto shadow-over"
      >
        {fresh === 0 ? "newest" : `newest · ${Words.count(fresh, "new turn")}`}
      </Button>
    </div>
  )
}
