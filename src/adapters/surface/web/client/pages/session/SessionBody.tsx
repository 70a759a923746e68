/** A session that is there: heading, transcript, composer. Owns who may do what in it, and how much of the work is shown. */
import { FileDiff, Settings2 } from "lucide-react"
import { useCallback, useMemo, useRef, useState } from "react"
import type { SessionDetails } from "../../../../../../core/control/protocol/SessionRpcs.ts"
import type { Verbosity } from "../../../../../../core/model/Agent.ts"
import { oneLine } from "../../../../../../core/render/Inline.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import type { SessionSettings } from "../../../../../../core/sessions/SessionSettings.ts"
import { usePaletteActions } from "../../app/PaletteActions.ts"
import { useAgents } from "../../live/Agents.ts"
import { ask } from "../../live/Ask.ts"
import { useConnection } from "../../live/Connection.ts"
import { useSelf } from "../../live/Self.ts"
import { changedCount } from "../../transcript/ChangedFiles.ts"
import { type Surroundings, SurroundingsContext } from "../../transcript/Surroundings.ts"
import type { TranscriptHandle } from "../../transcript/Transcript.tsx"
import { useTranscript } from "../../transcript/TranscriptContext.ts"
import { runningTurn } from "../../transcript/TranscriptStore.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog } from "../../ui/Dialog.tsx"
import { IconButton } from "../../ui/IconButton.tsx"
import { useNarrow } from "../../ui/Narrow.ts"
import { Page } from "../../ui/Page.tsx"
import { toast } from "../../ui/Toast.ts"
import { useChosenSettings } from "./ChosenSettings.ts"
import { Composer } from "./Composer.tsx"
import { type Draft, saidIn } from "./Drafts.ts"
import { useEscapeTwice } from "./EscapeTwice.ts"
import { FilesChanged } from "./FilesChanged.tsx"
import { sessionActs } from "./SessionActs.ts"
import { SessionHeading } from "./SessionHeading.tsx"
import { SessionMenu } from "./SessionMenu.tsx"
import { SessionSettingsRow } from "./SessionSettingsRow.tsx"
import { TranscriptPane } from "./TranscriptPane.tsx"

export interface SessionBodyProps {
  readonly details: SessionDetails
  /** Asks for the details again. */
  readonly again: () => void
}

/** Far more than any window has room for: where it is cut, the window says. */
const longestTitle = 300

const whenBusy = {
  queue: "what you say now waits in line",
  steer: "what you say now reaches it at once",
  interrupt: "what you say now stops it first"
}

export const SessionBody = ({ again, details }: SessionBodyProps) => {
  const { agent: name, session, settings, title } = details
  const transcript = useRef<TranscriptHandle>(null)
  const may = useSelf().value?.may
  const connected = useConnection(({ state }) => state === "open")
  const agent = useAgents().value?.agents.find((line) => line.agent.name === name)?.agent
  const running = useTranscript(runningTurn) !== undefined
  const files = useTranscript(({ known }) => changedCount(known.turns))
  const narrow = useNarrow("tablet")
  const [showsFiles, setShowsFiles] = useState(false)
  const [showsSettings, setShowsSettings] = useState(false)
  const allowed = (scope: "talk" | "administer") => may?.includes(scope) ?? false
  const configure = async (next: SessionSettings) => {
    const answer = await ask((service) => service.ConfigureSession({ session, settings: next }))
    if (answer.ok) again()
    else toast(answer.refusal.detail, { tone: "bad" })
    return answer.ok
  }
  const { choose, chosen } = useChosenSettings(settings, allowed("talk") ? configure : undefined)

  const permissions = chosen.permissions ?? settings.permissions ?? agent?.permissions ?? "ask"
  const verbosity: Verbosity = chosen.verbosity ?? settings.verbosity ?? agent?.verbosity ?? "essentials"
  const surroundings = useMemo<Surroundings>(
    () => ({
      agent: name,
      permissions,
      verbosity,
      may: new Set(may),
      acts: sessionActs(session)
    }),
    [name, permissions, verbosity, may, session]
  )
  const send = async (draft: Draft) => {
    const answer = await ask((service) => service.Say({ session, ...saidIn(draft) }))
    if (answer.ok) transcript.current?.toNewest()
    return answer.ok ? undefined : answer.refusal.detail
  }
  const stop = useCallback(async () => {
    const answer = await ask((service) => service.StopTurn({ session }))
    if (!answer.ok) toast(answer.refusal.detail, { tone: "bad" })
    else if (!answer.value) toast("it was over already")
  }, [session])
  const stoppable = running && allowed("talk")
  usePaletteActions(
    useMemo(
      () =>
        stoppable ? [{ id: "stop", label: "stop what runs here", words: ["interrupt"], run: () => void stop() }] : [],
      [stop, stoppable]
    )
  )
  useEscapeTwice(stoppable, () => void stop())

  const setting = (
    <SessionSettingsRow
      model={chosen.model ?? settings.model ?? ""}
      ownModel={details.model}
      models={details.models}
      verbosity={verbosity}
      permissions={permissions}
      spelled={narrow}
      mayTalk={allowed("talk")}
      mayAdminister={may === undefined || allowed("administer")}
      onChange={(next) => void choose(next)}
    />
  )
  return (
    <SurroundingsContext value={surroundings}>
      <Page
        width="full"
        title={title === undefined || title === "" ? name : oneLine(title, longestTitle)}
        description={<SessionHeading details={details} />}
        actions={
          <>
            {files > 0 && (
              <Button size="small" icon={<FileDiff size={14} aria-hidden="true" />} onClick={() => setShowsFiles(true)}>
                {Words.count(files, "file")}
              </Button>
            )}
            <SessionMenu session={session} name={name} takeover={details.takeover} />
          </>
        }
      >
        <div className="-mx-4 sm:-mx-6 flex h-full min-h-0 flex-col border-t">
          <div className="min-h-0 flex-1">
            <TranscriptPane ref={transcript} session={session} />
          </div>
          <div className="border-t bg-surface px-4 py-3 sm:px-6">
            <Composer
              place={session}
              agent={name}
              forbidden={may !== undefined && !allowed("talk") ? Words.notAllowed("talk") : undefined}
              blocked={connected ? undefined : "not connected: what you write is kept, send it when it is back"}
              running={running}
              placeholder={running ? `${name} works: ${whenBusy[agent?.busy ?? "queue"]}` : `message ${name}`}
              onSend={send}
              onStop={stop}
            >
              {narrow ? (
                <IconButton
                  label="how this session is set"
                  icon={<Settings2 size={16} aria-hidden="true" />}
                  onClick={() => setShowsSettings(true)}
                />
              ) : (
                setting
              )}
            </Composer>
          </div>
        </div>
      </Page>
      {showsFiles && <FilesChanged onClose={() => setShowsFiles(false)} />}
      <Dialog open={narrow && showsSettings} onClose={() => setShowsSettings(false)} title="this session" width="small">
        <div className="flex flex-col items-start gap-3">{setting}</div>
      </Dialog>
    </SurroundingsContext>
  )
}
