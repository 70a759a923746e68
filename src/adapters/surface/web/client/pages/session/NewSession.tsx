/** A session with an agent, begun here: who is spoken to, and what is said first. */
import { type ClipboardEvent, type KeyboardEvent, useState } from "react"
import { RouteLink } from "../../app/RouteLink.tsx"
import { goTo } from "../../app/RouteNow.ts"
import { AttachButton } from "../../files/AttachButton.tsx"
import { useBringing } from "../../files/Bringing.ts"
import { BroughtList } from "../../files/BroughtList.tsx"
import { pastedFiles, useDropping } from "../../files/Dropping.ts"
import { useActing } from "../../live/Acting.ts"
import { useAgents } from "../../live/Agents.ts"
import { Button, buttonClasses } from "../../ui/Button.tsx"
import { classes } from "../../ui/Classes.ts"
import { Dialog } from "../../ui/Dialog.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Select } from "../../ui/Select.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { TextArea } from "../../ui/TextArea.tsx"
import { filesOf, isSendable, saidIn, useDraft } from "./Drafts.ts"

export interface NewSessionProps {
  /** Chosen at first. */
  readonly agent: string
  readonly onClose: () => void
}

const place = "new session"

export const NewSession = ({ agent, onClose }: NewSessionProps) => {
  const { refusal: unread, value: known } = useAgents()
  const { act, busy, refusal } = useActing()
  const [picked, setPicked] = useState(agent)
  const { draft, putFiles, taken, write } = useDraft(place)
  const files = useBringing(place, filesOf(draft), putFiles)
  const held = useDropping(true, files.add)
  const names = known?.agents.map((line) => line.agent.name) ?? []
  const name = names.find((each) => each === picked) ?? names.find((each) => each === known?.fallback) ?? names[0]
  const described = known?.agents.find((line) => line.agent.name === name)?.agent
  const ready = name !== undefined && files.coming.length === 0 && isSendable(draft)

  const begin = async () => {
    if (!ready) return
    const begun = await act((service) => service.BeginSession({ agent: name, ...saidIn(draft) }))
    if (begun === undefined) return
    taken(draft)
    onClose()
    goTo({ page: "session", id: begun.value.session })
  }
  const pasted = (event: ClipboardEvent) => {
    const found = pastedFiles(event.clipboardData)
    if (found.length === 0) return
    event.preventDefault()
    files.add(found)
  }
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void begin()
  }
  if (known !== undefined && names.length === 0) {
    return (
      <Dialog open onClose={onClose} title="new session">
        <EmptyState
          title="there is no agent to talk to yet"
          action={
            <RouteLink to={{ page: "new-agent" }} className={buttonClasses("accent")}>
              create an agent
            </RouteLink>
          }
        >
          an agent is a persona on a cli such as claude or codex, with a folder to work in
        </EmptyState>
      </Dialog>
    )
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="new session"
      actions={
        <>
          <Button onClick={onClose}>cancel</Button>
          <Button tone="accent" busy={busy} disabled={!ready} onClick={() => void begin()}>
            begin
          </Button>
        </>
      }
    >
      {known === undefined && unread === undefined ? (
        <Skeleton lines={4} />
      ) : (
        <div className="flex flex-col gap-4">
          <Select
            label="agent"
            value={name ?? ""}
            hint={described?.description}
            options={names.map((each) => ({ value: each, label: each }))}
            onChange={setPicked}
          />
          <div className={classes("rounded-md", held && "outline-2 outline-accent outline-offset-4 outline-dashed")}>
            <TextArea
              label="what to say first"
              rows={5}
              autoFocus
              value={draft.text}
              hint="Ctrl-Enter begins; what you write is kept until then"
              error={refusal?.detail ?? unread?.detail}
              onChange={write}
              onKeyDown={pressed}
              onPaste={pasted}
            />
            <BroughtList files={files} />
            <div className="mt-1 -ml-2">
              <AttachButton disabled={false} onFiles={files.add} />
            </div>
          </div>
        </div>
      )}
    </Dialog>
  )
}
