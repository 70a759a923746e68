/** A file that the agent sent, where it sent it: what it says about it, and whether people in the chat have it too. */

import { tameText } from "../../../../../core/chat/HostileText.ts"
import { plain } from "../../../../../core/render/Inline.ts"
import * as Words from "../../../../../core/render/Words.ts"
import type { SentState } from "../../../../../core/sessions/TurnState.ts"
import { sentAddress } from "../files/FileAddress.ts"
import { ShownFile } from "../files/ShownFile.tsx"
import { Foreign } from "../ui/Foreign.tsx"
import { useSurroundings } from "./Surroundings.ts"

export interface SentFileProps {
  readonly turn: string
  readonly sent: SentState
}

const longestWhy = 300

export const SentFile = ({ sent: { failed, file }, turn }: SentFileProps) => {
  const { agent } = useSurroundings()
  return (
    <figure
      aria-label={tameText(`${agent} sent ${file.name}`)}
      className="my-1 min-w-0 rounded-md border px-3 py-2 text-sm"
    >
      <ShownFile file={file} address={sentAddress(turn, file.key)} />
      {file.caption !== undefined && (
        <figcaption className="mt-1 whitespace-pre-wrap break-words [unicode-bidi:plaintext]">
          <Foreign text={file.caption} />
        </figcaption>
      )}
      {failed !== undefined && <p className="mt-1 text-bad text-xs">{Words.notInChat(plain(failed, longestWhy))}</p>}
    </figure>
  )
}
