/** Chooses files on this machine. On a phone it offers the camera too. */
import { Paperclip } from "lucide-react"
import { useRef } from "react"
import { IconButton } from "../ui/IconButton.tsx"

export interface AttachButtonProps {
  readonly disabled: boolean
  readonly onFiles: (files: ReadonlyArray<File>) => void
}

export const AttachButton = ({ disabled, onFiles }: AttachButtonProps) => {
  const chooser = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton
        label="attach files"
        icon={<Paperclip size={16} aria-hidden="true" />}
        disabled={disabled}
        onClick={() => chooser.current?.click()}
      />
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          // the same file chosen once more is chosen
          target.value = ""
        }}
      />
    </>
  )
}
