/** Stops what runs. When it is over the button is gone, and a keyboard goes on where one writes. */
import { Square } from "lucide-react"
import { useRef, useState } from "react"
import { Button } from "../../ui/Button.tsx"
import { useFocusAfter } from "../../ui/FocusAfter.ts"

export interface StopButtonProps {
  readonly onStop: () => Promise<void>
}

export const StopButton = ({ onStop }: StopButtonProps) => {
  const [busy, setBusy] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  useFocusAfter(button, (gone) => gone.closest("form")?.querySelector("textarea"))
  const stop = async () => {
    setBusy(true)
    await onStop()
    setBusy(false)
  }
  return (
    <Button
      ref={button}
      busy={busy}
      onClick={() => void stop()}
      icon={<Square size={14} aria-hidden="true" />}
      title="stop what runs: Escape, twice"
    >
      stop
    </Button>
  )
}
