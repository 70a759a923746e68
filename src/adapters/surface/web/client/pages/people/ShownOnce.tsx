/** A secret that was made just now and is never shown again: to be copied before it is put away. */
import { CopyButton } from "../../ui/CopyButton.tsx"

export interface ShownOnceProps {
  /** What it is, such as `the link`. */
  readonly what: string
  readonly text: string
}

export const ShownOnce = ({ what, text }: ShownOnceProps) => (
  <div className="flex min-w-0 flex-col gap-2">
    <p className="text-sm font-medium">{what}, shown this once</p>
    <p className="min-w-0 select-all break-all rounded-md bg-sunken px-3 py-2 font-mono text-xs">{text}</p>
    <div>
      <CopyButton text={text} label={`copy ${what}`} spelled size="medium" />
    </div>
  </div>
)
