/** Somebody else changed what one is changing: who, what, and the two ways on. */
import type { ReactNode } from "react"
import { Button } from "../../ui/Button.tsx"
import { Card } from "../../ui/Card.tsx"

export interface ChangedMeanwhileProps {
  /** Absent where it came about on the machine or in a chat. */
  readonly by: string | undefined
  readonly onTakeTheirs: () => void
  readonly onKeepMine: () => void
  /** What they changed, and what becomes of it either way. */
  readonly children: ReactNode
}

export const ChangedMeanwhile = ({ by, children, onKeepMine, onTakeTheirs }: ChangedMeanwhileProps) => (
  <Card tone="attention">
    <div role="alert" className="min-w-0 text-sm">
      <p className="font-medium">
        {by === undefined ? "its file was changed meanwhile" : `changed meanwhile by ${by}`}
      </p>
      {children}
    </div>
    <div className="mt-3 flex flex-wrap gap-2">
      <Button onClick={onTakeTheirs}>take theirs</Button>
      <Button onClick={onKeepMine}>keep mine</Button>
    </div>
  </Card>
)
