/** The files that the turns of this session changed: how often, and how. */
import * as Words from "../../../../../../core/render/Words.ts"
import { type ChangedFile, changedFiles } from "../../transcript/ChangedFiles.ts"
import { useTranscript } from "../../transcript/TranscriptContext.ts"
import { Collapsible } from "../../ui/Collapsible.tsx"
import { Dialog } from "../../ui/Dialog.tsx"
import { Diff } from "../../ui/Diff.tsx"
import { diffCounts, diffLines } from "../../ui/DiffLines.ts"
import { DiffSize } from "../../ui/DiffSize.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Foreign } from "../../ui/Foreign.tsx"

export interface FilesChangedProps {
  readonly onClose: () => void
}

/** Of all its edits together. */
const sizeOf = (diffs: ChangedFile["diffs"]) => diffCounts(diffs.flatMap(({ text }) => diffLines(text)))

const File = ({ file: { diffs, edits, path } }: { readonly file: ChangedFile }) => (
  <Collapsible
    summary={
      <span className="flex min-w-0 items-baseline gap-3">
        <span className="min-w-0 flex-1 truncate font-mono text-ink text-xs">
          <Foreign text={path} />
        </span>
        {diffs.length > 0 && <DiffSize counts={sizeOf(diffs)} />}
        <span className="shrink-0 text-faint text-xs">{Words.count(edits, "edit")}</span>
      </span>
    }
  >
    <div className="flex flex-col gap-2 pb-2">
      {diffs.length === 0 && <p className="label-line">what changed was not told</p>}
      {diffs.map(({ key, text }) => (
        <Diff key={key} text={text} title={path} />
      ))}
    </div>
  </Collapsible>
)

export const FilesChanged = ({ onClose }: FilesChangedProps) => {
  const known = useTranscript((seen) => seen.known)
  const files = changedFiles(known.turns)
  return (
    <Dialog open onClose={onClose} title={`${Words.count(files.length, "file")} changed`} width="large">
      {files.length === 0 ? (
        <EmptyState title="no file was changed">what agents write in this session is listed here</EmptyState>
      ) : (
        <ul className="flex flex-col gap-1">
          {files.map((file) => (
            <li key={file.path}>
              <File file={file} />
            </li>
          ))}
        </ul>
      )}
      {known.more && (
        <p className="label-line mt-3">older turns are not loaded: scroll up in the session to add theirs</p>
      )}
    </Dialog>
  )
}
