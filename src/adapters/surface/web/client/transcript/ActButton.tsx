/** A button that does something to a turn: busy while it is on its way, and says why it was refused. */
import { useRef, useState } from "react"
import { tameText } from "../../../../../core/chat/HostileText.ts"
import { Button, type ButtonTone } from "../ui/Button.tsx"
import { useFocusAfter } from "../ui/FocusAfter.ts"
import { toast } from "../ui/Toast.ts"

export interface ActButtonProps {
  readonly label: string
  readonly tone?: ButtonTone | undefined
  /** What it is done to, where several such buttons stand on a page: said to those who do not see which. */
  readonly of?: string | undefined
  /** Says why it was refused, or nothing. */
  readonly act: () => Promise<string | undefined>
}

export const ActButton = ({ label, of, tone, act }: ActButtonProps) => {
  const [busy, setBusy] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  useFocusAfter(button)
  const press = async () => {
    setBusy(true)
    const refused = await act()
    setBusy(false)
    if (refused !== undefined) toast(refused, { tone: "bad" })
  }
  return (
    <Button
      ref={button}
      size="small"
      tone={tone}
      busy={busy}
      aria-label={of === undefined ? undefined : tameText(`${label}: ${of}`)}
      onClick={press}
    >
      {label}
    </Button>
  )
}
