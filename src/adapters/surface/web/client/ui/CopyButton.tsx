/** Puts a text on the clipboard and says so; where the browser does not allow it, says what to do instead. */
import { Check, Copy } from "lucide-react"
import { useEffect, useState } from "react"
import { announce } from "./Announce.ts"
import { Button, type ButtonSize } from "./Button.tsx"
import { IconButton } from "./IconButton.tsx"
import { toast } from "./Toast.ts"

export interface CopyButtonProps {
  readonly text: string
  /** What is copied, such as `copy the command`. */
  readonly label?: string | undefined
  /** The label is shown, too. */
  readonly spelled?: boolean | undefined
  readonly size?: ButtonSize | undefined
}

const copiedFor = 1_500

export const CopyButton = ({ text, label = "copy", spelled = false, size = "small" }: CopyButtonProps) => {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), copiedFor)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
      announce("copied")
    } catch {
      toast("the browser does not let pages copy here: select the text and copy it yourself", { tone: "bad" })
    }
  }
  const icon = copied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />
  return spelled ? (
    <Button size={size} icon={icon} onClick={copy}>
      {label}
    </Button>
  ) : (
    <IconButton size={size} label={label} icon={icon} onClick={copy} />
  )
}
