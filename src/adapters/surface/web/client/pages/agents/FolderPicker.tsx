/** Chooses a folder below the roots. What cannot be seen here cannot be chosen. */
import { CornerLeftUp, Folder, FolderGit2 } from "lucide-react"
import { useState } from "react"
import { Button } from "../../ui/Button.tsx"
import { Dialog } from "../../ui/Dialog.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { useFolder } from "./Folders.ts"

export interface FolderPickerProps {
  /** Where one begins; absent: above all roots. */
  readonly from?: string | undefined
  readonly onChoose: (path: string) => void
  readonly onClose: () => void
}

const rowClasses =
  "flex h-9 w-full min-w-0 items-center gap-2 px-3 text-left text-sm hover:bg-hover pointer-coarse:h-11 -outline-offset-2"

export const FolderPicker = ({ from, onChoose, onClose }: FolderPickerProps) => {
  const [at, setAt] = useState(from)
  const { pending, refusal, value } = useFolder(at)
  const here = value?.path
  return (
    <Dialog
      open
      onClose={onClose}
      title="choose a folder"
      actions={
        <>
          <Button onClick={onClose}>cancel</Button>
          <Button
            tone="accent"
            disabled={here === undefined || pending}
            onClick={() => {
              if (here !== undefined) onChoose(here)
            }}
          >
            work in this folder
          </Button>
        </>
      }
    >
      <p className="mb-2 min-h-5 break-all font-mono text-xs" aria-live="polite">
        {here ?? (refusal === undefined ? "folders that agents may work in" : at)}
      </p>
      <div className="h-72 overflow-y-auto rounded-md border">
        {at !== undefined && (
          <button type="button" className={rowClasses} onClick={() => setAt(value?.parent)}>
            <CornerLeftUp size={14} aria-hidden="true" className="shrink-0 text-muted" />
            {value?.parent === undefined ? "all roots" : "the folder above"}
          </button>
        )}
        {refusal !== undefined && <p className="px-3 py-2 text-bad text-sm">{refusal.detail}</p>}
        {value === undefined && refusal === undefined && (
          <div className="px-3 py-2">
            <Skeleton lines={4} />
          </div>
        )}
        <ul>
          {value?.folders.map(({ name, path, repository }) => (
            <li key={`${name} ${path}`}>
              <button type="button" className={rowClasses} onClick={() => setAt(path)}>
                {repository ? (
                  <FolderGit2 size={14} aria-hidden="true" className="shrink-0 text-accent" />
                ) : (
                  <Folder size={14} aria-hidden="true" className="shrink-0 text-muted" />
                )}
                <span className="truncate">
                  <Foreign text={name} />
                </span>
                {repository && <span className="shrink-0 text-muted text-xs">repository</span>}
              </button>
            </li>
          ))}
        </ul>
        {value !== undefined && value.folders.length === 0 && (
          <p className="px-3 py-2 text-muted text-sm">
            {here === undefined
              ? "no folder is allowed yet: name one under workdirs in the configuration"
              : "there are no folders in it"}
          </p>
        )}
        {value?.folders.length === 500 && <p className="label-line px-3 py-2">only the first 500 are shown</p>}
      </div>
    </Dialog>
  )
}
