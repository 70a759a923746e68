/** What else can be done with a session: go on with it elsewhere, and take it away as a file. */
import { Download, Ellipsis, SquareTerminal } from "lucide-react"
import { useMemo } from "react"
import type { SessionId } from "../../../../../../core/model/Ids.ts"
import { usePaletteActions } from "../../app/PaletteActions.ts"
import { ask } from "../../live/Ask.ts"
import { Menu } from "../../ui/Menu.tsx"
import { toast } from "../../ui/Toast.ts"
import { downloadText } from "./Download.ts"

export interface SessionMenuProps {
  readonly session: SessionId
  /** What its files are called. */
  readonly name: string
  /** The command that goes on with it in a terminal, where it can go on. */
  readonly takeover?: string | undefined
}

const formats = {
  markdown: { extension: "md", mediaType: "text/markdown" },
  ndjson: { extension: "ndjson", mediaType: "application/x-ndjson" }
} as const

const exported = async (session: SessionId, name: string, format: keyof typeof formats) => {
  const answer = await ask((service) => service.ExportSession({ session, format }))
  if (!answer.ok) return toast(answer.refusal.detail, { tone: "bad" })
  const { extension, mediaType } = formats[format]
  downloadText(`${name}-${new Date().toISOString().slice(0, 10)}.${extension}`, answer.value, mediaType)
}

const copyCommand = async (command: string) => {
  try {
    await navigator.clipboard.writeText(command)
    toast("copied: run it in a terminal on the host; stop what runs here first", { tone: "good" })
  } catch {
    toast(`copy it yourself: ${command}`, { tone: "bad" })
  }
}

export const SessionMenu = ({ name, session, takeover }: SessionMenuProps) => {
  const actions = useMemo(
    () => [
      ...(takeover === undefined
        ? []
        : [
            {
              id: "takeover",
              label: "copy the command that goes on in a terminal",
              words: ["resume", "takeover", "cli"],
              icon: <SquareTerminal size={14} aria-hidden="true" />,
              run: () => void copyCommand(takeover)
            }
          ]),
      {
        id: "export-markdown",
        label: "save as Markdown",
        words: ["export", "download", "md"],
        icon: <Download size={14} aria-hidden="true" />,
        run: () => void exported(session, name, "markdown")
      },
      {
        id: "export-ndjson",
        label: "save as NDJSON",
        words: ["export", "download", "json"],
        icon: <Download size={14} aria-hidden="true" />,
        run: () => void exported(session, name, "ndjson")
      }
    ],
    [session, name, takeover]
  )
  usePaletteActions(actions)
  return (
    <Menu
      label="more for this session"
      icon={<Ellipsis size={16} aria-hidden="true" />}
      items={actions.map(({ icon, label, run }) => ({ label, icon, onSelect: run }))}
    />
  )
}
