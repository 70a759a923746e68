/** Where the agent works: typed, or chosen among what is allowed. */
import { FolderOpen } from "lucide-react"
import { useState } from "react"
import { Button } from "../../ui/Button.tsx"
import { TextInput } from "../../ui/TextInput.tsx"
import { FolderPicker } from "./FolderPicker.tsx"

export interface FolderFieldProps {
  readonly value: string
  readonly error?: string | undefined
  readonly disabled?: boolean | undefined
  readonly hint: string
  readonly onChange: (value: string) => void
}

export const FolderField = ({ value, error, disabled = false, hint, onChange }: FolderFieldProps) => {
  const [open, setOpen] = useState(false)
  return (
    <div className="flex items-start gap-2">
      <div className="min-w-0 flex-1">
        <TextInput
          label="works in"
          mono
          value={value}
          disabled={disabled}
          error={error}
          hint={hint}
          spellCheck={false}
          placeholder="the folder that the service was started in"
          onChange={onChange}
        />
      </div>
      {!disabled && (
        <Button className="mt-6" icon={<FolderOpen size={14} aria-hidden="true" />} onClick={() => setOpen(true)}>
          choose
        </Button>
      )}
      {open && (
        <FolderPicker
          from={value.startsWith("/") ? value : undefined}
          onClose={() => setOpen(false)}
          onChoose={(path) => {
            onChange(path)
            setOpen(false)
          }}
        />
      )}
    </div>
  )
}
