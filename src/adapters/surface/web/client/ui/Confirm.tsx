/** A question before what cannot be taken back. */
import type { ReactNode } from "react"
import { Button } from "./Button.tsx"
import { Dialog } from "./Dialog.tsx"

export interface ConfirmProps {
  readonly open: boolean
  readonly title: string
  /** What happens, and to what. */
  readonly children?: ReactNode
  /** The button's word: the deed itself, never "ok". */
  readonly action: string
  readonly tone?: "danger" | "accent" | undefined
  readonly busy?: boolean | undefined
  readonly onConfirm: () => void
  readonly onClose: () => void
}

export const Confirm = ({ open, title, children, action, tone = "danger", busy, onConfirm, onClose }: ConfirmProps) => (
  <Dialog
    open={open}
    onClose={onClose}
    title={title}
    width="small"
    actions={
      <>
        <Button onClick={onClose}>cancel</Button>
        <Button tone={tone} busy={busy} onClick={onConfirm}>
          {action}
        </Button>
      </>
    }
  >
    {children}
  </Dialog>
)
